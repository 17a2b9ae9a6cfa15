"""The mapping: for each GraphQL type, how a field is told from a row. Plain field = column of the same name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, FromClause, select
from sqlalchemy.orm import InstrumentedAttribute

from server.models.aliases import alias_of
from server.models.base import Base
from server.planning.builder import Builder
from server.planning.json_text import (
    Concat,
    Nested,
    Part,
    boolean,
    global_id,
    json_value,
    list_text,
    nested,
    or_null,
)
from server.planning.rows import EVERY, ONE, Row, RowSet, columns_of, limited
from server.planning.selection import Selected

FieldPart = Callable[[Builder, Row, Selected], Part]
"""JSON text of one field of a row: never NULL. A `str` is a constant."""


@dataclass(frozen=True, slots=True)
class TypeMapping:
    """How an object type is read. `model` gives the plain fields; `fields` the others."""

    type_name: str
    model: type[Base] | None
    fields: Mapping[str, FieldPart] = field(default_factory=dict)

    def part(self, builder: Builder, row: Row, selected: Selected) -> Part:
        if selected.path in builder.excluded:
            return "null"
        if selected.name == "__typename":
            return f'"{self.type_name}"'
        make = self.fields.get(selected.name)
        return (
            make(builder, row, selected)
            if make
            else column(self._column(selected.name))(builder, row, selected)
        )

    def _column(self, name: str) -> InstrumentedAttribute[Any]:
        attribute: InstrumentedAttribute[Any] = getattr(self.model, snake_case(name))
        return attribute


TYPES: dict[str, TypeMapping] = {}
"""Every mapped type by its GraphQL name; filled by the modules that hold the mappings."""


def mapping(type_name: str, model: type[Base] | None = None, **fields: FieldPart) -> TypeMapping:
    TYPES[type_name] = TypeMapping(type_name, model, fields)
    return TYPES[type_name]


def snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: "_" + found.group(1).lower(), name)


def object_text(builder: Builder, row: Row, type_name: str, children: Sequence[Selected]) -> Concat:
    """{"key":value,...} in the order selected. Nested selects move to where the row keeps them."""
    kind = TYPES[type_name]
    parts: list[Part] = []
    for child in children:
        part = kind.part(builder, row, child)
        parts += [
            ("," if parts else "") + f'"{child.key}":',
            row.nest(part) if isinstance(part, Nested) else part,
        ]
    return Concat("{", *parts, "}")


def column(attribute: InstrumentedAttribute[Any]) -> FieldPart:
    """A column of the row, by its own type and nullability."""
    nullable = bool(attribute.property.columns[0].nullable)

    def part(_builder: Builder, row: Row, _selected: Selected) -> Part:
        return json_value(row(attribute), nullable=nullable)

    return part


def identity(prefix: str, attribute: InstrumentedAttribute[Any]) -> FieldPart:
    nullable = bool(attribute.property.columns[0].nullable)

    def part(_builder: Builder, row: Row, _selected: Selected) -> Part:
        text = global_id(prefix, row(attribute))
        return or_null(text) if nullable else text

    return part


def constant(json: str) -> FieldPart:
    def part(_builder: Builder, _row: Row, _selected: Selected) -> Part:
        return json

    return part


def condition(make: Callable[[Builder, Row], ColumnElement[bool] | bool]) -> FieldPart:
    """true or false; a Python bool where the viewer's rights already tell."""

    def part(builder: Builder, row: Row, _selected: Selected) -> Part:
        made = make(builder, row)
        return str(made).lower() if isinstance(made, bool) else boolean(made)

    return part


def related(
    builder: Builder,
    selected: Selected,
    type_name: str,
    *,
    model: type[Base],
    where: Callable[[Row], Sequence[ColumnElement[bool]]],
    source: Callable[[FromClause], FromClause] = lambda alias: alias,
    order_by: Callable[[Row], Sequence[ColumnElement[Any]]] | None = None,
) -> Nested:
    """One row of `model` as an object, or null: the first by `order_by` where several may be found."""
    name = builder.row_name()
    alias: Any = alias_of(model, name)
    row = Row(name, alias)
    text = object_text(builder, row, type_name, selected.children[type_name])
    query = select(text).select_from(source(alias)).where(*where(row))
    if order_by is not None:
        query = query.order_by(*order_by(row)).limit(ONE)
    return nested(query)


def rows_text(
    builder: Builder,
    *,
    base: FromClause,
    name: str,
    text: Callable[[RowSet], ColumnElement[str]],
    where: Sequence[ColumnElement[bool]] = (),
    order_by: Sequence[ColumnElement[Any]],
    source: FromClause | None = None,
    limit: Any = EVERY,
) -> Nested:
    """[...] of the rows of `base` (joined to more in `source`), each made into text."""
    row = RowSet(name, columns_of(base))
    made = text(row)
    rowset = limited(base if source is None else source, where=where, order_by=order_by, limit=limit)
    return nested(select(list_text(made)).select_from(row.from_clause(rowset)), None)


def listing(
    builder: Builder,
    selected: Selected,
    type_name: str,
    *,
    base: FromClause,
    where: Sequence[ColumnElement[bool]] = (),
    order_by: Sequence[ColumnElement[Any]],
    source: FromClause | None = None,
    limit: Any = EVERY,
    extras: Mapping[str, ColumnElement[Any]] = MappingProxyType({}),
) -> Nested:
    """A plain list of objects of one type. `extras` are computed columns that `order_by` may name."""

    def text(row: RowSet) -> ColumnElement[str]:
        for name, expression in extras.items():
            row.extra(name, expression)
        return object_text(builder, row, type_name, selected.children[type_name])

    return rows_text(
        builder,
        base=base,
        name=builder.row_name(),
        text=text,
        where=where,
        order_by=order_by,
        source=source,
        limit=limit,
    )
