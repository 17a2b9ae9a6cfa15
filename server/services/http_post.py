"""One POST of JSON, sent; whoever sends reads of the answer what they need."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager

from server.services.http_connection import sent


def posted(
    url: str, body: bytes, headers: Mapping[str, str]
) -> AbstractAsyncContextManager[asyncio.StreamReader]:
    """As `sent`."""
    about = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return sent("POST", url, {**about, **headers}, body)
