"""A whole run: every database, every contestant, and what is asked of Galley alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field

from benchmarks.cold import cold_ms
from benchmarks.contestants import CONTESTANTS, Contestant, Running, running
from benchmarks.databases import postgres_database, sqlite_database
from benchmarks.growth import Grown, measure_growth
from benchmarks.loader import Loader, load_process
from benchmarks.measuring import Measured, Pace, measure
from benchmarks.paging import Paged, measure_paging
from benchmarks.postgres import Postgres, postgres
from benchmarks.queries import NAMES, Query, queries_for

DATABASES = ("postgresql", "sqlite")
PARTS = ("paging", "cold")
"""What is asked of Galley alone, besides growth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What of it is measured. `growth` is how many times the data, 0 for none of that."""

    scale: int = 1
    growth: int = 0
    databases: tuple[str, ...] = DATABASES
    contestants: tuple[str, ...] = tuple(each.name for each in CONTESTANTS)
    queries: tuple[str, ...] = NAMES
    parts: tuple[str, ...] = PARTS
    first_port: int = 0


@dataclass(slots=True)
class OnDatabase:
    """What a run found on one database."""

    measured: Measured
    paging: Mapping[str, Paged] = field(default_factory=dict)
    growth: Mapping[str, Grown] = field(default_factory=dict)
    cold_ms: float | None = None


@dataclass(slots=True)
class Found:
    postgres_version: str | None = None
    by_database: dict[str, OnDatabase] = field(default_factory=dict)


def run(choice: Choice, pace: Pace, say: Callable[[str], None]) -> Found:
    """Raises Problem. Whatever it has started is stopped when it ends, however it ends."""
    found = Found()
    with ExitStack() as stack:
        loader = stack.enter_context(load_process())
        server = stack.enter_context(postgres()) if "postgresql" in choice.databases else None
        found.postgres_version = server.version if server else None
        # All data first: building them takes the machine for itself.
        urls = {name: _databases(name, server, choice) for name in choice.databases}
        for name, (url, larger) in urls.items():
            say(name)
            found.by_database[name] = _on_database(
                name, url, larger, loader, choice=choice, pace=pace, say=say
            )
    return found


def _databases(name: str, server: Postgres | None, choice: Choice) -> tuple[str, str | None]:
    """The URL of the usual data, and of the larger ones where they are wanted."""

    def made(scale: int) -> str:
        if name == "sqlite":
            return sqlite_database(scale)
        assert server is not None
        return postgres_database(server, scale)

    return made(choice.scale), made(choice.scale * choice.growth) if choice.growth else None


def _on_database(
    name: str,
    url: str,
    larger: str | None,
    loader: Loader,
    *,
    choice: Choice,
    pace: Pace,
    say: Callable[[str], None],
) -> OnDatabase:
    queries = _queries(url, choice)
    with running(list(_contestants(name, choice)), url, choice.first_port) as started:
        found = OnDatabase(measure(started, queries, loader, pace=pace, say=say))
        galley = next((each for each in started if each.contestant.name == "galley"), None)
        if galley is not None:
            _galley_alone(found, galley, queries, loader, choice=choice, pace=pace, say=say)
        if galley is not None and larger is not None:
            pairs = {key: (queries[key], query) for key, query in _queries(larger, choice).items()}
            with running([galley.contestant], larger, choice.first_port and choice.first_port + 9) as [grown]:
                found.growth = measure_growth(galley, grown, pairs, loader, pace=pace, say=say)
    return found


def _galley_alone(
    found: OnDatabase,
    galley: Running,
    queries: Mapping[str, Query],
    loader: Loader,
    *,
    choice: Choice,
    pace: Pace,
    say: Callable[[str], None],
) -> None:
    if "paging" in choice.parts:
        found.paging = measure_paging(galley, loader, pace=pace, say=say)
    if "cold" in choice.parts and "feed" in queries:
        say("operations that were never seen")
        found.cold_ms = cold_ms(galley, queries["feed"])


def _contestants(database: str, choice: Choice) -> Iterator[Contestant]:
    for each in CONTESTANTS:
        if each.name in choice.contestants and database in each.databases:
            yield each


def _queries(url: str, choice: Choice) -> dict[str, Query]:
    return {name: query for name, query in queries_for(url).items() if name in choice.queries}
