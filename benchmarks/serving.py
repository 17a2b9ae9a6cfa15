"""Starts one of the Python servers as Galley starts itself: one process, uvicorn with uvloop and httptools.

`python -m benchmarks.serving limit PORT URL`
"""

from __future__ import annotations

import sys
from importlib import import_module

import uvicorn


def main() -> None:
    name, port, url = sys.argv[1:]
    app = import_module(f"benchmarks.{name}.app").create_app(url)
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(port),
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
