"""When to look into the outbox: PostgreSQL notifies, SQLite shows that its file has changed.

A bell may ring for nothing, and may stay silent for a moment while a connection is away; so the feed also looks by
itself now and then. Ringing says nothing of what happened: that is in the outbox.
"""

from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

import asyncpg
from sqlalchemy.engine import make_url

from server.database import connection_arguments
from server.settings import Settings

CHANNEL = "galley_outbox"
"""Of LISTEN and NOTIFY."""

NOTIFY_EVERY_SECONDS = 0.1
"""PostgreSQL lets one transaction at a time commit a NOTIFY, so it is sent after the commits and for many of them:
within the writing transactions it took half of the decisions a second (docs/decisions/0024)."""

LOOK_EVERY_SECONDS = 0.2
"""At the number that SQLite changes with every commit of another connection; a look takes some microseconds."""

FIRST_RETRY_SECONDS = 0.1
LAST_RETRY_SECONDS = 5.0

UNREACHABLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""The last is what asyncpg raises between a connection's farewell and the end of its stream."""

logger = logging.getLogger("galley.events")


class Bell(Protocol):
    """`rung` tells other processes that something was written here. `listening` calls `ring` when it rings."""

    def rung(self) -> None: ...

    def listening(self, ring: Callable[[], None]) -> Any: ...

    async def close(self) -> None: ...


class PostgresBell:
    """NOTIFY by one connection of its own, LISTEN by another: neither is one of the pools'."""

    def __init__(self, settings: Settings) -> None:
        self._arguments = connection_arguments(make_url(settings.database_url))
        self._notifier: asyncio.Task[None] | None = None
        self._is_due = asyncio.Event()

    def rung(self) -> None:
        self._is_due.set()
        if self._notifier is None or self._notifier.done():
            self._notifier = asyncio.create_task(self._notify())

    async def _notify(self) -> None:
        """Sends what is due, several at once as one, until the process stops. What could not be sent stays due."""
        connection, delay = None, FIRST_RETRY_SECONDS
        try:
            while True:
                await self._is_due.wait()
                self._is_due.clear()
                try:
                    if connection is None:
                        connection = await self._connect("galley-notify")
                    await connection.execute(f"NOTIFY {CHANNEL}")
                    delay = FIRST_RETRY_SECONDS
                    await asyncio.sleep(NOTIFY_EVERY_SECONDS)
                except UNREACHABLE as error:
                    logger.warning("others could not be notified: %s; trying again", type(error).__name__)
                    _cut(connection)
                    connection = None
                    self._is_due.set()
                    await asyncio.sleep(delay)
                    delay = min(delay * 2, LAST_RETRY_SECONDS)
        finally:
            _cut(connection)

    async def _connect(self, name: str) -> Any:
        return await asyncpg.connect(**self._arguments, server_settings={"application_name": name})

    @asynccontextmanager
    async def listening(self, ring: Callable[[], None]) -> AsyncIterator[None]:
        task = asyncio.create_task(self._listen(ring), name="galley bell")
        try:
            yield
        finally:
            await _cancelled(task)

    async def _listen(self, ring: Callable[[], None]) -> None:
        """For good: after a loss the connection is made anew, and what was missed is rung for at once."""
        delay = FIRST_RETRY_SECONDS
        while True:
            is_lost = asyncio.Event()
            connection = None
            try:
                connection = await self._connect("galley-listen")
                connection.add_termination_listener(lambda _connection, is_lost=is_lost: is_lost.set())
                await connection.add_listener(CHANNEL, lambda *_notification: ring())
                delay = FIRST_RETRY_SECONDS
                ring()
                await is_lost.wait()
                logger.warning("the connection that listens for events is lost; connecting again")
            except UNREACHABLE as error:
                logger.warning("cannot listen for events: %s; trying again", type(error).__name__)
            finally:
                _cut(connection)
            await asyncio.sleep(delay * random.uniform(0.5, 1))  # noqa: S311 - so that processes do not come at once
            delay = min(delay * 2, LAST_RETRY_SECONDS)

    async def close(self) -> None:
        if self._notifier is not None:
            await _cancelled(self._notifier)


def _cut(connection: Any) -> None:
    if connection is not None:
        connection.terminate()


class SqliteBell:
    """PRAGMA data_version, on a connection of its own: it changes with the commits of every other, of any process."""

    def __init__(self, settings: Settings) -> None:
        self._path = make_url(settings.database_url).database or ":memory:"
        self._rings: set[Callable[[], None]] = set()

    def rung(self) -> None:
        for ring in self._rings:
            ring()

    @asynccontextmanager
    async def listening(self, ring: Callable[[], None]) -> AsyncIterator[None]:
        self._rings.add(ring)
        task = asyncio.create_task(self._look(ring), name="galley bell")
        try:
            yield
        finally:
            self._rings.discard(ring)
            await _cancelled(task)

    async def _look(self, ring: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, thread_name_prefix="galley-bell") as thread:
            connection = await loop.run_in_executor(thread, self._open)
            try:
                last = None
                while True:
                    version = await loop.run_in_executor(thread, _data_version, connection)
                    if version != last:
                        ring()
                    last = version
                    await asyncio.sleep(LOOK_EVERY_SECONDS)
            finally:
                # By its own thread, after whatever that is doing: a connection that is closed while another thread
                # asks it takes the process down.
                thread.submit(connection.close)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA query_only = ON")
        return connection

    async def close(self) -> None:
        self._rings.clear()


def _data_version(connection: sqlite3.Connection) -> int | None:
    """None where the file cannot be asked just now, which is worth a look into the outbox too."""
    try:
        version: int = connection.execute("PRAGMA data_version").fetchone()[0]
    except sqlite3.Error:
        return None
    return version


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def bell_for(settings: Settings) -> PostgresBell | SqliteBell:
    return SqliteBell(settings) if settings.is_sqlite else PostgresBell(settings)
