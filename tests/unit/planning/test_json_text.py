"""SQL that writes JSON as text: one meaning on both databases, and never NULL."""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Integer, Text, Uuid, literal_column, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import asyncpg

from server.models.types import Choice, Instant
from server.moderation.status import CommentStatus
from server.planning.json_text import (
    GROUP,
    AsText,
    Concat,
    Extreme,
    Padded,
    Quoted,
    TenThousandths,
    TextHex,
    boolean,
    json_value,
    list_text,
    nested,
    quoted_literal,
)


def sql(expression: Any, dialect: Any = None) -> str:
    return str(expression.compile(dialect=dialect or sqlite.dialect()))


def value(expression: Any) -> Any:
    """What SQLite makes of an expression without tables."""
    connection = sqlite3.connect(":memory:")
    try:
        return connection.execute(sql(select(expression))).fetchone()[0]
    finally:
        connection.close()


def test_joins_neighbouring_texts_into_one() -> None:
    assert (
        sql(Concat("{", '"a":', Concat("1", ","), literal_column("x"), "", "}")) == "'{\"a\":1,' || x || '}'"
    )
    assert sql(Concat()) == "''"


def test_puts_long_chains_into_groups_of_their_own() -> None:
    """SQLite takes an expression a thousand levels deep, and a chain is one for each text."""
    numbers: list[Any] = [literal_column(str(n)) for n in range(2_000)]
    parts = [part for number in numbers for part in (number, ",")]
    text = sql(Concat(*parts))
    assert text.count("(") == -(-len(parts) // GROUP)
    assert value(Concat(*parts)) == "".join(f"{n}," for n in range(2_000))


@settings(deadline=None, derandomize=True)
@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00")))
def test_quotes_any_text_as_json_does(text: str) -> None:
    column = literal_column(quoted_literal(text), Text)
    assert orjson.loads(value(Quoted(column))) == text


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (json_value(literal_column("7", Integer), nullable=False), "7"),
        (json_value(literal_column("NULL", Integer), nullable=True), "null"),
        (json_value(literal_column("NULL", Text), nullable=True), "null"),
        (json_value(literal_column("1", Boolean), nullable=False), "true"),
        (json_value(literal_column("0", Boolean), nullable=True), "false"),
        (json_value(literal_column("NULL", Boolean), nullable=True), "null"),
        (json_value(literal_column("'SPAM'", Choice(CommentStatus)), nullable=False), '"SPAM"'),
        (json_value(literal_column("NULL", Instant), nullable=True), "null"),
        (boolean(literal_column("NULL", Boolean)), "false"),
        (Padded(literal_column("42")), "0000000042"),
        (TenThousandths(literal_column("3333")), "0.3333"),
        (TenThousandths(literal_column("10000")), "1.0000"),
        (TextHex(literal_column("'নদী'")), "নদী".encode().hex()),
        (AsText(literal_column("1 + 1")), "2"),
        (nested(select(literal_column("'[]'")).where(literal_column("1 = 0"))), "null"),
        (nested(select(literal_column("'[]'")).where(literal_column("1 = 0")), "7"), "7"),
    ],
    ids=lambda made: made if isinstance(made, str) else None,
)
def test_writes_a_value_of_every_type(expression: Any, expected: Any) -> None:
    assert str(value(expression)) == expected  # a number is text once it stands in a chain


def test_writes_an_empty_list_where_there_is_no_row() -> None:
    rows = select(list_text(literal_column("x"))).select_from(
        select(literal_column("1").label("x")).where(literal_column("1 = 0")).subquery()
    )
    assert value(nested(rows, None)) == "[]"


def test_refuses_to_write_what_has_no_form_of_its_own() -> None:
    with pytest.raises(TypeError, match="a form of its own"):
        json_value(literal_column("x", Uuid), nullable=False)


def test_compares_cursors_by_their_bytes_on_postgresql() -> None:
    """A database's own collation would put "a-b" elsewhere than SQLite does."""
    extreme = Extreme("max", literal_column("x"))
    assert sql(extreme, asyncpg.dialect()) == 'max((x) COLLATE "C")'  # type: ignore[no-untyped-call]
    assert sql(extreme) == "max((x))"
