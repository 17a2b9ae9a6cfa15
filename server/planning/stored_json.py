"""Lists that are stored as JSON text, read as rows: a finding's spans, a policy's word lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import JSON, ColumnElement, Integer, Select, Text, cast, column, func, literal_column, select

from server.planning.builder import Builder
from server.planning.json_text import AsText, Concat, Nested, Part, Quoted, list_text, nested, or_null
from server.planning.rows import EVERY
from server.planning.selection import Selected

Element = Callable[[str], ColumnElement[Any]]
"""Reads one key of a list's element as text."""

_READ = {"postgresql": "({row}.value ->> '{key}')", "sqlite": "json_extract({row}.value, '$.{key}')"}


def stored_list(
    builder: Builder,
    stored: ColumnElement[Any],
    selected: Selected,
    type_name: str,
    fields: Mapping[str, Callable[[Element], Part]],
) -> Nested:
    """[{...}] of a stored list of objects, each with the fields that are selected."""
    name = builder.row_name()
    if builder.is_postgresql:
        each: Any = (
            func.json_array_elements(cast(stored, JSON))
            .table_valued(column("value", JSON), with_ordinality="position", name=name)
            .render_derived(name=name)
        )
        order: ColumnElement[Any] = literal_column(f"{name}.position")
    else:
        each = func.json_each(stored).table_valued("key", "value", name=name)
        order = literal_column(f"{name}.key")
    rows: Select[Any] = (
        select(literal_column(f"{name}.value").label("value")).select_from(each).order_by(order).limit(EVERY)
    )
    pattern = _READ[builder.dialect.name]

    def element(key: str) -> ColumnElement[Any]:
        return literal_column(pattern.format(row=name, key=key), Text)

    parts: list[Part] = []
    for child in selected.children[type_name]:
        value = f'"{type_name}"' if child.name == "__typename" else fields[child.name](element)
        parts += [("," if parts else "") + f'"{child.key}":', value]
    return nested(select(list_text(Concat("{", *parts, "}"))).select_from(rows.subquery(name)), None)


SPAN_FIELDS: dict[str, Callable[[Element], Part]] = {
    "start": lambda element: AsText(cast(element("start"), Integer)),
    "end": lambda element: AsText(cast(element("end"), Integer)),
}
WORD_LIST_FIELDS: dict[str, Callable[[Element], Part]] = {
    "locale": lambda element: or_null(Quoted(element("locale"))),
    "words": lambda element: element("words"),
}
