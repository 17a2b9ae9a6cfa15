"""A GET of JSON, within limits of time and size, of an address that the settings name."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

import orjson

from server.services.http_answer import NOT_HTTP, TooLarge, answer_body, answer_head
from server.services.http_connection import sent

MAX_ANSWER_BYTES = 262_144
"""A document of a provider has two kilobytes, one of a large one's keys twenty."""


class Unavailable(Exception):
    """There is no such document to be had; the message says why, behind the address' name."""


async def get_json(url: str, *, timeout_seconds: float) -> Any:
    """The document of a 200. Raises Unavailable."""
    try:
        async with asyncio.timeout(timeout_seconds):
            return orjson.loads(await _got(url))
    except TimeoutError:
        raise Unavailable(f"took longer than {timeout_seconds:g} seconds") from None
    except ssl.SSLError:
        raise Unavailable("has no certificate that can be trusted") from None
    except OSError:
        raise Unavailable("cannot be reached") from None
    except TooLarge:
        raise Unavailable(f"answered with more than {MAX_ANSWER_BYTES // 1024} kB") from None
    except orjson.JSONDecodeError:
        raise Unavailable("answered with something else than JSON") from None
    except NOT_HTTP:
        raise Unavailable("did not answer in HTTP") from None


async def _got(url: str) -> bytes:
    async with sent("GET", url, {}) as reader:
        status, fields = await answer_head(reader)
        if status != 200:
            raise Unavailable(f"answered {status}")
        return await answer_body(reader, fields, limit_bytes=MAX_ANSWER_BYTES)
