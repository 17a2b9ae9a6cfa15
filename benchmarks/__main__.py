"""`make bench`: builds the data, measures, prints a table and writes benchmarks/RESULTS.md."""

from __future__ import annotations

import sys

import click

from benchmarks.contestants import CONTESTANTS, running
from benchmarks.databases import postgres_database, sqlite_database
from benchmarks.loader import load_process
from benchmarks.measuring import QUICK, Pace, measure
from benchmarks.postgres import postgres
from benchmarks.problem import Problem
from benchmarks.queries import queries_for
from benchmarks.report import table


@click.command()
@click.option("--scale", default=1, type=click.IntRange(1, 100))
@click.option("--quick", is_flag=True)
@click.option("--port", default=0)
@click.option("--only", multiple=True)
def main(scale: int, quick: bool, port: int, only: tuple[str, ...]) -> None:
    pace = QUICK if quick else Pace()
    with postgres() as server, load_process() as loader:
        for database in ("postgresql",):
            url = postgres_database(server, scale) if database == "postgresql" else sqlite_database(scale)
            queries = {k: v for k, v in queries_for(url).items() if not only or k in only}
            with running([c for c in CONTESTANTS if database in c.databases], url, port) as contestants:
                found = measure(
                    contestants, queries, loader, pace=pace, say=lambda n: click.echo(n, err=True)
                )
            click.echo(f"\n{database}\n" + table(found))


if __name__ == "__main__":
    try:
        main()
    except Problem as problem:
        click.echo(f"Error: {problem}", err=True)
        sys.exit(1)
