"""One run on one database: the same answers first, then short slices of load, contestants in turn."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from benchmarks.contestants import Running
from benchmarks.figures import Figures
from benchmarks.load import Slice
from benchmarks.loader import Loader, ask
from benchmarks.problem import Problem
from benchmarks.queries import Query

MEGABYTE = 1_000_000
Take = Callable[[float], Figures]
"""Puts load on something for so many seconds."""

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Pace:
    """How long is measured."""

    slices: int = 15
    seconds: float = 1.0
    warm_up_seconds: float = 2.0


QUICK = Pace(slices=3, seconds=0.4, warm_up_seconds=0.5)


Slices = dict[str, dict[str, list[Figures]]]
"""By query and contestant."""


@dataclass(slots=True)
class Measured:
    """On one database. `memory_mb` by contestant, once all was asked."""

    slices: Slices = field(default_factory=dict)
    memory_mb: dict[str, float] = field(default_factory=dict)


def measure(
    contestants: list[Running],
    queries: Mapping[str, Query],
    loader: Loader,
    *,
    pace: Pace,
    say: Callable[[str], None],
) -> Measured:
    """Raises Problem where two contestants answer differently."""
    found = Measured()
    for query in queries.values():
        check_answers(contestants, query)
    for query in queries.values():
        say(query.name)
        found.slices[query.name] = _slices(contestants, query, loader, pace)
    found.memory_mb = {each.contestant.name: each.memory_bytes() / MEGABYTE for each in contestants}
    return found


def _slices(contestants: list[Running], query: Query, loader: Loader, pace: Pace) -> dict[str, list[Figures]]:
    def taking(one: Running) -> Take:
        requests = one.contestant.requests(query)
        who = f"{one.contestant.title} ({query.name})"
        return lambda seconds: loader.take(Slice(one.port, requests, seconds), who=who)

    return in_turns({each.contestant.name: taking(each) for each in contestants}, pace)


def in_turns(takes: Mapping[str, Take], pace: Pace) -> dict[str, list[Figures]]:
    """A B C, B C A, C A B ...: whatever else the machine does hits all alike, and nobody always comes first."""
    names = list(takes)
    for take in takes.values():
        take(pace.warm_up_seconds)
    taken: dict[str, list[Figures]] = {name: [] for name in names}
    for turn in range(pace.slices):
        start = turn % len(names)
        for name in names[start:] + names[:start]:
            taken[name].append(takes[name](pace.seconds))
    return taken


def check_answers(contestants: list[Running], query: Query) -> None:
    """Every contestant answers every request of the query with equal data."""
    first, *others = contestants
    wanted = _answers(first, query)
    for other in others:
        for variables, expected, found in zip(query.variables, wanted, _answers(other, query), strict=True):
            if found != expected:
                where = difference(expected, found)
                raise Problem(
                    f"{query.name} {dict(variables)}: {other.contestant.name} answers otherwise than "
                    f"{first.contestant.name} at {where}"
                )


def _answers(one: Running, query: Query) -> list[Any]:
    return [
        comparable(one.contestant.shape(query.name, ask(one.port, request)))
        for request in one.contestant.requests(query)
    ]


def comparable(value: Any) -> Any:
    """Times as moments: each writes them in its own way."""
    if isinstance(value, dict):
        return {key: comparable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [comparable(each) for each in value]
    if isinstance(value, str) and _TIME.match(value):
        return datetime.fromisoformat(value).astimezone(UTC)
    return value


def difference(expected: Any, found: Any, path: str = "data") -> str | None:
    """Where two answers part, and how; None where they are equal."""
    if isinstance(expected, dict) and isinstance(found, dict) and expected.keys() == found.keys():
        parts = ((f"{path}.{key}", expected[key], found[key]) for key in expected)
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        parts = ((f"{path}[{at}]", *both) for at, both in enumerate(zip(expected, found, strict=True)))
    else:
        return None if expected == found else f"{path}: {str(expected)[:200]} != {str(found)[:200]}"
    return next((told for where, a, b in parts if (told := difference(a, b, where))), None)
