"""Cursors as they come back from clients: read, or refused; never anything else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import literal_column

from server.errors import BadUserInput
from server.models.types import format_instant, to_milliseconds
from server.planning.cursors import LARGEST_INTEGER, KeyKind, Order, Scope
from server.planning.request import Request
from server.text.fallback import Chains
from server.viewer import GUEST

ID = UUID("0190f3a2-b4c5-7d8e-9fa0-b1c2d3e4f506")
REQUEST = Request(viewer=GUEST, now=datetime(2026, 11, 24, tzinfo=UTC), chains=Chains("en", {"en": ()}))


def order(kind: KeyKind, *, scope: str | None = None) -> Order:
    of_request = Scope(literal_column("x"), lambda _request: scope) if scope else None
    return Order("td", kind, lambda of: of, True, of_request)


WRITTEN: list[tuple[KeyKind, Any, str]] = [
    (KeyKind.INSTANT, datetime(2022, 2, 24, 15, 4, 5, 678_000, tzinfo=UTC), "2022-02-24T15:04:05.678Z"),
    (KeyKind.INSTANT, datetime(1, 1, 2, tzinfo=UTC), "0001-01-02T00:00:00.000Z"),
    (KeyKind.NUMBER, 0, "0000000000"),
    (KeyKind.NUMBER, LARGEST_INTEGER, "2147483647"),
    (KeyKind.TEXT, "", ""),
    (KeyKind.TEXT, "নদী", "নদী".encode().hex()),
]


@pytest.mark.parametrize(("kind", "value", "text"), WRITTEN, ids=str)
def test_reads_back_what_the_database_has_written(kind: KeyKind, value: Any, text: str) -> None:
    assert order(kind).read(f"td.{text}.{ID.hex}", REQUEST) == (value, ID)


def test_knows_whose_order_it_is_by_the_tag_and_by_its_scope() -> None:
    bengali = order(KeyKind.NUMBER, scope="bn")
    assert bengali.read(f"td-bn.0000000001.{ID.hex}", REQUEST) == (1, ID)
    for stranger in ("td-en", "td", "ta-bn", "", "td-bn-bn"):
        with pytest.raises(BadUserInput):
            bengali.read(f"{stranger}.0000000001.{ID.hex}", REQUEST)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(
    kind=st.sampled_from(KeyKind),
    key=st.text(max_size=30)
    | st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?", fullmatch=True)
    | st.from_regex(r"[0-9a-f]{0,24}", fullmatch=True)
    | st.from_regex(r"\d{9,11}", fullmatch=True),
    id_hex=st.just(ID.hex) | st.text("0123456789abcdefg-{}_", min_size=30, max_size=34),
)
def test_gives_what_a_driver_can_take_or_refuses(kind: KeyKind, key: str, id_hex: str) -> None:
    try:
        value, identifier = order(kind).read(f"td.{key}.{id_hex}", REQUEST)
    except BadUserInput:
        return
    assert isinstance(identifier, UUID)
    match value:
        case datetime():
            assert to_milliseconds(value) == value
            assert len(format_instant(value)) == 24
        case int():
            assert 0 <= value <= LARGEST_INTEGER
        case _:
            assert value.encode().hex() == key


def test_sorts_in_the_direction_of_the_order_and_back() -> None:
    key: Any = literal_column("k")
    identifier: Any = literal_column("i")
    assert [str(part) for part in order(KeyKind.NUMBER).sorted(key, identifier)] == ["k DESC", "i DESC"]
    reverse = order(KeyKind.NUMBER).sorted(key, identifier, is_reversed=True)
    assert [str(part) for part in reverse] == ["k ASC", "i ASC"]
