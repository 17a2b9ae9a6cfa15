"""doctor."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Iterator

import click
from sqlalchemy import text

from server.cli.migrations import migration_problem, newest_revision
from server.cli.reports import Report, State
from server.cli.risk import risk_reports
from server.cli.session import UNREACHABLE
from server.database import Database
from server.errors import OperatorError
from server.settings import Settings, load_settings, unknown_settings

OLDEST_POSTGRESQL = 14
"""The oldest major version that its makers still mend."""

PATIENCE_SECONDS = 10


@click.command()
@click.option("--risk", is_flag=True, help="Also measure the learned risk on decisions that were held out.")
def doctor(risk: bool) -> None:
    """Check settings, database and migrations, and say what is wrong and what to do.

    Exit code 1 when something keeps Galley from running.
    """
    reports = []
    for report in _examine(risk=risk):
        reports.append(report)
        click.echo(f"{report.state.value}  {report.message}")
    if any(report.state is State.BAD for report in reports):
        raise click.exceptions.Exit(1)


def _examine(*, risk: bool) -> Iterator[Report]:
    for unknown in unknown_settings(os.environ):
        yield Report(State.ODD, str(unknown))
    try:
        settings = load_settings(os.environ)
    except OperatorError as error:
        yield Report(State.BAD, str(error))
        return
    locales = ", ".join(locale.locale for locale in settings.locales)
    yield Report(State.FINE, f"The settings can be read: {settings.environment}, {locales}.")
    if not settings.secrets:
        message = "GALLEY_SECRET is not set. Development makes one; `galley serve` needs it."
        yield Report(State.ODD, message)
    found = asyncio.run(_examine_database(settings))
    yield from found
    if risk and all(report.state is not State.BAD for report in found):
        yield from asyncio.run(risk_reports(settings))


async def _examine_database(settings: Settings) -> list[Report]:
    shown = settings.database_url_shown
    path = settings.sqlite_path
    if path is not None and not path.exists():
        return [Report(State.BAD, f"The database {shown} does not exist. Run `galley migrate`.")]
    database = Database(settings)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            version = await _version(database)
            return [version, *await _examine_migrations(database)]
    except UNREACHABLE as error:
        reason = (str(getattr(error, "orig", None) or error).splitlines() or [type(error).__name__])[0]
        advice = "Check GALLEY_DATABASE_URL, and that the server runs and lets this user in."
        return [Report(State.BAD, f"The database {shown} cannot be used: {reason}. {advice}")]
    finally:
        await database.close()


async def _version(database: Database) -> Report:
    if database.is_sqlite:
        async with database.transaction() as session:
            await session.execute(text("SELECT 1"))
        return Report(State.FINE, f"SQLite {sqlite3.sqlite_version} answers.")
    async with database.transaction() as session:
        number = int(str(await session.scalar(text("SHOW server_version_num"))))
    major = number // 10_000
    if major < OLDEST_POSTGRESQL:
        return Report(State.ODD, f"PostgreSQL {major} is out of support. Move to a newer one.")
    return Report(State.FINE, f"PostgreSQL {major} answers.")


async def _examine_migrations(database: Database) -> list[Report]:
    problem = await migration_problem(database)
    if problem is not None:
        return [Report(State.BAD, f"The database {problem}")]
    async with database.transaction() as session:
        count = await session.scalar(text("SELECT count(*) FROM article"))
    return [
        Report(State.FINE, f"The migrations are up to date ({newest_revision(database)}); articles: {count}.")
    ]
