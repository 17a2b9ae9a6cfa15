"""A POST whose answer is read, within limits of time and size.

The time-out is for the whole call: a scorer that sends a byte now and then gains nothing.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping

from server.services.http_answer import NOT_HTTP, TooLarge, answer_body, answer_head
from server.services.http_post import posted
from server.services.scoring_question import Unanswered

MAX_ANSWER_BYTES = 65_536


async def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout_seconds: float) -> bytes:
    """The body of a 200. Raises Unanswered for everything else that the network or the scorer may do."""
    try:
        async with asyncio.timeout(timeout_seconds):
            return await _exchange(url, body, headers)
    except TimeoutError:
        raise Unanswered(f"it took longer than {timeout_seconds:g} seconds") from None
    except ssl.SSLError:
        raise Unanswered("its certificate cannot be trusted") from None
    except OSError:
        raise Unanswered("it cannot be reached") from None
    except TooLarge:
        raise Unanswered(f"its answer is larger than {MAX_ANSWER_BYTES // 1024} kB") from None
    except NOT_HTTP:
        raise Unanswered("it did not answer in HTTP") from None


async def _exchange(url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    async with posted(url, body, headers) as reader:
        status, fields = await answer_head(reader)
        if status != 200:
            raise Unanswered(f"it answered {status}")
        return await answer_body(reader, fields, limit_bytes=MAX_ANSWER_BYTES)
