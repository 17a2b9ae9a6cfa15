"""`make bench`: builds the data, measures, prints the report and writes benchmarks/RESULTS.md."""

from __future__ import annotations

import shlex
import signal
import sys
from dataclasses import replace
from pathlib import Path

import click

from benchmarks.contestants import CONTESTANTS
from benchmarks.machine import machine
from benchmarks.measuring import QUICK, Pace
from benchmarks.places import KEPT, RESULTS
from benchmarks.problem import Problem
from benchmarks.queries import NAMES
from benchmarks.report import report
from benchmarks.run import DATABASES, PARTS, Choice, run

GROUPS = {
    "databases": DATABASES,
    "contestants": tuple(each.name for each in CONTESTANTS),
    "queries": NAMES,
    "parts": PARTS,
}
"""What can be chosen from, by the field of Choice."""

WORDS = click.Choice([word for group in GROUPS.values() for word in group])


@click.command()
@click.option(
    "--scale", type=click.IntRange(1, 100), default=1, show_default=True, help="Times the usual data."
)
@click.option(
    "--growth", type=click.IntRange(2, 100), help="Beside it Galley alone on so many times the data."
)
@click.option("--quick", is_flag=True, help="A short run: to see that it works, not to believe its figures.")
@click.option("--only", type=WORDS, multiple=True, help="Of its kind only these; may be repeated.")
@click.option("--without", type=WORDS, multiple=True, help="All but these; may be repeated.")
@click.option(
    "--port", type=click.IntRange(0, 65525), default=0, help="The first of ten; any free ones if not given."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where the report goes.")
def main(
    *,
    scale: int,
    growth: int | None,
    quick: bool,
    only: tuple[str, ...],
    without: tuple[str, ...],
    port: int,
    out: Path | None,
) -> None:
    """Measure Galley beside a stock server, PostGraphile 5 and the limit, on PostgreSQL and SQLite.

    Whole runs write benchmarks/RESULTS.md, others var/bench/results.md.
    """
    pace = QUICK if quick else Pace()
    choice = _chosen(Choice(scale=scale, growth=growth or 0, first_port=port), only, without)
    is_whole = not (quick or only or without or scale > 1)
    facts = machine()
    found = run(choice, pace, lambda words: click.echo(words, err=True))
    if found.postgres_version:
        facts["PostgreSQL"] = found.postgres_version
    text = report(found, command=_command(), facts=facts, pace=pace)
    target = out or (RESULTS if is_whole else KEPT / "results.md")
    target.write_text(text, encoding="utf-8")
    click.echo(f"\n{text}\nWritten to {target}.")


def _chosen(choice: Choice, only: tuple[str, ...], without: tuple[str, ...]) -> Choice:
    """`only` narrows the groups that it names a word of, but for the parts: whoever names a query wants no more."""

    def left(field: str) -> tuple[str, ...]:
        named = tuple(word for word in GROUPS[field] if word in only)
        wanted = named or (() if field == "parts" and only else GROUPS[field])
        return tuple(word for word in wanted if word not in without)

    return replace(
        choice,
        databases=left("databases"),
        contestants=left("contestants"),
        queries=left("queries"),
        parts=left("parts"),
    )


def _command() -> str:
    arguments = shlex.join(sys.argv[1:])
    return f"make bench ARGS={shlex.quote(arguments)}" if arguments else "make bench"


def _interrupt(_signal: int, _frame: object) -> None:
    """As Ctrl-C: what was started is stopped on the way out."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    try:
        main()
    except Problem as problem:
        click.echo(f"Error: {problem}", err=True)
        sys.exit(1)
