"""One operation from its beginning to its end, as a process's operators are told of it."""

from __future__ import annotations

import re
import secrets
from itertools import product
from time import perf_counter
from typing import Protocol

from server.observing.note import BROKEN_OFF, Note
from server.observing.request_log import FAILED, RequestLog
from server.settings import Observing

STATUSES = {"UNAUTHENTICATED": 401, BROKEN_OFF: 499, "INTERNAL": 500, "OVERLOADED": 503, "TIMEOUT": 504}
"""What a refused operation of a socket or a stream would have been answered with over HTTP; others are 400. 499, as
nginx has it, where the client did not wait for the answer."""


ACCEPTED = re.compile(rb"[A-Za-z0-9._-]{1,128}")
"""What a request may bring as its id."""


LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Those of Crockford's base 32, which nobody mistakes for each other."""


class Listener(Protocol):
    """Is told of every operation that has ended."""

    def hear(self, note: Note, status: int, seconds: float) -> None: ...


class Observer:
    """Of one process. `listeners` count and trace; without any, an operation costs two looks at the clock."""

    def __init__(self, observing: Observing, *listeners: Listener) -> None:
        # A random beginning and eight letters in turn, a trillion ids: joined, as a number takes longer to write.
        self._ids = map("".join, product((f"{secrets.token_hex(6)}-",), *[LETTERS] * 8))
        self._log = RequestLog(observing)
        self._told_from_seconds = self._log.from_seconds
        self._listeners = listeners

    def id_of(self, given: bytes | None) -> str:
        """Of a request or a connection: the X-Request-Id that it brought, or one that is made."""
        if given is not None and ACCEPTED.fullmatch(given):
            return given.decode()
        return next(self._ids)

    def begin(self, id_: str) -> Note:
        note = Note()
        note.id = id_
        note.began_at = perf_counter()
        return note

    def end(self, note: Note, status: int, body: bytes | None = None) -> None:
        """`body` is the answer as it was before it was compressed, where there was one."""
        seconds = perf_counter() - note.began_at
        for listener in self._listeners:
            listener.hear(note, status, seconds)
        if seconds >= self._told_from_seconds or status == FAILED:
            self._log.tell(note, status, seconds, body)

    def end_live(self, note: Note) -> None:
        """An operation of a socket or an event stream."""
        self.end(
            note,
            max((STATUSES.get(code, 400) for code in note.codes), default=400) if note.is_refused else 200,
        )
