"""Galley on more data beside Galley on the usual amount."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from benchmarks.contestants import Running
from benchmarks.figures import Figures
from benchmarks.load import Slice
from benchmarks.loader import Loader
from benchmarks.measuring import Pace, Take, in_turns
from benchmarks.queries import Query

Grown = tuple[list[Figures], list[Figures]]
"""Slices on the usual data and on the larger, taken in turn."""


def measure_growth(
    usual: Running,
    larger: Running,
    queries: Mapping[str, tuple[Query, Query]],
    loader: Loader,
    *,
    pace: Pace,
    say: Callable[[str], None],
) -> Mapping[str, Grown]:
    """`queries` by name, with the variables of either database."""

    def taking(one: Running, query: Query) -> Take:
        requests = one.contestant.requests(query)
        return lambda seconds: loader.take(Slice(one.port, requests, seconds), who=f"galley ({query.name})")

    found = {}
    for name, (query, grown) in queries.items():
        say(f"{name}, more data")
        slices = in_turns({"usual": taking(usual, query), "larger": taking(larger, grown)}, pace)
        found[name] = (slices["usual"], slices["larger"])
    return found
