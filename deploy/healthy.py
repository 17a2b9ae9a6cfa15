"""Exit code 0 where this container's server answers /healthz with 200: the image has no curl."""

import http.client
import os
import sys

TIMEOUT_SECONDS = 2
"""Below the health check's own three, so that the reason is in its log."""

port = int(os.environ.get("PORT") or os.environ.get("GALLEY_PORT") or 8000)
# http.client and not urllib, which would go through a proxy that the environment names.
connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
try:
    connection.request("GET", "/healthz")
    status = connection.getresponse().status
except OSError as problem:
    sys.exit(f"port {port} does not answer: {problem}")
sys.exit(None if status == http.client.OK else f"/healthz answers {status}")
