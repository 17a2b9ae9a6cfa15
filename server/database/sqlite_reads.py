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

STATEMENTS_KEPT = 256
"""Prepared statements a connection keeps. One of a feed's size takes some 60 kB and 2 ms to prepare."""


class SqliteReads:
    """A connection a thread. `query_only` refuses writes."""

    def __init__(self, url: URL, settings: Settings) -> None:
        self._path = url.database or ":memory:"
        self._busy_timeout_ms = settings.busy_timeout_ms
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="galley-read")
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []

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

    def _fetch(self, sql: str, arguments: Sequence[Any], text: type[str | bytes]) -> Sequence[Any]:
        connection = self._connection()
        connection.text_factory = text
        row: Sequence[Any] = connection.execute(sql, arguments).fetchone()
        return row

    async def fetch_row(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._fetch, sql, arguments, str)

    async def fetch_json(self, sql: str, arguments: Sequence[Any]) -> Sequence[bytes]:
        """As SQLite keeps text: UTF-8, which the socket wants too. Making str of 60 kB and bytes again takes a tenth
        of the time of the whole read."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._fetch, sql, arguments, bytes)

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._opened:
            connection.close()
