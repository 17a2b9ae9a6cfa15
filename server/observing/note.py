"""What is noted of one operation while it is answered, for the log, the metrics and the traces.

Never variables, never a token, never an address: what is not here cannot be told.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter

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
    """Of one operation. `id` is the request's; `codes` are those of the errors that it was answered with."""

    __slots__ = ("began_at", "codes", "cost", "id", "operation", "parent")

    def __init__(self, id_: str) -> None:
        self.id = id_
        self.operation = NOTHING
        self.cost: int | None = None
        self.codes: tuple[str, ...] = ()
        self.parent: str | None = None
        """The traceparent that came with the request, where traces are made."""
        self.began_at = perf_counter()

    def break_off(self) -> None:
        """Nobody waits for the answer any more. To a subscription that is its ordinary end."""
        if self.operation.kind != SUBSCRIPTION:
            self.codes = (BROKEN_OFF,)


NOTE: ContextVar[Note | None] = ContextVar("note", default=None)
"""Of the operation that runs in this task; None beside the requests and in commands."""


def note_codes(errors: list[dict[str, object]]) -> None:
    """The codes of formatted errors, each once."""
    note = NOTE.get()
    if note is not None:
        note.codes = codes_of(errors)


def codes_of(errors: list[dict[str, object]]) -> tuple[str, ...]:
    found = (error.get("extensions") for error in errors)
    return tuple(dict.fromkeys(str(each["code"]) for each in found if isinstance(each, dict)))
