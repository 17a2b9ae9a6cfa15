"""How fast comments are sent and decided, beside the bare driver that writes the same rows.

make bench-moderation
python -m benchmarks.moderation --quick --only postgresql
"""

from __future__ import annotations

import asyncio
import shlex
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import click
import uvloop

from benchmarks.contestants import CONTESTANTS, Running, running
from benchmarks.databases import postgres_database, sqlite_database
from benchmarks.figures import Figures, middle, ratio, spread
from benchmarks.load import Slice
from benchmarks.loader import Loader, load_process
from benchmarks.machine import machine
from benchmarks.measuring import QUICK, Pace
from benchmarks.moderating.bare import Bare, PostgresBare, SqliteBare
from benchmarks.moderating.copies import copies
from benchmarks.moderating.measuring import Measuring, Side
from benchmarks.places import HERE, KEPT
from benchmarks.postgres import Postgres, postgres
from benchmarks.problem import Problem
from benchmarks.queries import queries_for
from benchmarks.report import DATABASES, Cells, table
from benchmarks.start import Start

RESULTS = HERE / "MODERATION.md"
LEAST_RATIO = 0.25
QUEUE_CONNECTIONS = (1, 8)
TITLES = {"galley": "Galley", "bare": "bare driver"}
KINDS = {"submit": "submit a comment", "decide": "decide about a comment"}


@dataclass(slots=True)
class Found:
    """`acts` by kind and side; `queue` is the first page, by how many connections ask for it."""

    acts: Mapping[str, Mapping[str, Side]]
    queue: Mapping[int, Figures]


def _galley(port: int, url: str) -> Start:
    """As `galley serve` runs it, but for the limits of rate: 500 readers at one address write faster than any may."""
    start = GALLEY.start(port, url)
    return replace(start, environment={**start.environment, "GALLEY_RATE_LIMITS": "off"})


GALLEY = next(each for each in CONTESTANTS if each.name == "galley")
UNLIMITED = replace(GALLEY, start=_galley)


# ── measuring ───────────────────────────────────────────────────────────────────────────────────


def measure(
    kept: str, server: Postgres | None, loader: Loader, *, port: int, pace: Pace, say: Callable[[str], None]
) -> Found:
    """`kept` is the URL of the filled database, of which copies are made."""
    with ExitStack() as stack:
        say("copying the database twice")
        galley_url, bare_url = stack.enter_context(copies(kept, server))
        [galley] = stack.enter_context(running([UNLIMITED], galley_url, port))
        queue = _queue(galley, galley_url, loader, pace=pace)
        runner = stack.enter_context(asyncio.Runner(loop_factory=uvloop.new_event_loop))
        galley_copy, bare = (
            stack.enter_context(closing(_bare(url, runner))) for url in (galley_url, bare_url)
        )
        measuring = Measuring(galley, loader, galley_copy=galley_copy, bare=bare, is_sqlite=server is None)
        return Found(measuring.measure(pace, say), queue)


def _bare(url: str, runner: asyncio.Runner) -> Bare:
    return SqliteBare(url) if url.startswith("sqlite") else PostgresBare(url, runner)


def _queue(galley: Running, url: str, loader: Loader, *, pace: Pace) -> Mapping[int, Figures]:
    """The pending comments' first page, before anything has been decided."""
    requests = galley.contestant.requests(queries_for(url)["queue"])
    found = {}
    for connections in QUEUE_CONNECTIONS:
        task = Slice(galley.port, requests, pace.seconds * 3, connections)
        loader.take(replace(task, seconds=pace.warm_up_seconds), who="galley (queue)")
        found[connections] = loader.take(task, who="galley (queue)")
    return found


# ── the report ──────────────────────────────────────────────────────────────────────────────────


