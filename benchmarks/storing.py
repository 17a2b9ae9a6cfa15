"""Rows into a database, by its fastest door: COPY on PostgreSQL, one long transaction on SQLite.

Values pass through the models' own types, so what is stored is what Galley would have stored. Indexes are put aside
while rows come in and made anew at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

import asyncpg
from sqlalchemy import Dialect
from sqlalchemy.engine import make_url

from server.database import connection_arguments
from server.models import Base

Row = dict[str, Any]


class Loader(Protocol):
    """`finish` builds the indexes and commits."""

    async def write(self, table: str, rows: list[Row]) -> None: ...

    async def finish(self) -> None: ...


def _records(
    table: str, rows: Iterable[Row], columns: list[str], dialect: Dialect
) -> Iterator[tuple[Any, ...]]:
    kinds = [Base.metadata.tables[table].columns[name].type for name in columns]
    into = [kind.dialect_impl(dialect).bind_processor(dialect) or _as_it_is for kind in kinds]
    pairs: list[tuple[str, Callable[[Any], Any]]] = list(zip(columns, into, strict=True))
    for row in rows:
        yield tuple([convert(row[name]) for name, convert in pairs])


def _as_it_is(value: Any) -> Any:
    return value


# ── PostgreSQL ──────────────────────────────────────────────────────────────────────────────────

_INDEXES = """
SELECT pg_get_indexdef(i.indexrelid) AS made, i.indexrelid::regclass::text AS name
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND NOT i.indisunique
"""


class PostgresLoader:
    def __init__(self, connection: asyncpg.Connection[Any], indexes: list[tuple[str, str]]) -> None:
        self._connection, self._indexes = connection, indexes
        self._dialect = make_url("postgresql+asyncpg://").get_dialect()()

    @classmethod
    async def open(cls, url: str) -> PostgresLoader:
        connection = await asyncpg.connect(**connection_arguments(make_url(url)))
        await connection.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
        indexes = [(row["name"], row["made"]) for row in await connection.fetch(_INDEXES)]
        for name, _ in indexes:
            await connection.execute(f"DROP INDEX {name}")
        return cls(connection, indexes)

    async def write(self, table: str, rows: list[Row]) -> None:
        columns = list(rows[0])
        records = _records(table, rows, columns, self._dialect)
        if "document" not in columns:
            await self._connection.copy_records_to_table(table, columns=columns, records=records)
            return
        # A tsvector has no binary form that the driver writes, so it goes in as text and is cast.
        names = ", ".join(columns)
        kinds = ", ".join(f"{name} {'text' if name in ('document', 'runs') else 'uuid'}" for name in columns)
        await self._connection.execute(f"CREATE TEMPORARY TABLE arriving ({kinds})")
        await self._connection.copy_records_to_table("arriving", columns=columns, records=records)
        chosen = ", ".join(f"{name}::tsvector" if name == "document" else name for name in columns)
        await self._connection.execute(f"INSERT INTO {table} ({names}) SELECT {chosen} FROM arriving")
        await self._connection.execute("DROP TABLE arriving")

    async def finish(self) -> None:
        for _, made in self._indexes:
            await self._connection.execute(made, timeout=None)
        await self._connection.execute("VACUUM (ANALYZE)")
        await self._connection.close()


# ── SQLite ──────────────────────────────────────────────────────────────────────────────────────


_WITHOUT_SAFETY = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000", "temp_store = MEMORY")
"""What is broken off is thrown away, so nothing has to be undone."""


class SqliteLoader:
    def __init__(self, connection: sqlite3.Connection, indexes: list[tuple[str, str]]) -> None:
        self._connection, self._indexes = connection, indexes
        self._dialect = make_url("sqlite+aiosqlite://").get_dialect()()

    @classmethod
    async def open(cls, url: str) -> SqliteLoader:
        connection = sqlite3.connect(str(make_url(url).database), isolation_level=None)
        for pragma in _WITHOUT_SAFETY:
            connection.execute(f"PRAGMA {pragma}")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%'"
        ).fetchall()
        connection.execute("BEGIN")
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        return cls(connection, indexes)

    async def write(self, table: str, rows: list[Row]) -> None:
        columns = list(rows[0])
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        self._connection.executemany(statement, _records(table, rows, columns, self._dialect))

    async def finish(self) -> None:
        for _, made in self._indexes:
            self._connection.execute(made)
        self._connection.execute("COMMIT")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.close()
