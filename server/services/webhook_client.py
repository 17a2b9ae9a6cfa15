"""A POST of which only the status and one header of the answer are read.

The time-out is for the whole call, and a call can be broken off at any moment.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from server.models import DeliveryError
from server.services.http_post import posted

TIMEOUT_SECONDS = 10.0
"""Receivers should answer at once and work afterwards; Standard Webhooks suggests 15 to 30 at most."""

MAX_HEADER_LINES = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """`error` is None for a 2xx. `retry_after_seconds` where a 429 or 503 asked for it."""

    status_code: int | None
    error: DeliveryError | None
    retry_after_seconds: int | None = None


class _NotHttp(Exception):
    """What came back is no answer of HTTP/1."""


async def post(
    url: str, body: bytes, headers: Mapping[str, str], *, timeout_seconds: float = TIMEOUT_SECONDS
) -> Answer:
    """Never raises for what the network or the receiver does."""
    try:
        async with asyncio.timeout(timeout_seconds):
            return await _exchange(url, body, headers)
    except TimeoutError:
        return Answer(None, DeliveryError.TIMEOUT)
    except ssl.SSLError:
        return Answer(None, DeliveryError.TLS)
    except OSError:
        return Answer(None, DeliveryError.CONNECTION)
    except (_NotHttp, ValueError):  # a line that is too long is a ValueError of the reader's
        return Answer(None, DeliveryError.NOT_HTTP)


async def _exchange(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    async with posted(url, body, headers) as reader:
        status = await _status(reader)
        fields = await _fields(reader)
        while status // 100 == 1:  # 103 Early Hints and the like come before the answer
            status = await _status(reader)
            fields = await _fields(reader)
    return Answer(status, _error(status), _retry_after(status, fields))


async def _status(reader: asyncio.StreamReader) -> int:
    line = await reader.readline()
    if not line:
        raise ConnectionResetError("closed without an answer")
    version, _, rest = line.decode("latin-1").partition(" ")
    code = rest[:3]
    if not version.startswith("HTTP/1.") or not (code.isascii() and code.isdigit()) or int(code) < 100:
        raise _NotHttp
    return int(code)


async def _fields(reader: asyncio.StreamReader) -> dict[str, str]:
    found: dict[str, str] = {}
    for _ in range(MAX_HEADER_LINES):
        line = (await reader.readline()).decode("latin-1").strip()
        if not line:
            return found
        name, _, value = line.partition(":")
        found[name.strip().lower()] = value.strip()
    raise _NotHttp


def _error(status: int) -> DeliveryError | None:
    by_hundred = {2: None, 3: DeliveryError.REDIRECT, 4: DeliveryError.REFUSED}
    return by_hundred.get(status // 100, DeliveryError.SERVER)


def _retry_after(status: int, fields: Mapping[str, str]) -> int | None:
    """Seconds alone: a receiver that gives a date is asked again in our own time."""
    text = fields.get("retry-after", "")
    if status not in (429, 503) or not (text.isascii() and text.isdigit()):
        return None
    return int(text[:6])
