"""import."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import orjson

from server.cli.locales import LocaleTag
from server.cli.migrations import migration_problem
from server.cli.session import prepared, settings_now, with_database
from server.database import Database
from server.importing.options import ImportOptions
from server.importing.report import as_json, mapping, outcome, warning_lines
from server.importing.running import FileReport, Progress, exit_code, run_import
from server.models.types import utc_now
from server.settings import Settings, load_settings

ONLY_READ = "There is no database at this version of Galley, so the files are only read."


class Moment(click.ParamType[datetime]):
    """RFC 3339 with an offset."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, context: click.Context | None
    ) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value))
            if moment.tzinfo is None:
                self.fail(f"{value!r} has no offset from UTC: write 2026-11-24T09:00:00Z", param, context)
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):  # the latter in the first and the last hours that Python knows
            self.fail(f"{value!r} is not a time such as 2026-11-24T09:00:00Z", param, context)


@click.command("import", short_help="Import documents, or directories of them.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--publish", is_flag=True, help="Publish now, at an article's first import.")
@click.option("--published-at", type=Moment(), help="Publish as of this time, at an article's first import.")
@click.option("--original", type=LocaleTag(), help="The original's language, where the first title misleads.")
@click.option("--source-url", help="Where the document was published first; with one file.")
@click.option("--dry-run", is_flag=True, help="Show what would be taken for what, and store nothing.")
@click.option("--json", "is_json", is_flag=True, help="Print the report as JSON.")
def import_documents(
    files: tuple[Path, ...],
    publish: bool,
    published_at: datetime | None,
    original: str | None,
    source_url: str | None,
    dry_run: bool,
    is_json: bool,
) -> None:
    """Import FILES, or directories of them: plain-text posts in one or two languages.

    Each file is one transaction. A second import of the same document changes nothing; a changed document updates
    its article, whose comments stay. docs/import.md says how documents are read.
    """
    options = ImportOptions(
        is_published=publish or published_at is not None,
        published_at=published_at,
        original=original,
        source_url=source_url,
        is_dry_run=dry_run,
    )
    with _progress(is_shown=not is_json) as progress:
        reports = _run(files, options, progress)
    if is_json:
        # Bytes: JSON is UTF-8, whatever the terminal is.
        click.echo(orjson.dumps(as_json(reports, is_dry_run=dry_run), option=orjson.OPT_INDENT_2))
    else:
        _tell(reports, is_dry_run=dry_run)
    raise click.exceptions.Exit(exit_code(reports))


def _run(files: Sequence[Path], options: ImportOptions, progress: Progress) -> list[FileReport]:
    settings = load_settings(os.environ) if options.is_dry_run else settings_now()

    async def work(database: Database | None) -> list[FileReport]:
        return await run_import(
            files, options, database=database, settings=settings, now=utc_now(), progress=progress
        )

    if options.is_dry_run:
        return _dry_run(settings, work)
    prepared(settings)
    return with_database(settings, work)


def _dry_run(
    settings: Settings, work: Callable[[Database | None], Awaitable[list[FileReport]]]
) -> list[FileReport]:
    """Makes no database, migrates none, makes no secret."""

    async def looking_at(database: Database) -> list[FileReport]:
        if await migration_problem(database) is None:
            return await work(database)
        click.echo(ONLY_READ, err=True)
        return await work(None)

    return with_database(settings, looking_at)


@contextmanager
def _progress(*, is_shown: bool) -> Iterator[Progress]:
    """A bar on a terminal, as soon as there is more than one file."""
    stream = sys.stderr
    bar: Any = None

    def tell(_report: FileReport, done: int, total: int) -> None:
        nonlocal bar
        if not is_shown or total < 2 or not stream.isatty():
            return
        if bar is None:
            bar = click.progressbar(length=total, label="Importing", file=stream)
            bar.__enter__()
        bar.update(done - bar.pos)

    try:
        yield tell
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)


def _tell(reports: Sequence[FileReport], *, is_dry_run: bool) -> None:
    for report in reports:
        click.echo(outcome(report, is_dry_run=is_dry_run), err=report.problem is not None)
        if report.document is None:
            continue
        if is_dry_run:
            for line in mapping(report.document):
                click.echo(line)
        for line in warning_lines(report.document):
            click.echo(line)
