"""The line that the log has of an operation: who was slow or failed, and nothing that a reader has sent."""

from __future__ import annotations

import logging
from math import inf

from server.observing.formats import Facts
from server.observing.note import NAME_SHOWN, SUBSCRIPTION, Note
from server.settings import LogRequests, Observing

FAILED = 500
"""The status of what the log has a traceback of. 503 and 504 are not told for themselves: a server that has too much
to do must not write a line for each."""

logger = logging.getLogger("galley.requests")


class RequestLog:
    """`from_seconds` is from how long on an operation may be told."""

    def __init__(self, observing: Observing) -> None:
        self._wanted = observing.log_requests
        self._slow_seconds = observing.slow_ms / 1000
        self.from_seconds = {
            LogRequests.OFF: inf,
            LogRequests.SLOW: self._slow_seconds,
            LogRequests.ALL: 0.0,
        }[self._wanted]

    def tell(self, note: Note, status: int, seconds: float, body: bytes | None) -> None:
        """A subscription takes as long as somebody follows it, and is never slow."""
        is_slow = seconds >= self._slow_seconds and note.operation.kind != SUBSCRIPTION
        is_serious = is_slow or status == FAILED
        if self._wanted is LogRequests.ALL or (self._wanted is LogRequests.SLOW and is_serious):
            level = logging.WARNING if is_serious else logging.INFO
            logger.log(level, "request %s", _facts(note, status, seconds, body))


def _facts(note: Note, status: int, seconds: float, body: bytes | None) -> Facts:
    operation = note.operation
    return Facts(
        request_id=note.id,
        operation=operation.name[:NAME_SHOWN] if operation.name else None,
        kind=operation.kind,
        document=operation.document or None,
        cost=note.cost,
        ms=round(seconds * 1000, 1),
        rows=None if body is None else rows_in(body),
        status=status,
        errors=list(note.codes) or None,
    )


def rows_in(body: bytes) -> int:
    """How many objects an answer holds. An object begins with {" and a letter; where a text ends in {, what follows
    is its own quotation mark and then a sign."""
    return body.count(b'{"') - body.count(b'{",') - body.count(b'{"}') - body.count(b'{"]')
