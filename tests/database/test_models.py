"""The shape of the database and the manners of its connections, read from the database itself."""

from __future__ import annotations

import asyncio
import sqlite3
import time
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection, select
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.exc import IntegrityError
from sqlalchemy.util import greenlet_spawn

from server.database import Database, alembic_config, upgrade
from server.database.writing import keep_a_log
from server.models import Base, Person, TagTranslation
from server.models.types import uuid7
from server.settings import Settings
from tests.database.newsdesk import settings_for
from tests.databases import in_thread

Result = TypeVar("Result")

ALEMBICS_OWN = "alembic_version"


def looking(url: str, look: Callable[[Connection], Result]) -> Result:
    """What `look` finds in the database."""

    async def run() -> Result:
        database = Database(settings_for(url))
        try:
            async with database.transaction() as session:
                return await (await session.connection()).run_sync(look)
        finally:
            await database.close()

    return in_thread(lambda: asyncio.run(run()))


# ── keys, names, the way back ───────────────────────────────────────────────────────────────────


def _leaves_out_nulls_alone(index: ReflectedIndex, option: str) -> bool:
    """A key that is looked for is not null, so such an index finds it as a whole one does."""
    condition = str(index.get("dialect_options", {}).get(option, "")).strip("()")
    return condition in ("", f"{index['column_names'][0]} IS NOT NULL")


def _led_by(inspector: sa.Inspector, table: str) -> list[list[str | None]]:
    """The columns that an index over every row begins with: a partial one finds not all that refer to a row."""
    partial = {"postgresql_where", "sqlite_where"}
    whole = [
        list(index["column_names"])
        for index in inspector.get_indexes(table)
        if all(_leaves_out_nulls_alone(index, option) for option in partial)
    ]
    unique: list[list[str | None]] = [
        list(each["column_names"]) for each in inspector.get_unique_constraints(table)
    ]
    primary: list[str | None] = [*inspector.get_pk_constraint(table)["constrained_columns"]]
    return [*whole, *unique, primary]


def test_every_foreign_key_begins_an_index(database_url: str) -> None:
    def look(connection: Connection) -> tuple[int, list[str]]:
        inspector = sa.inspect(connection)
        keys = [
            (table, key["constrained_columns"])
            for table in inspector.get_table_names()
            for key in inspector.get_foreign_keys(table)
        ]
        bare = [
            f"{table}.{columns}"
            for table, columns in keys
            if not any(led[: len(columns)] == columns for led in _led_by(inspector, table))
        ]
        return len(keys), bare

    count, bare = looking(database_url, look)
    assert count > 30
    assert bare == []


def test_every_constraint_has_the_name_that_the_models_give_it(database_url: str) -> None:
    def look(connection: Connection) -> list[str]:
        inspector = sa.inspect(connection)
        unnamed = []
        for table in Base.metadata.tables:
            found: list[Any] = [
                inspector.get_pk_constraint(table),
                *inspector.get_foreign_keys(table),
                *inspector.get_unique_constraints(table),
                *inspector.get_check_constraints(table),
            ]
            named = {constraint.name for constraint in Base.metadata.tables[table].constraints}
            unnamed += [f"{table}: {each}" for each in found if each["name"] not in named]
        return unnamed

    assert looking(database_url, look) == []


def test_the_way_back_leaves_nothing_behind(empty_database_url: str) -> None:
    def look(connection: Connection) -> list[str]:
        return sa.inspect(connection).get_table_names()

    upgrade(empty_database_url)
    assert set(looking(empty_database_url, look)) >= Base.metadata.tables.keys()
    command.downgrade(alembic_config(empty_database_url), "base")
    assert looking(empty_database_url, look) == [ALEMBICS_OWN]


# ── connections, values ─────────────────────────────────────────────────────────────────────────

WRITING = {
    "sqlite": {"journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "10000", "synchronous": "1"},
    "postgresql": {
        "statement_timeout": "15s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "90s",
    },
}
READING = {
    "sqlite": {"busy_timeout": "10000", "query_only": "1"},
    "postgresql": {"statement_timeout": "15s", "default_transaction_read_only": "on"},
}
ASKING = {"sqlite": "PRAGMA {}", "postgresql": "SHOW {}"}


class Busy:
    """A cursor to which SQLite says SQLITE_BUSY, as when two processes at once turn a new file's mode."""

    def __init__(self, times: int) -> None:
        self.times = times

    def execute(self, _sql: str) -> None:
        self.times -= 1
        if self.times >= 0:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY_RECOVERY
            raise error


async def test_a_new_file_that_another_process_is_opening_is_waited_for() -> None:
    busy = Busy(3)
    await greenlet_spawn(keep_a_log, busy, 1_000)
    assert busy.times == -1


async def test_a_file_that_stays_busy_is_given_up() -> None:
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await greenlet_spawn(keep_a_log, Busy(1_000), 30)


async def test_connections_that_write_are_set_up_in_one_way(settings: Settings) -> None:
    database = Database(settings)
    kind = database.dialect.name
    try:
        async with database.transaction() as session:
            for name, value in WRITING[kind].items():
                assert str(await session.scalar(sa.text(ASKING[kind].format(name)))) == value, name
    finally:
        await database.close()


async def test_connections_that_read_cannot_write(settings: Settings) -> None:
    database = Database(settings)
    kind = database.dialect.name
    await database.connect()
    try:
        for name, value in READING[kind].items():
            assert str((await database.read(ASKING[kind].format(name), ()))[0]) == value, name
        with pytest.raises(Exception, match=r"read-?only"):
            await database.read("DELETE FROM tag RETURNING id", ())
    finally:
        await database.close()


async def test_a_row_of_what_is_not_there_is_refused(settings: Settings) -> None:
    database = Database(settings)
    try:
        with pytest.raises(IntegrityError):
            async with database.transaction() as session:
                session.add(TagTranslation(tag_id=uuid7(), locale="en", name="Nobody's"))
    finally:
        await database.close()


async def test_text_is_stored_composed_and_times_in_utc_to_the_millisecond(settings: Settings) -> None:
    here = datetime(2026, 11, 24, 18, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=6)))
    database = Database(settings)
    try:
        async with database.transaction() as session:
            session.add(Person(name=unicodedata.normalize("NFD", "Ngữ"), first_seen_at=here))
        async with database.transaction() as session:
            person = (await session.scalars(select(Person))).one()
        assert person.name == "Ngữ"
        assert person.first_seen_at == datetime(2026, 11, 24, 12, 0, 0, 123_000, tzinfo=UTC)
        assert person.first_seen_at.utcoffset() == timedelta(0)
        assert person.id.version == 7
    finally:
        await database.close()


def test_ids_rise_and_begin_with_the_time_they_were_made() -> None:
    before = time.time_ns() // 1_000_000
    made = [uuid7() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert before <= made[0].int >> 80 <= time.time_ns() // 1_000_000
    assert {each.version for each in made} == {7}
