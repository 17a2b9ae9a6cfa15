"""The filled databases: made once for each scale, kept, and made anew when what fills them has changed."""

from __future__ import annotations

import ast
import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import click
from sqlalchemy.engine import URL

from benchmarks.data.size import Size
from benchmarks.filling import Progress, fill
from benchmarks.places import HERE, KEPT, ROOT
from benchmarks.postgres import Postgres
from server.database import upgrade
from server.settings import Settings, load_settings

SECRET = "only-for-benchmarks-" + "0123456789abcdef" * 2
_SOURCES = (
    (HERE / "data", "*.py"),
    (ROOT / "migrations" / "versions", "*.py"),
    (ROOT / "server" / "text", "*.py"),
)


def environment(url: str) -> dict[str, str]:
    """Galley's settings on this database: its defaults, in production."""
    return {"GALLEY_ENV": "production", "GALLEY_DATABASE_URL": url, "GALLEY_SECRET": SECRET}


def settings_of(url: str) -> Settings:
    return load_settings(environment(url))


def fingerprint() -> str:
    """Of all code that decides what is in the databases, however it is formatted."""
    digest = sha256()
    for folder, pattern in _SOURCES:
        for path in sorted(folder.glob(pattern)):
            digest.update(path.name.encode() + ast.dump(ast.parse(path.read_bytes())).encode())
    return digest.hexdigest()[:10]


def postgres_database(server: Postgres, scale: int) -> str:
    """Its URL."""
    prefix = f"galley_bench_x{scale}_"
    name = prefix + fingerprint()
    if server.fetch(f"SELECT 1 FROM pg_database WHERE datname = '{name}'") is None:
        unfinished = f"{name}_unfinished"
        for old in _stale(server, prefix):
            server.execute(f"DROP DATABASE {old} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {unfinished}")
        _fill(server.url_of(unfinished), scale, "PostgreSQL")
        server.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}", "CHECKPOINT")
    return server.url_of(name)


def _stale(server: Postgres, prefix: str) -> list[str]:
    names = server.fetch(
        f"SELECT string_agg(datname, ' ') FROM pg_database WHERE starts_with(datname, '{prefix}')"
    )
    return (names or "").split()


def sqlite_database(scale: int) -> str:
    """Its URL."""
    path = KEPT / f"galley-x{scale}-{fingerprint()}.db"
    if not path.exists():
        for old in KEPT.glob(f"galley-x{scale}-*"):
            old.unlink()
        unfinished = path.with_suffix(".unfinished")
        KEPT.mkdir(parents=True, exist_ok=True)
        _fill(_sqlite_url(unfinished), scale, "SQLite")
        unfinished.rename(path)
    return _sqlite_url(path)


def _sqlite_url(path: Path) -> str:
    return URL.create("sqlite+aiosqlite", database=str(path)).render_as_string()


def _fill(url: str, scale: int, kind: str) -> None:
    size = Size().scaled(scale)
    start = time.monotonic()
    upgrade(url)
    with _progress(
        f"{kind}: {size.articles:,} articles, {size.comments:,} comments", size.articles
    ) as progress:
        asyncio.run(fill(settings_of(url), size, progress))
    click.echo(f"{kind} filled in {time.monotonic() - start:.0f} s, kept for the next run.")


@contextmanager
def _progress(label: str, length: int) -> Iterator[Progress]:
    """A bar on a terminal, two lines in a log."""
    if not sys.stdout.isatty():
        click.echo(f"{label} ...")
    with click.progressbar(length=length, label=label) as bar:
        yield Progress(tell=bar.update, say=lambda words: setattr(bar, "label", words))
