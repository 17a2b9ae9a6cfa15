"""What is noted of one operation while it is answered, for the log, the metrics and the traces.

Never variables, never a token, never an address: what is not here cannot be told.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

NAME_SHOWN = 100
"""Letters of an operation's name that are told. A client may choose as long a one as its document may be."""

DIGITS = 12
"""Of a document's SHA-256 in hex: enough to find it again among those that a site sends."""


QUERY, SUBSCRIPTION = "query", "subscription"
BROKEN_OFF = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Known:
    """What is told of an operation, whoever runs it. `document` is the beginning of its document's SHA-256."""

    name: str | None
    kind: str
    document: str


NOTHING = Known(None, "none", "")
"""Where a request got no operation to run."""


class Note:
    """Of one operation. What is not noted is as it stands here: every request makes a note, and most change two
    things of it."""

    id = ""
    """The request's."""
    began_at = 0.0
    """Seconds of `perf_counter`."""
    operation = NOTHING
    cost: int | None = None
    codes: tuple[str, ...] = ()
    """Of the errors that it was answered with."""
    parent: str | None = None
    """The traceparent that came with the request, where traces are made."""

    is_refused = False
    """An operation of a socket or a stream has not run, or was broken off."""

    def refuse(self, errors: list[dict[str, Any]]) -> None:
        """It does not run, or no longer: `errors` are as the client gets them."""
        self.codes, self.is_refused = codes_of(errors), True

    def break_off(self) -> None:
        """Nobody waits for the answer any more. To a subscription that is its ordinary end."""
        if self.operation.kind != SUBSCRIPTION:
            self.codes, self.is_refused = (BROKEN_OFF,), True

    def enter(self) -> None:
        """From here on failures of this task are told by this id. Reads over HTTP do without until they fail, as
        this alone takes a microsecond."""
        _NOTE.set(self)


_NOTE: ContextVar[Note | None] = ContextVar("note", default=None)


def current_id() -> str | None:
    """Of the request that has entered; None beside requests and in commands."""
    note = _NOTE.get()
    return None if note is None else note.id


def codes_of(errors: list[dict[str, Any]]) -> tuple[str, ...]:
    """Those of formatted errors, each once."""
    return tuple(dict.fromkeys(str(error["extensions"]["code"]) for error in errors))
