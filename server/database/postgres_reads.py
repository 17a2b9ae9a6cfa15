"""Reads on PostgreSQL: asyncpg's connections in a list, with nothing between them and a statement.

asyncpg's own pool spends a task and three objects on each hand-over, 20 of the 34 microseconds of Python that a small
read costs with it. The answer to a statement needs no reset, as nothing in a session is changed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any, TypeAlias

import asyncpg
from sqlalchemy.engine import URL

from server.settings import Settings

STATEMENTS_KEPT = 40
"""Prepared statements a connection keeps: one of a feed's size takes 0.4-1.6 MB in the server."""

RANDOM_PAGE_COST = "1.1"
"""What PostgreSQL thinks of a page by an index, where one in sequence is 1: that of memory and SSDs. With its default
of 4, made for turning disks, a search that finds 200 of 20,000 articles reads all of them three times over."""

CLOSE_SECONDS = 5.0
"""How long a connection may take to say goodbye before it is cut."""

GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,
)
"""The database has ended the connection, whether or not the socket knows it already. The last is what asyncpg raises
where the farewell has been read and the end of the stream has not."""

Connection: TypeAlias = Any
"""An asyncpg.Connection; the package has no types."""


class PostgresReads:
    """At most `db_pool_size` connections, opened when they are needed, the one used last first.

    One is opened at a time. Opening takes 5-15 ms and a statement one: who comes meanwhile mostly finds one free
    before it could have one of its own. Of the steps that a server begins with, each would open one, and keep it.
    """

    def __init__(self, url: URL, settings: Settings) -> None:
        self._size = settings.db_pool_size
        self._arguments = {
            **connection_arguments(url),
            "statement_cache_size": STATEMENTS_KEPT,
            "max_cacheable_statement_size": 0,
            "server_settings": {
                "application_name": "galley",
                "default_transaction_read_only": "on",
                "plan_cache_mode": "force_generic_plan",
                "jit": "off",
                "random_page_cost": RANDOM_PAGE_COST,
                "statement_timeout": str(settings.statement_timeout_ms),
            },
        }
        self._idle: list[Connection] = []
        self._room = self._size
        self._waiting: deque[asyncio.Future[Connection | None]] = deque()
        self._goodbyes: set[asyncio.Task[None]] = set()
        self._is_opening = False
        self._is_closed = False
        self.losses = 0
        """How often a connection was found cut, or none was left: a server that went away cuts all that it has."""

    @property
    def in_use(self) -> int:
        return self._size - self._room - len(self._idle)

    async def open(self) -> None:
        """Opens the first connection. Raises the driver's error where the database cannot be reached."""
        self._keep(await self._take())

    async def fetch_row(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        """A read that finds its connection cut, as the database went away, is tried once more on a new one."""
        connection = self._idle.pop() if self._idle else await self._take()
        try:
            row: Sequence[Any] = await connection.fetchrow(sql, *arguments)
        except (*GONE, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            if not self._is_gone(connection, error):
                raise
        except BaseException:
            # A request that was cancelled: its answer may still be on the way.
            self._discard(connection)
            raise
        else:
            self._keep(connection)
            return row
        return await self._fetch_again(sql, arguments)

    async def fetch_json(self, sql: str, arguments: Sequence[Any]) -> Sequence[str]:
        return await self.fetch_row(sql, arguments)

    def _is_gone(self, connection: Connection, error: Exception) -> bool:
        """After an error of the statement the connection is as good as before, and kept."""
        if not connection.is_closed() and not isinstance(error, GONE):
            self._keep(connection)
            return False
        self.losses += 1
        self._discard(connection)
        return True

    async def _fetch_again(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        self._drop_idle()
        connection = await self._take()
        try:
            row: Sequence[Any] = await connection.fetchrow(sql, *arguments)
        except BaseException:
            self._discard(connection)
            raise
        self._keep(connection)
        return row

    async def _take(self) -> Connection:
        while True:
            while self._idle:
                connection = self._idle.pop()
                if not connection.is_closed():
                    return connection
                self.losses += 1
                self._room += 1
            if self._room and not self._is_opening:
                return await self._connect()
            handed = await self._wait()
            if handed is not None:
                return handed

    async def _connect(self) -> Connection:
        self._room -= 1
        self._is_opening = True
        try:
            connection: Connection = await asyncpg.connect(**self._arguments)
        except BaseException:
            self._is_opening = False
            self._make_room()
            raise
        self._is_opening = False
        if self._room:
            self._wake(None)
        return connection

    async def _wait(self) -> Connection | None:
        """The next connection that comes free; None where a new one may be opened."""
        turn: asyncio.Future[Connection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                handed = turn.result()
                if handed is not None:
                    self._keep(handed)
                else:
                    self._wake(None)
            raise

    def _keep(self, connection: Connection) -> None:
        if self._is_closed:
            self._discard(connection)
        elif not self._waiting or not self._wake(connection):
            self._idle.append(connection)

    def _wake(self, connection: Connection | None) -> bool:
        """Hands a connection, or the room for one, to who has waited longest. False where nobody waits."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(connection)
                return True
        return False

    def _discard(self, connection: Connection) -> None:
        closing = asyncio.get_running_loop().create_task(_say_goodbye(connection))
        self._goodbyes.add(closing)
        closing.add_done_callback(self._goodbyes.discard)
        self._make_room()

    def _make_room(self) -> None:
        self._room += 1
        self.losses += self._room == self._size
        self._wake(None)

    def _drop_idle(self) -> None:
        """A database that went away has cut the others too, though they may not look it yet."""
        while self._idle:
            self._discard(self._idle.pop())

    async def close(self) -> None:
        """Connections at work are closed when their statement has ended."""
        self._is_closed = True
        while self._idle:
            self._discard(self._idle.pop())
        await asyncio.gather(*self._goodbyes)


async def _say_goodbye(connection: Connection) -> None:
    """asyncpg has asked the server to end a statement that nobody waits for any more."""
    try:
        await connection.close(timeout=CLOSE_SECONDS)
    except (*GONE, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        connection.terminate()


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
