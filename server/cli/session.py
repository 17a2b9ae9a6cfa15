"""What commands share: settings from the environment, a database that is ready, one event loop a command."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from server.cli.migrations import TOO_NEW, require_migrated, require_unicode
from server.database import CannotMigrate, Database, upgrade
from server.errors import OperatorError
from server.services.site import sync_site
from server.settings import Settings, load_settings, with_development_secret

Result = TypeVar("Result")

UNREACHABLE = (OSError, DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What the drivers raise, by themselves or through SQLAlchemy, where a database cannot be used."""


def settings_now(**overrides: str) -> Settings:
    """The settings with a secret: in development one is made and kept. Raises OperatorError."""
    return with_development_secret(load_settings({**os.environ, **overrides}))


def migrated(settings: Settings) -> None:
    """Brings the database up to date.

    Raises OperatorError where it cannot be reached, cannot hold every language, or is of a newer version.
    """
    if not settings.is_sqlite:
        with_database(settings, require_unicode)
    try:
        upgrade(settings.database_url)
    except (OSError, SQLAlchemyError) as error:
        raise unreachable(settings, error) from None
    except CannotMigrate as error:
        raise OperatorError(
            f"The database {settings.database_url_shown} cannot be migrated: {error}. {TOO_NEW}."
        ) from None


def prepared(settings: Settings) -> None:
    """Makes sure that the database can be written: in development it is migrated, in production it must be.

    Raises OperatorError."""
    if settings.is_production:
        with_database(settings, require_migrated)
        return
    migrated(settings)
    with_database(settings, lambda database: synced(database, settings))


async def synced(database: Database, settings: Settings) -> None:
    """The site's name and locales as the settings have them."""
    async with database.transaction() as session:
        await sync_site(session, settings)


def with_database(settings: Settings, work: Callable[[Database], Awaitable[Result]]) -> Result:
    """Runs `work` with an open database. Raises OperatorError where it cannot be reached."""

    async def opened() -> Result:
        database = Database(settings)
        try:
            await database.connect()
            return await work(database)
        finally:
            await database.close()

    try:
        return asyncio.run(opened())
    except UNREACHABLE as error:
        raise unreachable(settings, error) from None


def unreachable(settings: Settings, error: BaseException) -> OperatorError:
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()
    return OperatorError(
        f"The database {settings.database_url_shown} cannot be used: "
        f"{reason[0] if reason else type(error).__name__}. "
        f"{advice(settings)} `galley doctor` says more."
    )


def advice(settings: Settings) -> str:
    """What to look at where the database cannot be used."""
    if settings.is_sqlite:
        return (
            "Check that GALLEY_DATABASE_URL names an SQLite file that this user may read and write, "
            "and that nothing else is writing to it."
        )
    return "Check GALLEY_DATABASE_URL, and that the server runs and lets this user in."
