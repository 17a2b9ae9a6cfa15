"""A POST whose answer is read, within limits of time and size.

The time-out is for the whole call: a scorer that sends a byte now and then gains nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from server.services.http_answer import NoAnswer, answer_of
from server.services.http_post import posted
from server.services.scoring_question import Unanswered

MAX_ANSWER_BYTES = 65_536


async def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout_seconds: float) -> bytes:
    """The body of a 200. Raises Unanswered for everything else that the network or the scorer may do."""
    try:
        return await answer_of(
            posted(url, body, headers), timeout_seconds=timeout_seconds, limit_bytes=MAX_ANSWER_BYTES
        )
    except NoAnswer as why:
        raise Unanswered(f"it {why}") from None
