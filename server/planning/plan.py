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
    """`process` turns the value into what the driver takes; None where the driver takes it as it is. `is_fixed`: the
    value is the same in every request of this process."""

    getter: Getter
    process: Callable[[Any], Any] | None
    is_fixed: bool

    def value(self, request: Request) -> Any:
        value = self.getter(request)
        return value if self.process is None else self.process(value)


@dataclass(slots=True)
class Plan:
    """`columns` are the root fields' response keys, in the order of the statement's columns.

    `parameters` are in the order in which the driver wants them. `unused` read arguments that the statement does
    without (the page of a connection of which only the count is asked for) and that must be good all the same.
    `reads_clock`: the same data may be answered otherwise a moment later.
    """

    sql: str
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    unused: tuple[Getter, ...] = ()
    reads_clock: bool = False
    _template: list[Any] | None = None
    _moving: tuple[tuple[int, Parameter], ...] = ()

    def bind(self, request: Request) -> list[Any]:
        """The driver's arguments. Raises RequestError (placed) for a value that the operation may not have."""
        for read in self.unused:
            read(request)
        if self._template is None:
            return self._bind_first(request)
        values = self._template.copy()
        for index, parameter in self._moving:
            values[index] = parameter.value(request)
        return values

    def _bind_first(self, request: Request) -> list[Any]:
        """What is the same in every request is kept: it has been found good."""
        values = [parameter.value(request) for parameter in self.parameters]
        self._moving = tuple(
            (index, parameter) for index, parameter in enumerate(self.parameters) if not parameter.is_fixed
        )
        self._template = values.copy()
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
        reads_clock=builder.reads_clock,
    )


def _names(compiled: Any, dialect: Dialect) -> list[str]:
    """The parameters' names in the order of the driver's arguments; $1 may serve several places."""
    names: list[str] = compiled.positiontup or []
    return list(dict.fromkeys(names)) if dialect.name == "postgresql" else names


def _parameter(builder: Builder, compiled: Any, name: str, dialect: Dialect) -> Parameter:
    bind = compiled.binds[name]
    getter = builder.getters.get(name)
    process = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if getter is None:
        return Parameter(_constant(bind.value), process, is_fixed=True)
    return Parameter(getter, process, is_fixed=name in builder.fixed)


def _constant(value: Any) -> Getter:
    """A constant that SQLAlchemy bound by itself (an OFFSET of 0)."""
    return lambda _request: value
