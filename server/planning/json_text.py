"""SQL that writes JSON as text, the same bytes on PostgreSQL and SQLite.

Values are quoted one by one and joined by ||, as measured in docs/decisions/0002: the database never parses
again what it has built, no function's limit of arguments is met, and one shape serves both.
Every value here is made non-NULL, as NULL would swallow the whole answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Float, Integer, Select, Text, Uuid, case, func, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from server.models.types import Choice, Instant, JsonText

Part = ColumnElement[Any] | str
GROUP = 90
"""Pieces of one || chain between parentheses: SQLite allows an expression 1000 levels, a chain is one each."""


class _Construct(ColumnElement[str]):
    """A text expression of ours. Refers to rows by name (literal columns), so it brings no FROM of its own."""

    inherit_cache = False
    type = Text()

    def __init__(self, *operands: Any) -> None:
        self.operands = operands


class Concat(_Construct):
    """Pieces joined by ||. A `str` is literal text; neighbours are merged."""


class Quoted(_Construct):
    """A JSON string of a text that is not NULL, or NULL."""


class AsText(_Construct):
    """A number as text."""


class InstantText(_Construct):
    """2022-02-24T15:04:05.000Z."""


class Hex(_Construct):
    """A UUID as 32 hex digits."""


class TextHex(_Construct):
    """A text's UTF-8 bytes in lower-case hex, which sorts as the bytes do."""


class Padded(_Construct):
    """A number of 0..9999999999 as ten digits."""


class TenThousandths(_Construct):
    """0..10000 as 0.0000..1.0000."""


class Joined(_Construct):
    """All rows' texts with commas between, in the order of the rows below; NULL where there is none."""


class Extreme(_Construct):
    """min or max of texts, by their bytes. Operands: "min" or "max", the text."""


class Nested(_Construct):
    """A scalar subquery with what stands for no row. Operands: the select, the default as JSON text."""


def quoted_literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _pieces(parts: Sequence[Part]) -> list[Part]:
    merged: list[Part] = []
    for part in parts:
        for piece in _pieces(part.operands) if isinstance(part, Concat) else (part,):
            if isinstance(piece, str) and merged and isinstance(merged[-1], str):
                merged[-1] += piece
            elif piece != "" if isinstance(piece, str) else True:
                merged.append(piece)
    return merged


@compiles(Concat)
def _concat(element: Concat, compiler: SQLCompiler, **kw: Any) -> str:
    texts = [
        quoted_literal(piece) if isinstance(piece, str) else compiler.process(piece, **kw)
        for piece in _pieces(element.operands)
    ]
    if len(texts) <= GROUP:
        return " || ".join(texts) or "''"
    groups = (texts[start : start + GROUP] for start in range(0, len(texts), GROUP))
    return " || ".join(f"({' || '.join(group)})" for group in groups)


def _template(construct: type[_Construct], *, postgresql: str, sqlite: str) -> None:
    def render(pattern: str) -> Any:
        def compile_(element: _Construct, compiler: SQLCompiler, **kw: Any) -> str:
            return pattern.replace("{}", compiler.process(element.operands[0], **kw))

        return compile_

    compiles(construct, "postgresql")(render(postgresql))
    compiles(construct, "sqlite")(render(sqlite))


_template(Quoted, postgresql="to_json({})::text", sqlite="json_quote({})")
_template(AsText, postgresql="({})::text", sqlite="({})")
_template(
    InstantText,
    postgresql="""to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')""",
    sqlite="{}",
)
_template(Hex, postgresql="encode(uuid_send({}), 'hex')", sqlite="{}")
_template(TextHex, postgresql="encode(convert_to({}, 'UTF8'), 'hex')", sqlite="lower(hex({}))")
_template(Padded, postgresql="lpad(({})::text, 10, '0')", sqlite="printf('%010d', {})")
_template(
    TenThousandths,
    postgresql="(({}) / 10000 || '.' || lpad((({}) % 10000)::text, 4, '0'))",
    sqlite="printf('%d.%04d', ({}) / 10000, ({}) % 10000)",
)
_template(Joined, postgresql="string_agg({}, ',')", sqlite="group_concat({}, ',')")


@compiles(Extreme)
def _extreme(element: Extreme, compiler: SQLCompiler, **kw: Any) -> str:
    function, text = element.operands
    collation = ' COLLATE "C"' if compiler.dialect.name == "postgresql" else ""
    return f"{function}(({compiler.process(text, **kw)}){collation})"


@compiles(Nested)
def _nested(element: Nested, compiler: SQLCompiler, **kw: Any) -> str:
    select, default = element.operands
    inner = compiler.process(select.scalar_subquery(), **kw)
    return inner if default is None else f"coalesce({inner}, {quoted_literal(default)})"


def nested(select: Select[Any], default: str | None = "null") -> Nested:
    """The one text of a select; `default` (JSON) where it has no row, None where it always has one."""
    return Nested(select, default)


def or_null(text: Part) -> ColumnElement[str]:
    return func.coalesce(text if not isinstance(text, str) else Concat(text), Concat("null"))


def boolean(condition: ColumnElement[Any]) -> ColumnElement[str]:
    """true or false; an unknown condition is false."""
    return case((condition, Concat("true")), else_=Concat("false"))


def as_one(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    """1 or 0, for adding up and for columns of a rowset."""
    return case((condition, literal_column("1")), else_=literal_column("0"))


def global_id(prefix: str, id_: ColumnElement[Any]) -> Concat:
    """ "comment_0190f3...": the type, an underscore, the UUID in hex. NULL for NULL."""
    return Concat(f'"{prefix}_', Hex(id_), '"')


def json_value(expression: ColumnElement[Any], *, nullable: bool) -> ColumnElement[str]:
    """A column's value as JSON by the column's own type; NULL is null."""
    text = _by_type(expression)
    return or_null(text) if nullable else text


def _by_type(expression: ColumnElement[Any]) -> ColumnElement[str]:
    kind = expression.type
    if isinstance(kind, Boolean):
        return case((expression, Concat("true")), (~expression, Concat("false")))
    if isinstance(kind, Integer):
        return AsText(expression)
    if isinstance(kind, Instant):
        return Concat('"', InstantText(expression), '"')
    if isinstance(kind, Choice):
        return Concat('"', expression, '"')
    if isinstance(kind, JsonText):
        return expression
    if isinstance(kind, Uuid | Float):
        raise TypeError(f"{expression} needs a form of its own in JSON")
    return Quoted(expression)


def list_text(rows_text: ColumnElement[Any]) -> Concat:
    """[...] of the joined rows; [] for none."""
    return Concat("[", func.coalesce(Joined(rows_text), Concat("")), "]")


class Paragraphs(_Construct):
    """All rows' texts with an empty line between, in the order of the rows below; NULL where there is none."""


_template(
    Paragraphs,
    postgresql="string_agg({}, chr(10) || chr(10))",
    sqlite="group_concat({}, char(10) || char(10))",
)
