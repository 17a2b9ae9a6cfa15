"""What a check has to say about a submission."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a finding asks for, from the mildest to the strictest."""

    NOTE = "NOTE"
    HOLD = "HOLD"
    SPAM = "SPAM"
    REJECT = "REJECT"

    @property
    def strictness(self) -> int:
        """0 for NOTE, 3 for REJECT."""
        return list(Outcome).index(self)


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A part of the body, in code points; `end` is exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """`message` is for moderators, in English. `score` is a probability, where the check has one."""

    check: str
    outcome: Outcome
    message: str
    score: float | None = None
    spans: tuple[TextSpan, ...] = ()
