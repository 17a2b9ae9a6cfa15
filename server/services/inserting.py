"""Inserts: those that leave a row alone which is there already, and rows of several tables that come together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Dialect, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.prepared import Process, bind_process, dialect_of, fetch_all
from server.models.base import Base

Row = tuple[type[Base], Mapping[str, Any]]
"""A model, and the values of its columns by name; those that are missing get their defaults."""

_Shape = tuple[type[Base], tuple[str, ...]]


def inserting(session: AsyncSession, model: type[Base]) -> Any:
    """The database's own INSERT, which knows ON CONFLICT."""
    return insert_of(dialect_of(session).name, model)


def insert_of(database: str, model: type[Base]) -> Any:
    """As `inserting`, by the dialect's name."""
    return sqlite.insert(model) if database == "sqlite" else postgresql.insert(model)


async def insert_new(session: AsyncSession, model: type[Base], **values: Any) -> bool:
    """True when the row is new; False when one with such a key was there. Other constraints still raise."""
    result: Any = await session.execute(inserting(session, model).values(**values).on_conflict_do_nothing())
    return bool(result.rowcount)


def row_of(made: Base) -> Row:
    """An object that no session knows, as a row."""
    given = inspect(made).dict
    names = [column.name for column in type(made).__table__.columns]
    return type(made), {name: given[name] for name in names if name in given}


async def insert_together(session: AsyncSession, rows: Sequence[Row]) -> None:
    """All the rows, whatever their tables, in the order given: on PostgreSQL in one statement, at whose end foreign
    keys are looked at. Raises IntegrityError."""
    dialect = dialect_of(session)
    whole = [(model, _with_defaults(model, values)) for model, values in rows]
    shapes = tuple([(model, tuple(values)) for model, values in whole])
    if dialect.name == "sqlite":
        for shape, (_, values) in zip(shapes, whole, strict=True):
            insert = _insert((shape,), dialect)
            await fetch_all(session, insert.sql, insert.arguments(values.values()))
        return
    insert = _insert(shapes, dialect)
    await fetch_all(
        session, insert.sql, insert.arguments([each for _, row in whole for each in row.values()])
    )


def _with_defaults(model: type[Base], values: Mapping[str, Any]) -> dict[str, Any]:
    """With what the model's columns have for a default in Python."""
    filled = dict(values)
    for name, default in _defaults(model):
        if name not in filled:
            filled[name] = default.arg(None) if default.is_callable else default.arg
    return filled


@cache
def _defaults(model: type[Base]) -> Sequence[tuple[str, Any]]:
    columns = model.__table__.columns
    return [(column.name, column.default) for column in columns if column.default is not None]


@dataclass(frozen=True, slots=True)
class _Insert:
    sql: str
    processes: Sequence[Process | None]

    def arguments(self, values: Any) -> tuple[Any, ...]:
        return tuple(
            [
                value if process is None else process(value)
                for value, process in zip(values, self.processes, strict=True)
            ]
        )


@lru_cache(maxsize=256)
def _insert(shapes: tuple[_Shape, ...], dialect: Dialect) -> _Insert:
    """One statement; of several rows all but the last are WITH."""
    processes: list[Process | None] = []
    inserts = []
    quote = dialect.identifier_preparer.quote
    for model, names in shapes:
        start = len(processes)
        columns = model.__table__.columns
        processes += [bind_process(columns[name].type, dialect) for name in names]
        marks = ["?" if dialect.name == "sqlite" else f"${start + at + 1}" for at in range(len(names))]
        inserts.append(  # names of the models alone, values as parameters
            f"INSERT INTO {quote(model.__tablename__)} ({', '.join(map(quote, names))}) "  # noqa: S608
            f"VALUES ({', '.join(marks)})"
        )
    *first, last = inserts
    together = ", ".join(f"row_{number} AS ({each})" for number, each in enumerate(first))
    return _Insert(f"WITH {together} {last}" if first else last, processes)
