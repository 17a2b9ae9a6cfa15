"""A list that is a parameter, as rows in its order: unnest on PostgreSQL, json_each on SQLite."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, column, func, select

from server.planning.builder import Builder, Getter, TextArray
from server.planning.selection import Selected


def array_rows(
    builder: Builder, getter: Getter, *, at: Selected | None = None, is_fixed: bool = False
) -> FromClause:
    """Rows (value, position) of a list of texts that `getter` reads from the request."""
    parameter = builder.parameter(getter, TextArray, at=at, is_fixed=is_fixed)
    name = builder.row_name()
    if builder.is_postgresql:
        rows = func.unnest(parameter).table_valued(
            column("value", Text), with_ordinality="position", name=name
        )
        return rows.render_derived(name=name)
    each = func.json_each(parameter).table_valued("key", "value", name=f"{name}e")
    return select(each.c.value.label("value"), each.c.key.label("position")).subquery(name)


def among(
    builder: Builder, expression: ColumnElement[Any], getter: Getter, *, at: Selected
) -> ColumnElement[bool]:
    """The expression's value is one of a list of texts."""
    parameter = builder.parameter(getter, TextArray, at=at)
    if builder.is_postgresql:
        return expression == func.any(parameter)
    each = func.json_each(parameter).table_valued("value", name=builder.row_name())
    return expression.in_(select(each.c.value))
