"""One request over HTTP/1.1, sent on a connection of its own.

No redirect is followed and no proxy of the environment is asked: what is sent goes to the address that was set, or
nowhere. Time is the caller's to limit, for the whole call; it can be broken off at any moment.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_LINE_BYTES = 16_384


@contextlib.asynccontextmanager
async def sent(
    method: str, url: str, headers: Mapping[str, str], body: bytes = b""
) -> AsyncIterator[asyncio.StreamReader]:
    """What comes back, while the block runs; a line or head in it may have LONGEST_LINE_BYTES. Raises OSError, which
    ssl.SSLError is too."""
    parts = urlsplit(url)
    host, scheme = parts.hostname or "", parts.scheme.lower()
    port = parts.port or DEFAULT_PORTS[scheme]
    # Reading the authorities takes some 20 ms, in which the loop would answer nobody.
    context = await asyncio.to_thread(ssl.create_default_context) if scheme == "https" else None
    reader, writer = await asyncio.open_connection(host, port, ssl=context, limit=LONGEST_LINE_BYTES)
    try:
        writer.write(_head(method, parts, host, headers) + body)
        await writer.drain()
        yield reader
    finally:
        writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            writer.transport.abort()


def _head(method: str, url: SplitResult, host: str, headers: Mapping[str, str]) -> bytes:
    name = f"[{host}]" if ":" in host else host
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    lines = [
        f"{method} {target} HTTP/1.1",
        f"Host: {name}" + (f":{url.port}" if url.port else ""),
        "User-Agent: Galley",
        "Accept: application/json",
        "Connection: close",
        *(f"{header}: {value}" for header, value in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")
