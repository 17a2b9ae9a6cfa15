"""Connections: edges, nodes, page info and total count of an ordered rowset, by keyset cursors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)

from server.errors import BadUserInput
from server.models.aliases import alias_of
from server.models.base import Base
from server.models.types import Id
from server.planning.builder import Builder, bad_input
from server.planning.cursors import Order
from server.planning.fields import object_text
from server.planning.json_text import (
    AsText,
    Concat,
    Extreme,
    Nested,
    Part,
    boolean,
    list_text,
    nested,
    or_null,
)
from server.planning.request import Request
from server.planning.rows import ONE, RowSet, columns_of, limited
from server.planning.selection import Argument, Selected

PAGE_SIZE = 20
PAGE_SIZE_LIMIT = 100

Conditions = Callable[[FromClause], Sequence[ColumnElement[bool]]]


@dataclass(frozen=True, slots=True)
class Page:
    """The paging arguments of one connection. Exactly one of first and last is there, by default `first: 20`
    (with `before` alone: `last: 20`)."""

    size: ColumnElement[Any]
    is_backward: bool
    after: Argument | None
    before: Argument | None


@dataclass(frozen=True, slots=True)
class Source:
    """What a connection is of: rows of `model` under the conditions, joined to more by `join`.

    `key` overrides where the order's value comes from, when it is not a column of the model.
    """

    type_name: str
    model: type[Base]
    where: Conditions
    order: Order
    join: Callable[[FromClause], FromClause] = lambda alias: alias


def connection(builder: Builder, selected: Selected, source: Source) -> Nested:
    return Connection(builder, selected, source).text()


class Connection:
    """One connection of a statement, while it is built."""

    def __init__(self, builder: Builder, selected: Selected, source: Source) -> None:
        self.builder = builder
        self.selected = selected
        self.source = source
        self.page = read_page(builder, selected)
        self.name = builder.row_name()
        self.base: Any = alias_of(source.model, f"{self.name}t")
        self.of = columns_of(self.base)
        self.key = source.order.key(self.of)
        self.id: ColumnElement[Any] = self.base.c.id if source.order.id is None else source.order.id
        self.conditions = list(source.where(self.base))
        self.bounds = {
            side: self._bound(argument)
            for side, argument in (("after", self.page.after), ("before", self.page.before))
            if argument is not None
        }

    def text(self) -> Nested:
        """The connection object. A selection of totalCount alone reads no rows."""
        row = RowSet(self.name, self.of)
        parts: list[Part] = []
        for child in self.selected.children[f"{self.source.type_name}Connection"]:
            parts += [("," if parts else "") + f'"{child.key}":', self._field(row, child)]
        query = select(Concat("{", *parts, "}"))
        if row.used or row.nested:
            query = query.select_from(row.from_clause(self._rowset))
        return nested(query, None)

    def _field(self, row: RowSet, child: Selected) -> Part:
        if child.path in self.builder.excluded:
            return "null"
        match child.name:
            case "edges":
                return list_text(self._edge(row, child.children[f"{self.source.type_name}Edge"]))
            case "nodes":
                return list_text(self._node(row, child))
            case "pageInfo":
                return self._page_info(row, child.children["PageInfo"])
            case "totalCount":
                return nested(self._count(), None)
        return f'"{self.source.type_name}Connection"'

    def _node(self, row: RowSet, child: Selected) -> Concat:
        type_name = self.source.type_name
        text = object_text(self.builder, row, type_name, child.children[type_name])
        if not row.used:
            self._cursor(row)
        return text

    def _edge(self, row: RowSet, children: Sequence[Selected]) -> Concat:
        parts: list[Part] = []
        for child in children:
            parts.append(("," if parts else "") + f'"{child.key}":')
            if child.name == "cursor":
                parts += ['"', self._cursor(row), '"']
            elif child.name == "node":
                parts.append(self._node(row, child))
            else:
                parts.append(f'"{self.source.type_name}Edge"')
        self._cursor(row)
        return Concat("{", *parts, "}")

    def _cursor(self, row: RowSet) -> Concat:
        key = row.extra("cursor_key", self.key)
        return self.source.order.cursor(key, row.extra("cursor_id", self.id))

    def _page_info(self, row: RowSet, children: Sequence[Selected]) -> Concat:
        descending = self.source.order.is_descending
        texts: dict[str, Callable[[], Part]] = {
            "hasNextPage": self._has_next,
            "hasPreviousPage": self._has_previous,
            "startCursor": lambda: self._extreme(row, "max" if descending else "min"),
            "endCursor": lambda: self._extreme(row, "min" if descending else "max"),
            "__typename": lambda: '"PageInfo"',
        }
        parts: list[Part] = []
        for child in children:
            parts += [("," if parts else "") + f'"{child.key}":', texts[child.name]()]
        return Concat("{", *parts, "}")

    def _extreme(self, row: RowSet, function: str) -> Part:
        return or_null(Concat('"', Extreme(function, self._cursor(row)), '"'))

    # ── rows ────────────────────────────────────────────────────────────────────────────────────

    def _joined(self) -> FromClause:
        return self.source.join(self.base)

    def _within(self) -> list[ColumnElement[bool]]:
        bounds = [self._beyond(side, side == "after") for side in self.bounds]
        return [*self.conditions, *bounds]

    def _bound(self, cursor: Argument) -> Any:
        order = self.source.order

        def value(position: int) -> Callable[[Request], Any]:
            return lambda request: order.read(cursor.read(request.variables), request)[position]

        key = self.builder.parameter(value(0), order.kind.type, at=self.selected)
        id_ = self.builder.parameter(value(1), Id, at=self.selected)
        return tuple_(key, id_)

    def _beyond(self, side: str, is_later: bool) -> ColumnElement[bool]:
        """Rows that come later (or earlier) in the order than the cursor of that side, it not included."""
        here = tuple_(self.key, self.id)
        is_greater = is_later != self.source.order.is_descending
        beyond: ColumnElement[bool] = here > self.bounds[side] if is_greater else here < self.bounds[side]
        return beyond

    def _up_to(self, side: str, is_later: bool) -> ColumnElement[bool]:
        """The same with the cursor's own row."""
        here = tuple_(self.key, self.id)
        is_greater = is_later != self.source.order.is_descending
        up_to: ColumnElement[bool] = here >= self.bounds[side] if is_greater else here <= self.bounds[side]
        return up_to

    def _rowset(self, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
        """The page's rows. Backwards, the last rows are taken in reverse and put in order again."""
        order, backward = self.source.order, self.page.is_backward
        rowset = limited(
            self._joined(),
            where=self._within(),
            order_by=order.sorted(self.key, self.id, is_reversed=backward),
            limit=self.page.size,
        )
        if not backward:
            return rowset(columns)
        keys = [self.key.label("sort_key"), self.id.label("sort_id")]
        taken = rowset([*columns, *keys]).subquery(f"{self.name}b")
        chosen = [taken.c[str(column.key)] for column in columns]
        return (
            select(*chosen)
            .select_from(taken)
            .order_by(*order.sorted(taken.c.sort_key, taken.c.sort_id))
            .limit(self.page.size)
        )

    def _more(self) -> ColumnElement[bool]:
        """A row beyond the page, in the direction of paging."""
        order = self.source.order
        probe = limited(
            self._joined(),
            where=self._within(),
            order_by=order.sorted(self.key, self.id, is_reversed=self.page.is_backward),
            limit=ONE,
        )([literal_column("1")])
        return exists(probe.offset(self.page.size))

    def _outside(self, side: str) -> ColumnElement[bool] | None:
        """A row on the far side of a cursor, that row itself among them; None without such a cursor."""
        if side not in self.bounds:
            return None
        where = [*self.conditions, self._up_to(side, side == "before")]
        return exists(select(literal_column("1")).select_from(self._joined()).where(*where))

    def _has_next(self) -> Part:
        outside = self._outside("before")
        if self.page.is_backward:
            return "false" if outside is None else boolean(outside)
        return boolean(self._more() if outside is None else or_(self._more(), outside))

    def _has_previous(self) -> Part:
        outside = self._outside("after")
        if not self.page.is_backward:
            return "false" if outside is None else boolean(outside)
        return boolean(self._more() if outside is None else or_(self._more(), outside))

    def _count(self) -> Select[Any]:
        return select(AsText(func.count())).select_from(self._joined()).where(*self.conditions)


def read_page(builder: Builder, selected: Selected) -> Page:
    """The paging arguments. Raises BAD_USER_INPUT, placed at the field, for what the contract forbids."""
    first, last = selected.argument("first"), selected.argument("last")
    after, before = selected.argument("after"), selected.argument("before")
    if first and last:
        raise bad_input("Give first or last, not both.", selected)
    if after and before:
        raise bad_input("Give after or before, not both.", selected)
    is_backward = last is not None or (first is None and before is not None)
    given = last or first
    return Page(
        size=_size(builder, selected, given) if given else literal_column(str(PAGE_SIZE)),
        is_backward=is_backward,
        after=after,
        before=before,
    )


def _size(builder: Builder, selected: Selected, argument: Argument) -> ColumnElement[Any]:
    def check(size: int) -> int:
        if not 1 <= size <= PAGE_SIZE_LIMIT:
            raise BadUserInput(f"first and last are from 1 to {PAGE_SIZE_LIMIT}.")
        return size

    if argument.source is None:
        try:
            return literal_column(str(check(argument.value)))
        except BadUserInput as error:
            raise bad_input(error.message, selected) from None
    return builder.argument(argument, Integer(), at=selected, read=check)
