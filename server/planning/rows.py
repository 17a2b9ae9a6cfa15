"""Rows of a table as JSON: one related row, or a list that is limited before its JSON is built.

    (SELECT '[' || joined || ']'
       FROM (SELECT r1.*, (<a nested part of r1>) AS j0     -- nested parts become columns
               FROM (SELECT <used columns> FROM ... WHERE ... ORDER BY ... LIMIT n) AS r1) AS r1)

A row is referred to by its name, so a nested select may stand anywhere below. The LIMIT is always there: it
keeps both databases from reordering rows before they are joined. Nested parts are hoisted because SQLite
before 3.46 parses only 100 levels. Both were measured: docs/decisions/0002.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, TableClause, literal_column, select, text
from sqlalchemy.orm import InstrumentedAttribute

from server.models.aliases import alias_of
from server.models.base import Base
from server.planning.json_text import Nested

RowsetOf = Callable[[Sequence[ColumnElement[Any]]], Select[Any]]

ONE: ColumnElement[Any] = literal_column("1")
EVERY: ColumnElement[Any] = literal_column("1000")
"""Rows of a list that nothing else bounds (an article's blocks, tags, the site's categories)."""


class Row:
    """A row by name. Columns are literal text (`r1.title`) with the model's type."""

    def __init__(self, name: str, source: FromClause | None = None) -> None:
        self.name = name
        self.source = source

    def __call__(self, column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
        return literal_column(f"{self.name}.{column.key}", column.type)

    def nest(self, part: Nested) -> ColumnElement[str]:
        """Where a nested select stands: in place."""
        return part


class RowSet(Row):
    """A row of a limited list: notes the columns that are used and takes nested selects in as columns."""

    def __init__(
        self, name: str, express: Callable[[InstrumentedAttribute[Any]], ColumnElement[Any]]
    ) -> None:
        super().__init__(name)
        self._express = express
        self.used: dict[str, ColumnElement[Any]] = {}
        self.nested: list[Nested] = []

    def __call__(self, column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
        if column.key not in self.used:
            self.used[column.key] = self._express(column).label(column.key)
        return super().__call__(column)

    def extra(self, name: str, expression: ColumnElement[Any]) -> ColumnElement[Any]:
        """A computed column of the rowset, by a name that no column of the model has."""
        self.used.setdefault(name, expression.label(name))
        return literal_column(f"{self.name}.{name}", expression.type)

    def nest(self, part: Nested) -> ColumnElement[str]:
        self.nested.append(part)
        return literal_column(f"{self.name}.j{len(self.nested) - 1}", part.type)

    def from_clause(self, rowset: RowsetOf) -> FromClause:
        """The rowset with the columns that were used, and the nested parts beside them."""
        inner: FromClause = rowset(list(self.used.values()) or [literal_column("1").label("one")]).subquery(
            self.name
        )
        if not self.nested:
            return inner
        parts = [part.label(f"j{number}") for number, part in enumerate(self.nested)]
        return select(text(f"{self.name}.*"), *parts).select_from(inner).subquery(self.name)


def table_row(model: type[Base], name: str) -> tuple[Row, TableClause]:
    """A model's table under a name, and the row of it."""
    alias: Any = alias_of(model, name)
    return Row(name, alias), alias


def columns_of(source: FromClause) -> Callable[[InstrumentedAttribute[Any]], ColumnElement[Any]]:
    """A table or subquery as the function from a model's column to its expression that permissions take."""
    columns = source.c

    def column(attribute: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
        return columns[attribute.key]

    return column


def limited(
    source: FromClause,
    *,
    where: Sequence[ColumnElement[bool]],
    order_by: Sequence[ColumnElement[Any]],
    limit: Any = EVERY,
) -> RowsetOf:
    """A rowset that waits for its columns: filter, order, limit."""

    def rowset(columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
        return select(*columns).select_from(source).where(*where).order_by(*order_by).limit(limit)

    return rowset
