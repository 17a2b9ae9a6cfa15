"""Text by locale: one translation after fallback, or all of them, for whatever is translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, case, literal_column
from sqlalchemy.orm import InstrumentedAttribute

from server.errors import BadUserInput
from server.models import ArticleTranslation
from server.models.aliases import alias_of
from server.models.base import Base
from server.permissions import Columns, may_see_translation
from server.planning.arrays import array_rows
from server.planning.builder import Builder, Getter
from server.planning.fields import FieldPart, listing
from server.planning.json_text import Concat, Part
from server.planning.rows import Row, columns_of
from server.planning.selection import Argument, Selected

LOCALE = String(64)
LOCALES_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Translated:
    """How the texts of one kind of thing are found. `owner` is the foreign key to the thing's id."""

    type_name: str
    model: type[Base]
    owner: InstrumentedAttribute[Any]
    owner_id: InstrumentedAttribute[Any]
    original_locale: InstrumentedAttribute[Any]


class AskedRow(Row):
    """A translation's row that knows which locale was asked for; `asked` is None where none was."""

    def __init__(self, name: str, asked: ColumnElement[Any] | None) -> None:
        super().__init__(name)
        self.asked = asked


def asked_locale(row: Row) -> ColumnElement[Any] | None:
    return row.asked if isinstance(row, AskedRow) else None


def visible(builder: Builder, model: type[Base], row: Columns) -> list[ColumnElement[bool]]:
    return [may_see_translation(row, builder.rights)] if model is ArticleTranslation else []


def translations(kind: Translated) -> FieldPart:
    """translations(locales): original first, then by tag."""

    def part(builder: Builder, row: Row, selected: Selected) -> Part:
        base: Any = alias_of(kind.model, f"{builder.row_name()}t")
        of = columns_of(base)
        where = [of(kind.owner) == row(kind.owner_id), *visible(builder, kind.model, of)]
        wanted = selected.argument("locales")
        source = base
        if wanted is not None:
            rows = array_rows(builder, unique_getter(wanted), at=selected)
            source = base.join(rows, base.c.locale == rows.c.value)
        # SQLite does not see an outer row from an ORDER BY, but does from a column.
        is_original = case(
            (base.c.locale == row(kind.original_locale), literal_column("0")), else_=literal_column("1")
        )
        return listing(
            builder,
            selected,
            kind.type_name,
            base=base,
            source=source,
            where=where,
            extras={"is_original": is_original},
            order_by=[literal_column("is_original"), base.c.locale],
        )

    return part


def unique_getter(argument: Argument) -> Getter:
    return lambda request: list(dict.fromkeys(few_locales(argument.read(request.variables))))


def few_locales(locales: list[str]) -> list[str]:
    """Raises BadUserInput for more locales than any site has."""
    if len(locales) > LOCALES_AT_ONCE:
        raise BadUserInput(f"At most {LOCALES_AT_ONCE} locales can be named at once.")
    return locales


def is_fallback(_builder: Builder, row: Row, _selected: Selected) -> Part:
    asked = asked_locale(row)
    if asked is None:
        return "false"
    locale = literal_column(f"{row.name}.locale", LOCALE)
    return case((locale == asked, Concat("false")), else_=Concat("true"))
