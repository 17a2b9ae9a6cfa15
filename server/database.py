"""The way to the database: one pool for reads that a plan compiled, one for use cases that write.

Reads run outside transactions, on connections that refuse to write, with the driver alone: asyncpg on
PostgreSQL, `sqlite3` in a thread on SQLite. Writes go through SQLAlchemy, one transaction a use case.
Every pragma and time-out stands in this module.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Dialect, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from server.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
SQLITE_READERS = 2
"""Read threads on SQLite. The interpreter lock keeps more from helping statements below a millisecond."""

STATEMENTS_KEPT = 40
"""Prepared statements a PostgreSQL connection keeps: one of a feed's size takes 0.4-1.6 MB in the server."""


RANDOM_PAGE_COST = "1.1"
"""What PostgreSQL thinks of a page by an index, where one in sequence is 1: that of memory and SSDs. With its default
of 4, made for turning disks, a search that finds 200 of 20,000 articles reads all of them three times over."""


ANNOUNCED = "announced"
"""In a session's info: it has written to the outbox."""


class ReadPool(Protocol):
    """Runs one compiled read and returns its one row."""

    async def fetch_row(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]: ...

    async def close(self) -> None: ...


class Database:
    """Opened in an event loop by `connect`, closed by `close`. `statements` counts the planned reads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine = create_write_engine(settings)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
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

    async def connect(self) -> None:
        """Opens the read pool. Raises the driver's error where the database cannot be reached."""
        url = make_url(self.settings.database_url)
        self._reads = SqliteReads(url, self.settings) if self.is_sqlite else PostgresReads(url, self.settings)
        if isinstance(self._reads, PostgresReads):
            await self._reads.open()

    async def read(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        if self._reads is None:
            raise RuntimeError("the database is not connected")
        self.statements += 1
        return await self._reads.fetch_row(sql, arguments)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session in a transaction: committed at the end, rolled back by an exception."""
        async with self._sessions() as session:
            async with session.begin():
                yield session
            if session.info.get(ANNOUNCED):
                self._when_announced()

    async def close(self) -> None:
        if self._reads is not None:
            await self._reads.close()
            self._reads = None
        await self.engine.dispose()


class PostgresReads:
    """asyncpg's own pool. The answer to a statement needs no reset, as nothing in a session is changed."""

    def __init__(self, url: URL, settings: Settings) -> None:
        self._url = url
        self._settings = settings
        self._pool: asyncpg.Pool[Any] | None = None

    async def open(self) -> None:
        settings = self._settings
        self._pool = await asyncpg.create_pool(
            **connection_arguments(self._url),
            min_size=1,
            max_size=settings.db_pool_size,
            reset=_keep_session,
            statement_cache_size=STATEMENTS_KEPT,
            max_cacheable_statement_size=0,
            server_settings={
                "application_name": "galley",
                "default_transaction_read_only": "on",
                "plan_cache_mode": "force_generic_plan",
                "jit": "off",
                "random_page_cost": RANDOM_PAGE_COST,
                "statement_timeout": str(settings.statement_timeout_ms),
            },
        )

    async def fetch_row(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        assert self._pool is not None
        async with self._pool.acquire() as connection:
            row: Sequence[Any] = await connection.fetchrow(sql, *arguments)
            return row

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()


class SqliteReads:
    """A connection a thread, one hop a read. `query_only` refuses writes."""

    def __init__(self, url: URL, settings: Settings) -> None:
        self._path = url.database or ":memory:"
        self._busy_timeout_ms = settings.busy_timeout_ms
        self._threads = ThreadPoolExecutor(SQLITE_READERS, thread_name_prefix="galley-read")
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            connection.execute(f"PRAGMA busy_timeout = {self._busy_timeout_ms}")
            connection.execute("PRAGMA query_only = ON")
            self._local.connection = connection
            self._opened.append(connection)
        return connection

    def _fetch(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        row: Sequence[Any] = self._connection().execute(sql, arguments).fetchone()
        return row

    async def fetch_row(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._fetch, sql, arguments)

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._opened:
            connection.close()


def _tell_nobody() -> None:
    """Commands do not follow events; who does in other processes looks by themselves."""


async def _keep_session(connection: object) -> None:
    """asyncpg would spend a round trip on a reset; reads leave nothing behind."""


def connection_arguments(url: URL) -> dict[str, Any]:
    """The URL as asyncpg's keyword arguments."""
    query = dict(url.query)
    known = {
        "host": url.host or query.pop("host", None),
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "database": url.database,
        **query,
    }
    return {name: value for name, value in known.items() if value is not None}


def create_write_engine(settings: Settings) -> AsyncEngine:
    """The engine of use cases. On SQLite one connection, as there is one writer: the rest wait in line."""
    if settings.is_sqlite:
        engine = create_async_engine(
            settings.database_url, pool_size=1, max_overflow=0, pool_timeout=60, hide_parameters=True
        )
        _prepare_sqlite(engine, settings.busy_timeout_ms)
        return engine
    return create_async_engine(
        settings.database_url,
        pool_size=settings.db_pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "server_settings": {
                "application_name": "galley",
                "jit": "off",
                "lock_timeout": str(settings.lock_timeout_ms),
                "statement_timeout": str(settings.statement_timeout_ms),
                "idle_in_transaction_session_timeout": str(settings.statement_timeout_ms * 6),
            }
        },
    )


def _prepare_sqlite(engine: AsyncEngine, busy_timeout_ms: int) -> None:
    """WAL, foreign keys, and BEGIN IMMEDIATE: a transaction that reads first must not fail when it writes."""

    @event.listens_for(engine.sync_engine, "connect")
    def _set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA busy_timeout = {busy_timeout_ms}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def alembic_config(url: str) -> Config:
    """Alembic's configuration for this checkout's migrations and the given SQLAlchemy URL."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Brings the database to the newest migration. Not to be called from a running event loop."""
    path = make_url(url).database
    if url.startswith("sqlite") and path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(url), "head")
