"""A GET of JSON, within limits of time and size, of an address that the settings name."""

from __future__ import annotations

from typing import Any

import orjson

from server.services.http_answer import NoAnswer, answer_of
from server.services.http_connection import sent

MAX_ANSWER_BYTES = 262_144
"""A document of a provider has two kilobytes, one of a large one's keys twenty."""


class Unavailable(Exception):
    """There is no such document to be had; the message says why, behind the address' name."""


async def get_json(url: str, *, timeout_seconds: float) -> Any:
    """The document of a 200. Raises Unavailable."""
    try:
        body = await answer_of(
            sent("GET", url, {}), timeout_seconds=timeout_seconds, limit_bytes=MAX_ANSWER_BYTES
        )
        return orjson.loads(body)
    except NoAnswer as why:
        raise Unavailable(str(why)) from None
    except orjson.JSONDecodeError:
        raise Unavailable("answered with something else than JSON") from None
