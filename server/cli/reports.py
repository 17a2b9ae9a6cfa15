"""What `galley doctor` says of one thing that it has looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    FINE = "ok     "
    ODD = "notice "
    BAD = "problem"


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that was looked at, in a sentence that says what to do where it is not fine."""

    state: State
    message: str
