"""The engine of use cases: SQLAlchemy's pool, with every pragma and time-out of a connection that writes."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from contextlib import suppress
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from server.settings import Settings

USED_AT = "used_at"
IDLE_SECONDS = 1.0
BUSY_PAUSE_SECONDS = 0.01
PRIMARY_CODE = 0xFF
"""Of an extended result code of SQLite (sqlite.org/rescode.html)."""
WRITER_CACHE_KB = 512
"""Pages that the one writer of SQLite keeps. A use case touches a few dozen; the usual 2 MB are for much reading."""

POOL_SECONDS = 20
"""For a connection to come free. Longer than waiting for a lock, shorter than an operation may take."""


def create_write_engine(settings: Settings) -> AsyncEngine:
    """The engine of use cases. On SQLite one connection, as there is one writer: the rest wait in line."""
    if settings.is_sqlite:
        engine = create_async_engine(
            settings.database_url,
            pool_size=1,
            max_overflow=0,
            pool_timeout=POOL_SECONDS,
            hide_parameters=True,
        )
        _prepare_sqlite(engine, settings.busy_timeout_ms)
        _log(engine).addFilter(_is_worth_telling)
        return engine
    engine = create_async_engine(
        settings.database_url,
        pool_size=settings.db_pool_size,
        max_overflow=0,
        pool_timeout=POOL_SECONDS,
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
    _look_at_idle(engine)
    _log(engine).addFilter(_is_worth_telling)
    return engine


def _log(engine: AsyncEngine) -> logging.Logger:
    pool: Any = engine.pool
    logger: logging.Logger = pool.logger
    return logger


def _is_worth_telling(record: logging.LogRecord) -> bool:
    """Who goes away while their connection is reset is no news: it is closed, and another opened. SQLAlchemy has a
    traceback for it."""
    return record.exc_info is None or not isinstance(record.exc_info[1], asyncio.CancelledError)


def _look_at_idle(engine: AsyncEngine) -> None:
    """A connection that has lain for a while is asked whether it is still one. SQLAlchemy's own pre-ping asks before
    every transaction, three more round trips for each."""

    @event.listens_for(engine.sync_engine, "checkin")
    def _note(_connection: Any, record: Any) -> None:
        record.info[USED_AT] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def _look(connection: Any, record: Any, _proxy: object) -> None:
        is_new = USED_AT not in record.info
        if connection.driver_connection.is_closed():
            raise DisconnectionError
        if is_new or time.monotonic() - record.info[USED_AT] < IDLE_SECONDS:
            return
        try:
            connection.ping()
        except Exception as error:
            raise DisconnectionError from error


def _prepare_sqlite(engine: AsyncEngine, busy_timeout_ms: int) -> None:
    """WAL, foreign keys, and BEGIN IMMEDIATE: a transaction that reads first must not fail when it writes."""

    @event.listens_for(engine.sync_engine, "connect")
    def _set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {busy_timeout_ms}")
        keep_a_log(cursor, busy_timeout_ms)
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA cache_size = -{WRITER_CACHE_KB}")
        cursor.close()

    rolling_back: set[asyncio.Task[None]] = set()

    @event.listens_for(engine.sync_engine, "invalidate")
    def _roll_back(connection: Any, _record: object, _error: object) -> None:
        """A use case was cancelled, and SQLAlchemy closes its connection. Where rows were on their way the file stays
        locked all the same, until their cursor is collected (sqlite.org/c3ref/close.html)."""
        task = asyncio.get_running_loop().create_task(_rolled_back(connection.driver_connection))
        rolling_back.add(task)
        task.add_done_callback(rolling_back.discard)

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


async def _rolled_back(connection: Any) -> None:
    """Comes in the line of aiosqlite's thread before the closing, whose task begins later."""
    with suppress(sqlite3.Error, ValueError):  # it was closed already
        await connection.rollback()


def keep_a_log(cursor: Any, busy_timeout_ms: int) -> None:
    """WAL, also where several processes open a new file at once: the change of mode wants the file alone, and SQLite
    answers SQLITE_BUSY to it without waiting (sqlite.org/wal.html, "Sometimes queries return SQLITE_BUSY").

    :raises sqlite3.OperationalError: the file was not to be had for busy_timeout_ms.
    """
    give_up_at = time.monotonic() + busy_timeout_ms / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & PRIMARY_CODE == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > give_up_at:
                raise
            await_only(asyncio.sleep(BUSY_PAUSE_SECONDS))
