"""One translation after fallback: the first of a chain of locales that exists and may be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, FromClause, Select, case, func, literal_column, select

from server.models.aliases import alias_of
from server.planning.arrays import array_rows
from server.planning.builder import Builder, Getter
from server.planning.fields import FieldPart, object_text
from server.planning.json_text import Part, nested
from server.planning.locales import LOCALE, AskedRow, Translated, few_locales, visible
from server.planning.request import ORIGINAL, Request
from server.planning.rows import ONE, Row, columns_of
from server.planning.selection import Selected


def chain_getter(selected: Selected) -> Getter:
    """What is tried, in order: the explicit fallback, else the site's chain for the locale."""
    locale, fallback = selected.arguments["locale"], selected.argument("fallback")

    def read(request: Request) -> list[str]:
        asked = locale.read(request.variables)
        given = fallback.read(request.variables) if fallback else None
        if given is not None:
            return list(dict.fromkeys((asked, *few_locales(given))))
        return request.chains.chain(asked)

    return read


def has_fixed_chain(selected: Selected) -> bool:
    """The document names the locales; the site's chains are the same as long as the process runs."""
    return all(
        argument.is_fixed for name, argument in selected.arguments.items() if name in ("locale", "fallback")
    )


def translation(kind: Translated) -> FieldPart:
    """translation(locale, fallback): the first of the chain that exists and may be seen, or null."""

    def part(builder: Builder, row: Row, selected: Selected) -> Part:
        name = builder.row_name()
        alias: Any = alias_of(kind.model, name)
        asked = builder.argument(selected.arguments["locale"], LOCALE, at=selected)
        found = AskedRow(name, asked)
        text = object_text(builder, found, kind.type_name, selected.children[kind.type_name])
        chosen = _in_chain if builder.is_postgresql else _asked_or_in_chain
        return nested(chosen(Wanted(kind, builder, row, selected, asked), alias, text))

    return part


@dataclass(frozen=True, slots=True)
class Wanted:
    """A translation that is looked for: `row` is what it translates, `asked` the locale's parameter."""

    kind: Translated
    builder: Builder
    row: Row
    selected: Selected
    asked: BindParameter[Any]

    def of_row(self, translation: FromClause) -> list[ColumnElement[bool]]:
        """It translates the row, and the viewer may see it."""
        of = columns_of(translation)
        return [
            of(self.kind.owner) == self.row(self.kind.owner_id),
            *visible(self.builder, self.kind.model, of),
        ]


def _in_chain(wanted: Wanted, translation: Any, value: Any) -> Select[Any]:
    """`value` of the first translation in the chain."""
    chain = array_rows(
        wanted.builder,
        chain_getter(wanted.selected),
        at=wanted.selected,
        is_fixed=has_fixed_chain(wanted.selected),
    )
    original = wanted.row(wanted.kind.original_locale)
    candidate = case((chain.c.value == literal_column(f"'{ORIGINAL}'"), original), else_=chain.c.value)
    return (
        select(value)
        .select_from(chain.join(translation, translation.c.locale == candidate))
        .where(*wanted.of_row(translation))
        .order_by(chain.c.position)
        .limit(ONE)
    )


def _asked_or_in_chain(wanted: Wanted, translation: Any, value: Any) -> Select[Any]:
    """The same by way of the asked locale, which most often exists: SQLite then needs neither a list nor a sort, and
    takes two thirds of the time. PostgreSQL takes a little more."""
    direct: Any = alias_of(wanted.kind.model, wanted.builder.row_name())
    other: Any = alias_of(wanted.kind.model, wanted.builder.row_name())
    locale = func.coalesce(
        select(direct.c.locale)
        .where(direct.c.locale == wanted.asked, *wanted.of_row(direct))
        .scalar_subquery(),
        _in_chain(wanted, other, other.c.locale).scalar_subquery(),
    )
    return (
        select(value)
        .select_from(translation)
        .where(translation.c.locale == locale, *wanted.of_row(translation))
    )
