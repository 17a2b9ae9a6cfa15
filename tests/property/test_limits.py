"""Operations that ask for more than the server answers: refused before any SQL."""

from __future__ import annotations

import re
from typing import Any

import pytest

from server.settings import Limits
from tests.property.newsrooms import Newsrooms

WIDE = "{ articles(first: %d) { nodes { comments(first: %d) { nodes { id } } } } }"
BODIES = "query Q($first: Int!) { articles(first: $first) { nodes { translations { body } } } }"
IDS = "query Q($ids: [ID!]!) { nodes(ids: $ids) { ... on Article { tags { articles { totalCount } } } } }"


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        (WIDE % (100, 100), {}),
        (BODIES, {"first": 100}),
        (IDS, {"ids": ["article_" + "0" * 32] * 100}),
        (
            "{ "
            + " ".join(f"a{n}: articles(first: 100) {{ totalCount nodes {{ id }} }}" for n in range(40))
            + " }",
            {},
        ),
    ],
    ids=["lists-in-lists", "variable", "ids", "aliases"],
)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_refuses_what_costs_too_much(
    newsrooms: Newsrooms, text: str, variables: dict[str, Any], database: str
) -> None:
    before = newsrooms.databases[database].statements
    body = newsrooms.passed(database, text, variables, newsrooms.pools.viewers["guest"])
    assert "data" not in body
    [error] = body["errors"]
    assert error["extensions"]["code"] == "COST_LIMIT"
    cost, limit = map(int, re.findall(r"\d+", error["message"]))
    assert cost > limit == Limits().cost
    assert newsrooms.databases[database].statements == before


def test_answers_what_a_variable_makes_small(newsrooms: Newsrooms) -> None:
    guest = newsrooms.pools.viewers["guest"]
    assert "data" in newsrooms.passed("sqlite", BODIES, {"first": 5}, guest)
    assert "data" not in newsrooms.passed("sqlite", BODIES, {"first": 100}, guest)
