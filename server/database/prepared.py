"""Statements of the busiest use cases: compiled once, then only filled with values.

SQLAlchemy looks at a whole statement each time to find what it has compiled of it before, a third of a millisecond
for one of some length. These run in the session's transaction, on its connection, past all that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import Dialect, Select, UpdateBase
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from server.database.postgres_reads import GONE

Process = Callable[[Any], Any]

_FETCH = "fetch"
"""In a session's info: the driver's own way to fetch, once the transaction has begun."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """`parameters` in the driver's order: a name, or None with a constant, and what makes the driver's of a value."""

    sql: str
    parameters: Sequence[tuple[str | None, Any, Process | None]]
    columns: Sequence[Process | None]


class Prepared:
    """A statement whose values are `bindparam`s, none of them a list. What an UPDATE changes, objects of the session
    do not know."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | UpdateBase) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    async def rows(self, session: AsyncSession, **values: Any) -> list[Any]:
        """Writes what the session has pending first."""
        dialect = dialect_of(session)
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self._statement, dialect)
        arguments = tuple(
            [
                value if process is None else process(value)
                for name, constant, process in compiled.parameters
                for value in (constant if name is None else values[name],)
            ]
        )
        found = await fetch_all(session, compiled.sql, arguments)
        if not any(compiled.columns):
            return found
        return [
            tuple(
                [
                    value if process is None else process(value)
                    for value, process in zip(row, compiled.columns, strict=True)
                ]
            )
            for row in found
        ]


def _compile(statement: Select[*tuple[Any, ...]] | UpdateBase, dialect: Dialect) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect)
    names: list[str] = compiled.positiontup or []
    if dialect.name == "postgresql":
        names = list(dict.fromkeys(names))  # $1 may serve several places
    return _Compiled(
        sql=compiled.string,
        parameters=[_parameter(compiled.binds[name], dialect) for name in names],
        columns=[
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in statement.exported_columns
        ],
    )


def _parameter(bind: Any, dialect: Dialect) -> tuple[str | None, Any, Process | None]:
    process = bind_process(bind.type, dialect)
    return (bind.key, None, process) if bind.required else (None, bind.value, process)


def bind_process(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    """What makes of a value what the driver takes; None where it takes it as it is."""
    return kind.dialect_impl(dialect).bind_processor(dialect)


def dialect_of(session: AsyncSession) -> Dialect:
    """As `get_bind` does, in a fiftieth of the time: there is one database."""
    bind = session.bind
    assert bind is not None, "every session has the engine"
    return bind.dialect


async def fetch_all(session: AsyncSession, sql: str, arguments: tuple[Any, ...]) -> list[Any]:
    """The driver's rows; none for a statement that has none. Writes what the session has pending first.

    The transaction's first statement goes by SQLAlchemy, which begins it, and the others by the driver alone: with
    asyncpg 53 us of Python instead of 133, with aiosqlite one hop to its thread instead of four. Raises
    IntegrityError as SQLAlchemy does, else the driver's error.
    """
    fetch = session.info.get(_FETCH)
    if fetch is None:
        return await _fetch_first(session, sql, arguments)
    sync = session.sync_session
    if sync.new or sync.dirty:
        await session.flush()
    try:
        found: list[Any] = await fetch(sql, arguments)
    except (asyncpg.IntegrityConstraintViolationError, sqlite3.IntegrityError) as error:
        raise IntegrityError(sql, None, error, hide_parameters=True) from error
    except BaseException as error:
        # Cut, or cancelled while an answer was on its way: nobody may get this connection from the pool again.
        if _is_cut(error):
            await (await session.connection()).invalidate()
        raise
    return found


def _is_cut(error: BaseException) -> bool:
    return isinstance(error, (OSError, asyncpg.InterfaceError, *GONE)) or not isinstance(error, Exception)


async def _fetch_first(session: AsyncSession, sql: str, arguments: tuple[Any, ...]) -> list[Any]:
    def run(sync: Session) -> tuple[list[Any], Any]:
        if sync.new or sync.dirty:
            sync.flush()
        connection = sync.connection()
        result = connection.exec_driver_sql(sql, arguments)
        rows = [tuple(row) for row in result] if result.returns_rows else []
        return rows, connection.connection.driver_connection

    found, driver = await session.run_sync(run)
    session.info[_FETCH] = _fetch_of(driver)
    return found


def _fetch_of(driver: Any) -> Callable[[str, tuple[Any, ...]], Awaitable[list[Any]]]:
    if isinstance(driver, asyncpg.Connection):

        async def fetch(sql: str, arguments: tuple[Any, ...]) -> list[Any]:
            rows: list[Any] = await driver.fetch(sql, *arguments)
            return rows

        return fetch
    found: Callable[[str, tuple[Any, ...]], Awaitable[list[Any]]] = driver.execute_fetchall
    return found
