"""Whether the database can hold what Galley stores, and is at this version's migration."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from server.database import Database, history
from server.errors import OperatorError

TOO_NEW = "A newer version of Galley has migrated it: use that version, or a back-up from before"


async def revision_of(database: Database) -> str | None:
    """The database's revision; None for one that was never migrated. Raises the driver's error."""
    async with database.transaction() as session:
        connection = await session.connection()
        if not await connection.run_sync(_has_revision):
            return None
        revision: str | None = await session.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def _has_revision(connection: Connection) -> bool:
    return inspect(connection).has_table("alembic_version")


async def migration_problem(database: Database) -> str | None:
    """What keeps this version from using the database, and what to do; None where nothing does."""
    path = database.settings.sqlite_path
    if path is not None and not path.exists():  # to look inside would make it
        return "does not exist. Run `galley migrate`."
    if encoding := await encoding_problem(database):
        return encoding
    revision, newest = await revision_of(database), history().newest
    if revision == newest:
        return None
    if revision is None:
        return "was never migrated. Run `galley migrate`."
    if revision not in history().known:
        return f"is at revision {revision}, which this version does not know. {TOO_NEW}."
    return f"is at revision {revision}, this version needs {newest}. Run `galley migrate`."


async def encoding_problem(database: Database) -> str | None:
    """What keeps the database from holding every language, and what to do. SQLite's always can."""
    if database.is_sqlite:
        return None
    async with database.transaction() as session:
        encoding = await session.scalar(text("SHOW server_encoding"))
    if encoding == "UTF8":
        return None
    return (
        f"is encoded in {encoding}, which cannot hold every language. Make one that can, with "
        "`createdb --encoding UTF8 --template template0 NAME`, and name it in GALLEY_DATABASE_URL."
    )


async def require_unicode(database: Database) -> None:
    """Raises OperatorError with what to do."""
    _refuse(database, await encoding_problem(database))


async def require_migrated(database: Database) -> None:
    """Raises OperatorError with what to do."""
    _refuse(database, await migration_problem(database))


def _refuse(database: Database, problem: str | None) -> None:
    if problem is not None:
        raise OperatorError(f"The database {database.settings.database_url_shown} {problem}")
