"""A plan: one compiled statement and the getters of its parameters. Kept, and run with each request's values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, select

from server.permissions import Rights
from server.planning.builder import Builder, Getter
from server.planning.json_text import Concat
from server.planning.request import Request
from server.planning.roots import ROOTS
from server.planning.selection import Path, Selected
from server.planning.sqlite_parser import check_parses


@dataclass(frozen=True, slots=True)
class Parameter:
    """`process` turns the value into what the driver takes; None where the driver takes it as it is."""

    getter: Getter
    process: Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """`columns` are the root fields' response keys, in the order of the statement's columns.

    `parameters` are in the order in which the driver wants them. `unused` read arguments that the statement does
    without (the page of a connection of which only the count is asked for) and that must be good all the same.
    """

    sql: str
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    unused: tuple[Getter, ...] = ()

    def bind(self, request: Request) -> list[Any]:
        """The driver's arguments. Raises RequestError (placed) for a value that the operation may not have."""
        for read in self.unused:
            read(request)
        values = []
        for parameter in self.parameters:
            value = parameter.getter(request)
            values.append(value if parameter.process is None else parameter.process(value))
        return values


def build_plan(
    fields: Sequence[Selected], *, rights: Rights, dialect: Dialect, excluded: frozenset[Path] = frozenset()
) -> Plan:
    """One statement for the root fields. Raises RequestError (placed) for what cannot be planned, CostLimit for
    what SQLite could not read."""
    builder = Builder(rights=rights, dialect=dialect, excluded=excluded)
    texts: list[Any] = []
    for field in fields:
        part = "null" if field.path in excluded else ROOTS[field.name](builder, field)
        texts.append(Concat(part).label(f"f{len(texts)}"))
    compiled: Any = select(*texts).compile(dialect=dialect)
    if dialect.name == "sqlite":
        check_parses(compiled.string)
    names = _names(compiled, dialect)
    return Plan(
        sql=compiled.string,
        columns=tuple(field.key for field in fields),
        parameters=tuple(_parameter(builder, compiled, name, dialect) for name in names),
        unused=tuple(getter for name, getter in builder.getters.items() if name not in names),
    )


def _names(compiled: Any, dialect: Dialect) -> list[str]:
    """The parameters' names in the order of the driver's arguments; $1 may serve several places."""
    names: list[str] = compiled.positiontup or []
    return list(dict.fromkeys(names)) if dialect.name == "postgresql" else names


def _parameter(builder: Builder, compiled: Any, name: str, dialect: Dialect) -> Parameter:
    bind = compiled.binds[name]
    getter = builder.getters.get(name) or _constant(bind.value)
    return Parameter(getter, bind.type.dialect_impl(dialect).bind_processor(dialect))


def _constant(value: Any) -> Getter:
    """A constant that SQLAlchemy bound by itself (an OFFSET of 0)."""
    return lambda _request: value