def report(found: Mapping[str, Found], *, command: str, facts: Mapping[str, str], pace: Pace) -> str:
    """Ends with a line feed."""
    parts = [
        "# Moderation under load\n\nWhat is measured: [benchmarks](../docs/benchmarks.md#sending-and-deciding).",
        f"    {command}",
        f"{pace.slices} slices of {pace.seconds:g} s for each side, in turns; 8 connections.",
        table(("", ""), facts.items()),
        "## What must be reached\n",
        table(("", "must be", "is", ""), _goals(found)),
    ]
    for name, on in found.items():
        parts.append(f"## {DATABASES[name]}")
        head = ("", "side", "a second", "±", "p50 ms", "p99 ms", "its CPU µs", "Galley is")
        parts.append(table(head, _rows(on)))
        parts.append(table(("queue's first page, connections", "p50 ms", "p99 ms"), _pages(on)))
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _goals(found: Mapping[str, Found]) -> Iterator[Cells]:
    on = found.get("postgresql")
    for kind, sides in on.acts.items() if on else ():
        value = _ratio(sides)
        told = "reached" if value >= LEAST_RATIO else "**not reached**"
        yield f"{KINDS[kind]}, PostgreSQL", f">= {LEAST_RATIO:g}x", f"{value:.2f}x", told


def _ratio(sides: Mapping[str, Side]) -> float:
    return ratio(sides["galley"].slices, sides["bare"].slices)


def _rows(on: Found) -> Iterator[Cells]:
    for kind, sides in on.acts.items():
        for name, side in sides.items():
            figures = middle(side.slices)
            yield (
                KINDS[kind],
                TITLES[name],
                f"{figures.per_second:,.0f}",
                f"{spread(side.slices):.0%}",
                f"{figures.p50_ms:.2f}",
                f"{figures.p99_ms:.2f}",
                f"{median(side.cpu_us):,.0f}",
                "" if name == "galley" else f"{_ratio(sides):.2f}x",
            )


def _pages(on: Found) -> Iterator[Cells]:
    for connections, figures in on.queue.items():
        yield str(connections), f"{figures.p50_ms:.2f}", f"{figures.p99_ms:.2f}"


# ── the command ─────────────────────────────────────────────────────────────────────────────────


@click.command()
@click.option("--quick", is_flag=True, help="A short run: to see that it works, not to believe its figures.")
@click.option("--only", type=click.Choice(list(DATABASES)), help="On this database alone.")
@click.option("--port", type=click.IntRange(0, 65525), default=0, help="Galley's; a free one if not given.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where the report goes.")
def main(*, quick: bool, only: str | None, port: int, out: Path | None) -> None:
    """Measure submissions and decisions beside the bare driver, on PostgreSQL and SQLite.

    Whole runs write benchmarks/MODERATION.md, others var/bench/moderation.md.
    """
    pace = QUICK if quick else Pace()
    facts = machine()
    names = [only] if only else list(DATABASES)
    found = {}
    with ExitStack() as stack:
        loader = stack.enter_context(load_process())
        server = stack.enter_context(postgres()) if "postgresql" in names else None
        if server is not None:
            facts["PostgreSQL"] = server.version
        for name in names:
            on = server if name == "postgresql" else None
            kept = postgres_database(on, 1) if on else sqlite_database(1)
            found[name] = measure(kept, on, loader, port=port, pace=pace, say=_say)
    text = report(found, command=_command(), facts=facts, pace=pace)
    target = out or (KEPT / "moderation.md" if quick or only else RESULTS)
    target.write_text(text, encoding="utf-8")
    click.echo(f"\n{text}\nWritten to {target}.")


def _say(words: str) -> None:
    click.echo(words, err=True)


def _command() -> str:
    arguments = shlex.join(sys.argv[1:])
    return f"make bench-moderation ARGS={shlex.quote(arguments)}" if arguments else "make bench-moderation"


def _interrupt(_signal: int, _frame: object) -> None:
    """As Ctrl-C: what was started is stopped on the way out."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    try:
        main()
    except Problem as problem:
        _say(f"Error: {problem}")
        sys.exit(1)
