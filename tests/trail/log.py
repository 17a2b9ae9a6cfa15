"""Acts for the audit log, and somebody who gets past what guards it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, select, text

from server.database import Database
from server.models import AuditEntry, SealedEntry
from server.services.audit import record
from server.services.sealing import seal_some
from server.settings import Settings

NOW = datetime(2026, 11, 25, 13, tzinfo=UTC)
TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'",
    "postgresql": """SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND tgname LIKE 'audit_%'""",
}


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings)
    await database.connect()
    try:
        yield database
    finally:
        await database.close()


async def act(database: Database, count: int = 1, *, at: datetime = NOW) -> list[UUID]:
    """So many acts in one transaction; the ids of their entries."""
    subject = uuid4()
    async with database.transaction() as session:
        for number in range(count):
            await record(
                session,
                action="test.act",
                subject=("comment", subject),
                actor_id=None,
                before=None,
                after=f"NUMBER {number}",
                at=at,
            )
        rows = await session.scalars(
            select(AuditEntry.id).where(AuditEntry.subject_id == subject).order_by(AuditEntry.id)
        )
        return list(rows)


async def seal(database: Database, *, at: datetime = NOW) -> int:
    return await seal_some(database, now=at)


async def tamper(database: Database, *statements: str, keeps_guards: bool = False) -> None:
    """As somebody who may do anything with the database, and switches its guards off and on again."""
    kind = database.dialect.name
    async with database.transaction() as session:
        triggers = [] if keeps_guards else (await session.execute(text(TRIGGERS[kind]))).all()
        again: list[str] = []
        for name, table in triggers:
            if kind == "sqlite":
                sql = await session.scalar(text(f"SELECT sql FROM sqlite_master WHERE name = '{name}'"))
                again.append(str(sql))
                await session.execute(text(f"DROP TRIGGER {name}"))
            else:
                again.append(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
                await session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER {name}"))
        for statement in [*statements, *again]:
            await session.execute(text(statement))


async def rows(database: Database, query: Select[*tuple[Any, ...]]) -> list[Any]:
    async with database.transaction() as session:
        found = [tuple(row) for row in await session.execute(query)]
    return [row[0] for row in found] if found and len(found[0]) == 1 else found


async def sealed(database: Database) -> list[tuple[int, int, UUID]]:
    """Seal, number and entry of everything that is sealed, in order."""
    query = select(SealedEntry.seal_position, SealedEntry.number, SealedEntry.entry_id)
    return await rows(database, query.order_by(SealedEntry.seal_position, SealedEntry.number))


async def eventually(claim: Any, *, within_seconds: float) -> None:
    """`claim` is a coroutine function that comes to be true."""
    async with asyncio.timeout(within_seconds):
        while True:
            if await claim():
                return
            await asyncio.sleep(0.02)
