"""The migration that begins the trail: there and back, and what was logged before is sealed too."""

from __future__ import annotations

from alembic import command
from sqlalchemy import select, text

from server.database import Database, alembic_config
from server.models import UnsealedEntry
from server.services.append_only import missing_triggers
from tests.databases import in_thread
from tests.trail.log import act, rows, seal, sealed

BEFORE, HERE = "0004", "0005"


async def test_goes_back_and_forth_and_takes_earlier_entries_along(database: Database) -> None:
    entries = await act(database, 3)
    await seal(database)
    config = alembic_config(database.settings.database_url)
    in_thread(lambda: command.downgrade(config, BEFORE))
    async with database.transaction() as session:
        await session.execute(text("UPDATE audit_entry SET action = action"))
    in_thread(lambda: command.upgrade(config, HERE))
    async with database.transaction() as session:
        assert await missing_triggers(session) == []
    assert await rows(database, select(UnsealedEntry.entry_id).order_by(UnsealedEntry.entry_id)) == entries
    await seal(database)
    assert [entry for _, _, entry in await sealed(database)] == entries
    in_thread(lambda: command.upgrade(config, "head"))
    in_thread(lambda: command.check(config))
