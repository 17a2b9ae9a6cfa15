"""The way to the database: one pool for reads that a plan compiled, one for use cases that write.

Reads run outside transactions, on connections that refuse to write, with the driver alone: asyncpg on
PostgreSQL, `sqlite3` in a thread on SQLite. Writes go through SQLAlchemy, one transaction a use case.
Every pragma and time-out stands in this package.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

from sqlalchemy import Dialect
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from server.database.migrating import CannotMigrate, alembic_config, upgrade
from server.database.postgres_reads import PostgresReads, connection_arguments
from server.database.revisions import History, history
from server.database.sqlite_reads import SqliteReads
from server.database.writing import create_write_engine
from server.settings import Settings

__all__ = [
    "ANNOUNCED",
    "CannotMigrate",
    "Database",
    "History",
    "JsonText",
    "ReadPool",
    "alembic_config",
    "connection_arguments",
    "history",
    "upgrade",
]


ANNOUNCED = "announced"
"""In a session's info: it has written to the outbox."""

JsonText = str | bytes
"""A column of JSON as the driver has it; bytes are UTF-8."""


class ReadPool(Protocol):
    """Runs one compiled read and returns its one row."""

    @property
    def in_use(self) -> int: ...

    @property
    def losses(self) -> int: ...

    async def open(self) -> None: ...

    async def fetch_row(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]: ...

    async def fetch_json(self, sql: str, arguments: Sequence[Any]) -> Sequence[JsonText]: ...

    async def close(self) -> None: ...


class Database:
    """Opened in an event loop by `connect`, closed by `close`. `statements` counts the planned reads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine = create_write_engine(settings)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, info={"database": self})
        self._reads: ReadPool | None = None
        self.statements = 0
        self._when_announced: Callable[[], None] = _tell_nobody

    def when_announced(self, tell: Callable[[], None]) -> None:
        """`tell` is called after each commit of a transaction that wrote to the outbox."""
        self._when_announced = tell

    @property
    def dialect(self) -> Dialect:
        return self.engine.dialect

    @property
    def is_sqlite(self) -> bool:
        return self.settings.is_sqlite

    @property
    def reads_in_use(self) -> int:
        return 0 if self._reads is None else self._reads.in_use

    @property
    def losses(self) -> int:
        """How often the database may have crashed since an earlier read: as long as the number is the same before
        that read and after a later one, the same server was there all the time."""
        return 0 if self._reads is None else self._reads.losses

    @property
    def writes_in_use(self) -> int:
        checked_out: int = self.engine.pool.checkedout()  # type: ignore[attr-defined]
        return checked_out

    async def connect(self) -> None:
        """Opens the read pool. Raises the driver's error where the database cannot be reached."""
        url = make_url(self.settings.database_url)
        self._reads = SqliteReads(url, self.settings) if self.is_sqlite else PostgresReads(url, self.settings)
        await self._reads.open()

    async def read(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        return await self._counted_reads().fetch_row(sql, arguments)

    async def read_json(self, sql: str, arguments: Sequence[Any]) -> Sequence[JsonText]:
        """A row whose columns are all texts of JSON."""
        return await self._counted_reads().fetch_json(sql, arguments)

    def _counted_reads(self) -> ReadPool:
        if self._reads is None:
            raise RuntimeError("the database is not connected")
        self.statements += 1
        return self._reads

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session in a transaction: committed at the end, rolled back by an exception."""
        session = self._sessions()
        try:
            yield session
            await session.commit()
        except BaseException:
            # Also where the caller is cancelled: the connection goes back to the pool rolled back, or not at all.
            await asyncio.shield(_undone(session))
            raise
        if session.info.get(ANNOUNCED):
            self._when_announced()

    async def close(self) -> None:
        if self._reads is not None:
            await self._reads.close()
            self._reads = None
        await self.engine.dispose()


async def _undone(session: AsyncSession) -> None:
    """A commit that has failed is rolled back by nobody else."""
    try:
        await session.rollback()
    finally:
        await session.close()


def _tell_nobody() -> None:
    """Commands do not follow events; who does in other processes looks by themselves."""
