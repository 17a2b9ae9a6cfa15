"""Copies of the filled database: what is measured writes, and the kept one stays as it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from benchmarks.postgres import Postgres

SIDES = ("galley", "bare")
PREFIX = "galley_moderation_"


@contextmanager
def copies(kept: str, server: Postgres | None) -> Iterator[Sequence[str]]:
    """The URLs of two copies of the database with the URL `kept`, one for each of SIDES; removed at the end. `server`
    is PostgreSQL, None for SQLite."""
    with _on_postgres(kept, server) if server else _on_sqlite(kept) as urls:
        yield urls


@contextmanager
def _on_postgres(kept: str, server: Postgres) -> Iterator[Sequence[str]]:
    names = [PREFIX + side for side in SIDES]
    drops = [f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in names]
    template = make_url(kept).database
    server.execute(
        *drops, *(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy" for name in names)
    )
    server.execute("CHECKPOINT")
    try:
        yield [server.url_of(name) for name in names]
    finally:
        server.execute(*drops)


@contextmanager
def _on_sqlite(kept: str) -> Iterator[Sequence[str]]:
    url = make_url(kept)
    path = Path(str(url.database))
    made = [path.with_name(f"{PREFIX}{side}.db") for side in SIDES]
    try:
        for copy in made:
            _remove(copy)
            shutil.copyfile(path, copy)
        yield [url.set(database=str(copy)).render_as_string() for copy in made]
    finally:
        for copy in made:
            _remove(copy)


def _remove(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
