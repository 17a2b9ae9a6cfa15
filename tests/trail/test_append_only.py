"""The database itself refuses to change the audit log."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from server.database import Database
from server.services.append_only import missing_triggers
from tests.trail.log import act, seal, sealed, tamper

TABLES = {"audit_entry": "action", "audit_seal": "hash", "audit_seal_entry": "digest"}


@pytest.fixture(params=sorted(TABLES))
async def guarded(request: pytest.FixtureRequest, database: Database) -> str:
    """A table with a row in it."""
    await act(database)
    await seal(database)
    name: str = request.param
    return name


async def refuses(database: Database, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        await tamper(database, statement, keeps_guards=True)


async def test_refuses_a_change(database: Database, guarded: str) -> None:
    await refuses(database, f"UPDATE {guarded} SET {TABLES[guarded]} = 'x'")


async def test_refuses_a_deletion(database: Database, guarded: str) -> None:
    await refuses(database, f"DELETE FROM {guarded}")


async def test_refuses_to_be_emptied_at_once_or_to_have_a_row_replaced(
    database: Database, guarded: str
) -> None:
    if database.is_sqlite:
        await refuses(database, f"INSERT OR REPLACE INTO {guarded} SELECT * FROM {guarded}")
    else:
        await refuses(database, f"TRUNCATE {guarded} CASCADE")


async def test_an_entry_is_not_sealed_twice(database: Database) -> None:
    (entry,) = await act(database)
    await seal(database)
    with pytest.raises(IntegrityError):
        await tamper(
            database,
            f"INSERT INTO audit_seal_entry VALUES ('{entry.hex}', 1, 2, 'x')",
            keeps_guards=True,
        )
    assert await sealed(database) == [(1, 1, entry)]


async def test_says_which_guard_is_missing(database: Database) -> None:
    async with database.transaction() as session:
        assert await missing_triggers(session) == []
        table = "" if database.is_sqlite else " ON audit_seal"
        await session.execute(text(f"DROP TRIGGER audit_seal_refuses_delete{table}"))
        assert await missing_triggers(session) == ["audit_seal_refuses_delete"]
