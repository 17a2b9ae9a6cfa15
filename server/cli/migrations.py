"""Whether the database is at this version's migration."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server.database import Database, alembic_config
from server.errors import OperatorError


def newest_revision(database: Database) -> str:
    head = ScriptDirectory.from_config(alembic_config(database.settings.database_url)).get_current_head()
    assert head is not None, "migrations/ holds at least one revision"
    return head


async def revision_of(database: Database) -> str | None:
    """The database's revision; None for one that was never migrated."""
    try:
        async with database.transaction() as session:
            revision: str | None = await session.scalar(text("SELECT version_num FROM alembic_version"))
            return revision
    except DBAPIError:
        return None


async def require_migrated(database: Database) -> None:
    """Raises OperatorError with what to do."""
    revision, newest = await revision_of(database), newest_revision(database)
    if revision == newest:
        return
    state = (
        "was never migrated"
        if revision is None
        else f"is at revision {revision}, this version needs {newest}"
    )
    raise OperatorError(f"The database {database.settings.database_url_shown} {state}. Run `galley migrate`.")
