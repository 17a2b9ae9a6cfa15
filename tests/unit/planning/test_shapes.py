"""What of a request's variables makes another plan, and what does not."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest

from server.moderation.status import CommentStatus
from server.planning.shapes import shape_of

ONE, TWO = "0" * 31 + "1", "0" * 31 + "2"


class Direction(StrEnum):
    ASC = "ASC"
    DESC = "DESC"


SAME: list[tuple[Any, Any]] = [
    (1, 100),
    (0.5, 7),
    ("a", "b"),
    ("", "a" * 10_000),
    (datetime(2026, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)),
    (f"article_{ONE}", f"article_{TWO}"),
    (f"translation_{ONE}_en", f"translation_{TWO}_pt-BR"),
    (["a"], ["a", "b", "c"]),
    ([f"tag_{ONE}", f"tag_{TWO}"], [f"tag_{TWO}"]),
    ([CommentStatus.SPAM, CommentStatus.PENDING], [CommentStatus.PENDING, CommentStatus.SPAM]),
    ({"a": 1, "b": "x"}, {"b": "y", "a": 2}),
    # What only looks like an id is a text like any other.
    ("article_" + "z" * 32, "hello"),
    (f"Article_{ONE}", "hello"),
    (f"article_{ONE}_en", "hello"),
    (f"article_{ONE.upper().replace('0', 'A')}", "hello"),
    (f"article_{ONE}0", "hello"),
]
OTHER: list[tuple[Any, Any]] = [
    (None, 1),
    (None, ""),
    (True, False),
    (True, None),
    (True, 1),
    (Direction.ASC, Direction.DESC),
    (CommentStatus.PENDING, "PENDING"),
    ([CommentStatus.PENDING], [CommentStatus.SPAM]),
    ([], ["a"]),
    ([], None),
    ([None], ["a"]),
    ({"a": 1}, {"a": None}),
    ({"a": 1}, {}),
    ({"a": 1}, {"b": 1}),
    ({"a": {"b": 1}}, {"a": {"b": None}}),
    (f"article_{ONE}", f"comment_{ONE}"),
    (f"article_{ONE}", "hello"),
    (f"article_{ONE}", "article_" + "z" * 32),
    (f"translation_{ONE}", f"translation_{ONE}_en"),
    ([f"tag_{ONE}"], [f"tag_{ONE}", f"article_{ONE}"]),
]


@pytest.mark.parametrize(("left", "right"), SAME, ids=repr)
def test_values_that_read_the_same_rows_share_a_shape(left: Any, right: Any) -> None:
    assert shape_of(left) == shape_of(right)
    assert hash(shape_of(left)) == hash(shape_of(right))


@pytest.mark.parametrize(("left", "right"), OTHER, ids=repr)
def test_values_that_change_the_sql_have_another_shape(left: Any, right: Any) -> None:
    assert repr(shape_of(left)) != repr(shape_of(right))


def test_a_shape_keeps_no_value_of_a_text() -> None:
    """Else every search would be a plan of its own, and a plan would hold what a reader typed."""
    assert "secret" not in repr(shape_of({"filter": {"text": "secret", "list": ["secret"]}}))
