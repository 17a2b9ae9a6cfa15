"""doctor."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Iterator

import click
from sqlalchemy import text

from server.cli.audit import NotedSeal, audit_reports
from server.cli.migrations import migration_problem
from server.cli.provider import provider_reports
from server.cli.reports import Report, State
from server.cli.risk import risk_reports
from server.cli.session import UNREACHABLE, advice
from server.cli.webhook import webhook_reports
from server.database import Database, history
from server.errors import OperatorError
from server.observing.tracing import require_tracing
from server.services.seal_inspection import Expectation
from server.settings import MIN_SECRET_BYTES, Settings, load_settings, short_secret, unknown_settings

OLDEST_POSTGRESQL = 14
"""The oldest major version that its makers still mend."""

PATIENCE_SECONDS = 10


@click.command(short_help="Check settings, database and migrations; say what to do.")
@click.option("--audit", is_flag=True, help="Also compute every seal of the audit log again.")
@click.option("--expect", type=NotedSeal(), help="With --audit: a seal that was noted, which must be there.")
@click.option("--risk", is_flag=True, help="Also measure the learned risk on decisions that were held out.")
def doctor(audit: bool, expect: Expectation | None, risk: bool) -> None:
    """Check settings, database and migrations, and say what is wrong and what to do.

    Exit code 1 when something keeps Galley from running, or the audit log is not as it was sealed.
    """
    if expect is not None and not audit:
        raise click.UsageError("--expect goes with --audit.")
    reports = []
    for report in _examine(audit=audit, noted=expect, risk=risk):
        reports.append(report)
        click.echo(f"{report.state.value}  {report.message}")
    if any(report.state is State.BAD for report in reports):
        raise click.exceptions.Exit(1)


def _examine(*, audit: bool, noted: Expectation | None, risk: bool) -> Iterator[Report]:
    for unknown in unknown_settings(os.environ):
        yield Report(State.ODD, str(unknown))
    try:
        settings = load_settings(os.environ)
    except OperatorError as error:
        yield Report(State.BAD, str(error))
        return
    locales = ", ".join(locale.locale for locale in settings.locales)
    yield Report(State.FINE, f"The settings can be read: {settings.environment}, {locales}.")
    try:
        require_tracing(settings.observing)
    except OperatorError as error:
        yield Report(State.BAD, str(error))
    if not settings.secrets:
        message = "GALLEY_SECRET is not set. Development makes one; `galley serve` needs it."
        yield Report(State.ODD, message)
    elif short := short_secret(settings.secrets):
        message = f"GALLEY_SECRET is too short for `galley serve`: {short}, and it needs {MIN_SECRET_BYTES}."
        yield Report(State.ODD, message)
    yield from asyncio.run(provider_reports(settings))
    found = asyncio.run(_examine_database(settings))
    yield from found
    if any(report.state is State.BAD for report in found):
        return
    if audit:
        yield from asyncio.run(audit_reports(settings, noted))
    if risk:
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
            migrations = await _examine_migrations(database)
            is_ready = migrations[-1].state is State.FINE
            return [version, *migrations, *(await webhook_reports(database) if is_ready else [])]
    except UNREACHABLE as error:
        reason = (str(getattr(error, "orig", None) or error).splitlines() or [type(error).__name__])[0]
        return [Report(State.BAD, f"The database {shown} cannot be used: {reason}. {advice(settings)}")]
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
    return [Report(State.FINE, f"The migrations are up to date ({history().newest}); articles: {count}.")]
