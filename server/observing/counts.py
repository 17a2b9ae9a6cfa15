"""What a process counts of its operations: how long each took by its name, and how they ended."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

from server.observing.note import SUBSCRIPTION, Note

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds, up to the time that an operation has by default. The last bucket is what took longer."""

NAMES_KEPT = 500
"""Told apart, those of trusted documents included: each is sixteen series."""

OTHER = "other"


class Histogram:
    """`buckets` counts each duration once, in the first bucket that holds it."""

    __slots__ = ("buckets", "sum")

    def __init__(self) -> None:
        self.buckets = [0] * (len(BOUNDS) + 1)
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        self.buckets[bisect_left(BOUNDS, seconds)] += 1
        self.sum += seconds


class Counts:
    """A library's counters take a lock and look their labels up anew for each request, three times as long as this;
    requests are counted in one thread, the event loop's."""

    def __init__(self, names: Iterable[str]) -> None:
        self.other = Histogram()
        self.durations: dict[str | None, Histogram] = {}
        self.ended: dict[tuple[str, int], int] = {}
        """By kind and status."""
        self.errors: Counter[str] = Counter()
        for name in names:
            self.tell_apart(name)

    def tell_apart(self, name: str) -> None:
        """From now on. Names that strangers choose must not come here: each is kept for good."""
        if name not in self.durations and len(self.durations) < NAMES_KEPT and name != OTHER:
            self.durations[name] = Histogram()

    def hear(self, note: Note, status: int, seconds: float) -> None:
        """A subscription has no duration that says something, and is counted alone."""
        operation = note.operation
        if operation.kind != SUBSCRIPTION:
            self.durations.get(operation.name, self.other).add(seconds)
        ended = operation.kind, status
        self.ended[ended] = self.ended.get(ended, 0) + 1
        for code in note.codes:
            self.errors[code] += 1
