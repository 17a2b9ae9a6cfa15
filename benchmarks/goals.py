"""What a run must reach, and what it has reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.figures import Figures, ratio, slowdown
from benchmarks.run import Found, OnDatabase

RATIOS = (
    ("postgresql", "feed", "stock", 22.0),
    ("postgresql", "title", "stock", 5.0),
    ("postgresql", "feed", "postgraphile", 2.0),
    ("postgresql", "title", "postgraphile", 2.0),
    ("postgresql", "feed", "limit", 0.85),
    ("postgresql", "title", "limit", 0.6),
    ("sqlite", "feed", "stock", 20.0),
    ("sqlite", "feed", "limit", 0.75),
)
"""Database, query, contestant: at least so many times its requests a second, every request read anew."""

KEPT_RATIOS = (("postgresql", "feed", "postgraphile", 8.0),)
"""The same, of answers that are kept."""

MEMORY_MB = 120.0
FAR_PAGE = 1.3
GROWTH = 1.3
COLD_MS = 15.0


@dataclass(frozen=True, slots=True)
class Goal:
    """`is_least`: the value has to be as large as the bound, else as small."""

    what: str
    bound: float
    value: float
    unit: str = "x"
    is_least: bool = True

    @property
    def is_reached(self) -> bool:
        return self.value >= self.bound if self.is_least else self.value <= self.bound


def goals(found: Found) -> Iterator[Goal]:
    """Those that this run measured."""
    for name, what, ratios in (("galley", "", RATIOS), ("kept", ", kept,", KEPT_RATIOS)):
        for database, query, other, bound in ratios:
            on = found.by_database.get(database)
            slices = on.measured.slices.get(query, {}) if on else {}
            if name in slices and other in slices:
                yield Goal(
                    f"{query}{what} against {other}, {database}", bound, ratio(slices[name], slices[other])
                )
    for database, on in found.by_database.items():
        yield from _of_galley_alone(database, on)


def _of_galley_alone(database: str, on: OnDatabase) -> Iterator[Goal]:
    for name, what in (("galley", "warm process"), ("kept", "warm process with kept answers")):
        if name in on.measured.memory_mb:
            memory = on.measured.memory_mb[name]
            yield Goal(f"memory of a {what}, {database}", MEMORY_MB, memory, "MB", is_least=False)
    if on.paging:
        name, value = _worst({name: (paged.first, paged.far) for name, paged in on.paging.items()})
        yield Goal(f"page 500 beside page 1, {database} (worst: {name})", FAR_PAGE, value, is_least=False)
    if on.growth:
        name, value = _worst(on.growth)
        yield Goal(f"p50 with more data, {database} (worst: {name})", GROWTH, value, is_least=False)
    if on.cold_ms is not None:
        yield Goal(f"feed, never seen, {database}", COLD_MS, on.cold_ms, "ms", is_least=False)


def _worst(pairs: Mapping[str, tuple[Sequence[Figures], Sequence[Figures]]]) -> tuple[str, float]:
    found = {name: slowdown(*pair) for name, pair in pairs.items()}
    name = max(found, key=lambda each: found[each])
    return name, found[name]
