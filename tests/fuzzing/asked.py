"""Operations that schemathesis makes of the schema: one root field each, with values that exist and others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Any

import schemathesis
from graphql import ArgumentNode, FieldNode, IntValueNode, NameNode, Visitor, parse, print_ast, visit
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from tests.conftest import ROOT

SDL = ROOT / "schema" / "schema.graphql"
CONTRACT: Any = schemathesis.graphql.from_path(SDL)

PAGING = frozenset({"first", "last", "after", "before"})
PAGE_MOST = 20
"""Of lists whose arguments are put right: lists within lists stay within what an operation may cost."""

TAGS = ("en", "bn", "pt-BR", "ar", "EN-us", "zh-Hant-TW", "x-klingon", "", "not a tag", "en-" + "a" * 200)
MOMENTS = (
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z",
    "2026-11-01T00:00:00+14:00",
    "2026-11-01",
    "",
)
ODD_TEXTS = (
    "",
    " ",
    "\u202e\u200b\ufeff",
    "a" * 6_000,
    "হাঁড়িটা কত বড়?",
    "<script>alert(1)</script> https://example.com/?a=1",
    "[a](javascript:b) **c** `d` | e |\n- f\n\n> g",
    "'; DROP TABLE comment; --",
    '"* OR body NEAR(a b)',
    "%_\\",
    "👩‍👩‍👧‍👦" * 50,
    "e" + "\u0301" * 40,
)
ODD_IDS = (
    "",
    "article",
    "comment_" + "0" * 32,
    "comment_" + "F" * 32,
    "article_" + "z" * 32,
    "commenter_",
    "\x00",
)


def name_values(*, ids: Iterable[str], texts: Iterable[str]) -> None:
    """From here on operations hold these ids and texts beside those that nobody knows."""
    moments = st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.isoformat())
    known_ids, known_texts = st.sampled_from(sorted(ids)), st.sampled_from(sorted(texts))
    numbers = st.one_of(st.integers(0, 3), st.integers(1, 100), st.integers(-(2**31), 2**31 - 1))
    values = {
        "DateTime": st.one_of(moments, st.sampled_from(MOMENTS)).map(nodes.String),
        "Locale": st.one_of(st.sampled_from(TAGS), st.text(max_size=8)).map(nodes.String),
        "ID": st.one_of(known_ids, known_ids, st.sampled_from(ODD_IDS), st.text(max_size=40)).map(
            nodes.String
        ),
        "String": st.one_of(known_texts, st.sampled_from(ODD_TEXTS), st.text()).map(nodes.String),
        "Int": numbers.map(nodes.Int),
    }
    for scalar, strategy in values.items():
        schemathesis.graphql.scalar(scalar, strategy)


def root_fields() -> list[str]:
    """`Query.viewer` and so on. Subscriptions are no operations to schemathesis."""
    return [found.ok().label for found in CONTRACT.get_all_operations()]


def documents(label: str) -> st.SearchStrategy[str]:
    """Valid by the schema for the most part; in two of three the pages of lists are such as can be answered."""
    operation = CONTRACT.find_operation_by_label(label)
    valid = operation.as_strategy().map(lambda case: str(case.body))
    broken = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE).map(
        lambda case: str(case.body)
    )
    return st.one_of(valid.map(with_pages), valid.map(with_pages), valid, broken)


def with_pages(document: str) -> str:
    """The same, each list with one size and no cursor that another list gave."""
    return print_ast(visit(parse(document), _Pages(1 + len(document) % PAGE_MOST)))


class _Pages(Visitor):
    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def enter_field(self, node: FieldNode, *_place: Any) -> FieldNode | None:
        """None leaves the field as it is."""
        arguments = node.arguments or ()
        kept = [each for each in arguments if each.name.value not in PAGING]
        if len(kept) == len(arguments):
            return None
        size = ArgumentNode(name=NameNode(value="first"), value=IntValueNode(value=str(self._size)))
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=(*kept, size),
            directives=node.directives,
            selection_set=node.selection_set,
        )
