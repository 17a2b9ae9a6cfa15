#!/bin/sh
# The command `galley`: `python -m server` from the root of the checkout or of the image.
# `make install` puts it into .venv/bin, the Dockerfile into /app/.venv/bin.
cd "$(dirname "$(readlink -f "$0")")/../.." && exec .venv/bin/python -m server "$@"
