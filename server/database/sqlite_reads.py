"""Reads on SQLite: a few connections, each with a thread of its own, one hop a read."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy.engine import URL

from server.settings import Settings

READERS = 2
"""Read threads. The interpreter lock keeps more from helping statements below a millisecond."""

STATEMENTS_KEPT = 64
"""Prepared statements a connection keeps. One of a feed's size takes some 60 kB and 2 ms to prepare."""


class SqliteReads:
    """A connection a thread. `query_only` refuses writes."""

    def __init__(self, url: URL, settings: Settings) -> None:
        self._path = url.database or ":memory:"
        self._busy_timeout_ms = settings.busy_timeout_ms
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="galley-read")
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self.losses = 0
        """What lies in a file is not lost with a connection."""
        self.in_use = 0
        """Reads that run or wait for a thread."""

    async def open(self) -> None:
        """A thread opens its connection with its first read."""

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS_KEPT
            )
            connection.execute(f"PRAGMA busy_timeout = {self._busy_timeout_ms}")
            connection.execute("PRAGMA query_only = ON")
            self._local.connection = connection
            self._opened.append(connection)
        return connection

    def _fetch(
        self, statement: _Statement, sql: str, arguments: Sequence[Any], text: type[str | bytes]
    ) -> Sequence[Any]:
        connection = self._connection()
        connection.text_factory = text
        if not statement.begin(connection):
            return ()
        try:
            row: Sequence[Any] = connection.execute(sql, arguments).fetchone()
        finally:
            statement.end()
        return row

    async def _run(self, sql: str, arguments: Sequence[Any], text: type[str | bytes]) -> Sequence[Any]:
        """Whoever does not wait for the answer any more ends the statement: the threads are few."""
        statement = _Statement()
        loop = asyncio.get_running_loop()
        self.in_use += 1
        try:
            return await loop.run_in_executor(self._threads, self._fetch, statement, sql, arguments, text)
        except asyncio.CancelledError:
            statement.interrupt()
            raise
        finally:
            self.in_use -= 1

    async def fetch_row(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        return await self._run(sql, arguments, str)

    async def fetch_json(self, sql: str, arguments: Sequence[Any]) -> Sequence[bytes]:
        """As SQLite keeps text: UTF-8, which the socket wants too. Making str of 60 kB and bytes again takes a tenth
        of the time of the whole read."""
        return await self._run(sql, arguments, bytes)

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._opened:
            connection.close()


class _Statement:
    """One that a thread runs, so that another can end it and no other one in its place."""

    __slots__ = ("_connection", "_is_unwanted", "_lock")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._is_unwanted = False

    def begin(self, connection: sqlite3.Connection) -> bool:
        """False where nobody waits for it any more."""
        with self._lock:
            if not self._is_unwanted:
                self._connection = connection
            return not self._is_unwanted

    def end(self) -> None:
        with self._lock:
            self._connection = None

    def interrupt(self) -> None:
        """The statement ends with SQLITE_INTERRUPT, which nobody is told."""
        with self._lock:
            self._is_unwanted = True
            if self._connection is not None:
                self._connection.interrupt()
