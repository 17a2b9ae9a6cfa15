"""Arguments that cannot be used: one error with its path, null where the schema allows it, the rest answered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN

pytestmark = pytest.mark.asyncio(loop_scope="session")

NIL = "0" * 32
BAD = "BAD_USER_INPUT"
PAGED = """query($first: Int, $after: String, $last: Int, $before: String, $o: ArticleOrder) {
    articles(first: $first, after: $after, last: $last, before: $before, orderBy: $o) { nodes { id } }
}"""
BY_COUNT = {"field": "COMMENT_COUNT", "direction": "DESC"}
BY_TITLE = {"field": "TITLE", "direction": "ASC", "locale": "bn"}

WRONG_PAGES: list[dict[str, Any]] = [
    {"first": 0},
    {"first": -1},
    {"first": 101},
    {"first": 1_000_000_000},
    {"last": 0},
    {"last": -5},
    {"last": 101},
    {"first": 1, "last": 1},
    {"first": 0, "last": 1},
]
WRONG_CURSORS = [
    "",
    "pd",
    "nonsense",
    f"pd.{NIL}",
    f"pd..{NIL}",
    f"pd.yesterday.{NIL}",
    f"pd.2026-11-19T13:00:00.000Z.{NIL[1:]}",
    f"pd.2026-11-19T13:00:00.000Z.{NIL[1:]}g",
    f"pd.2026-11-19T13:00:00.000Z.{NIL}.{NIL}",
    f"pd.2026-11-19T13:00:00.000.{NIL}",  # without an offset
    f"pd.2026-11-19.{NIL}",
    f"pd.9999-12-31T23:59:59.999-23:59.{NIL}",  # beyond the last year
    f"pd.0001-01-01T00:00:00.000+14:00.{NIL}",
    f"pd.2026-11-19T13:00:00.000Z.\x00{NIL[1:]}",
    f"pa.2026-11-19T13:00:00.000Z.{NIL}",  # of the other direction
    f"cn.2026-11-19T13:00:00.000Z.{NIL}",  # of comments
    f"cd.0000000001.{NIL}",  # of another order
    "é" * 40,
]


@pytest.mark.parametrize("wrong", WRONG_PAGES, ids=str)
async def test_refuses_a_size_that_is_no_page(api: Api, wrong: dict[str, Any]) -> None:
    body = await api.answer(PAGED, **wrong)
    assert body["data"] is None
    assert [(error["extensions"]["code"], error["path"]) for error in body["errors"]] == [(BAD, ["articles"])]
    literal = ", ".join(f"{name}: {value}" for name, value in wrong.items())
    assert await api.refusals(f"{{ articles({literal}) {{ totalCount }} }}") == [(BAD, ["articles"])]


async def test_refuses_two_ways_of_paging_at_once(api: Api) -> None:
    cursor = f"pd.2026-11-19T13:00:00.000Z.{NIL}"
    assert await api.refusals(PAGED, after=cursor, before=cursor) == [(BAD, ["articles"])]


@pytest.mark.parametrize("cursor", WRONG_CURSORS, ids=repr)
@pytest.mark.parametrize("side", ["after", "before"])
async def test_refuses_a_cursor_that_is_none_of_this_list_in_this_order(
    api: Api, cursor: str, side: str
) -> None:
    body = await api.answer(PAGED, **{side: cursor})
    assert body["data"] is None
    assert [(error["extensions"]["code"], error["path"]) for error in body["errors"]] == [(BAD, ["articles"])]


@pytest.mark.parametrize(
    ("order", "cursor"),
    [
        (BY_COUNT, f"cd.1.{NIL}"),
        (BY_COUNT, f"cd.-000000001.{NIL}"),
        (BY_COUNT, f"cd.2147483648.{NIL}"),
        (BY_COUNT, f"cd.9999999999.{NIL}"),
        (BY_COUNT, f"cd.১২৩৪৫৬৭৮৯০.{NIL}"),
        (BY_COUNT, f"pd.2026-11-19T13:00:00.000Z.{NIL}"),
        (BY_TITLE, f"ta-en.61.{NIL}"),  # of another locale's titles
        (BY_TITLE, f"td-bn.61.{NIL}"),
        (BY_TITLE, f"ta-bn.6.{NIL}"),
        (BY_TITLE, f"ta-bn.zz.{NIL}"),
        (BY_TITLE, f"ta-bn.ff.{NIL}"),  # no UTF-8
        (BY_TITLE, f"ta-bn.eda080.{NIL}"),  # half a surrogate pair
        (BY_TITLE, f"ta-bn.00.{NIL}"),
    ],
    ids=str,
)
async def test_refuses_a_cursor_whose_value_no_row_has(api: Api, order: dict[str, str], cursor: str) -> None:
    assert await api.refusals(PAGED, after=cursor, o=order) == [(BAD, ["articles"])]


async def test_takes_a_cursor_whose_row_is_gone(api: Api) -> None:
    """A place in the order, not a row: what lies behind it is still there."""
    found = await api.run(PAGED, after=f"pd.2026-11-16T05:00:00.000Z.{'f' * 32}", first=100)
    assert len(found["articles"]["nodes"]) == 14
    assert await api.run(PAGED, after=f"cd.0000000000.{NIL}", o=BY_COUNT) == {"articles": {"nodes": []}}


# ── where null goes ─────────────────────────────────────────────────────────────────────────────


async def test_nulls_a_nullable_root_and_answers_the_others(api: Api) -> None:
    query = '{ site { name } comments(first: 0) { totalCount } tag(slug: "vote") { slug } }'
    body = await api.answer(query, ANN)
    assert body["data"] == {"site": {"name": "Galley"}, "comments": None, "tag": {"slug": "vote"}}
    assert list(body["data"]) == ["site", "comments", "tag"]
    assert [error["path"] for error in body["errors"]] == [["comments"]]


async def test_nulls_all_data_where_the_field_may_not_be_null(api: Api) -> None:
    body = await api.answer("{ site { name } articles(last: 0) { totalCount } }")
    assert body["data"] is None
    assert [error["path"] for error in body["errors"]] == [["articles"]]


async def test_nulls_the_nearest_field_above_that_may_be_null(api: Api, newsroom: Newsroom) -> None:
    query = """query($id: ID!, $n: Int) {
        good: article(id: $id) { comments(first: 1) { totalCount } }
        bad: article(id: $id) { originalLocale thread: comments(first: $n) { totalCount } }
    }"""
    body = await api.answer(query, id=newsroom.id("article", "ferry"), n=0)
    assert body["data"] == {"good": {"comments": {"totalCount": 25}}, "bad": None}
    assert [error["path"] for error in body["errors"]] == [["bad", "thread"]]


async def test_nulls_a_nullable_field_inside_a_list_once_and_without_an_index(api: Api) -> None:
    query = """query($f: [Locale!]) { articles(first: 2) { nodes {
        originalLocale translation(locale: "en", fallback: $f) { title }
    } } }"""
    body = await api.answer(query, f=[f"a{chr(97 + n)}" for n in range(21)])
    assert [node["translation"] for node in body["data"]["articles"]["nodes"]] == [None, None]
    assert all(node["originalLocale"] for node in body["data"]["articles"]["nodes"])
    assert [error["path"] for error in body["errors"]] == [["articles", "nodes", "translation"]]


async def test_tells_every_bad_argument_once(api: Api) -> None:
    query = """query($n: Int) {
        a: comments(first: $n) { totalCount } b: auditLog(first: $n) { totalCount }
        c: moderationQueue(after: "x") { totalCount } d: queueCounts { count }
    }"""
    body = await api.answer(query, ANN, n=-1)
    assert [body["data"][key] for key in "abc"] == [None] * 3
    assert len(body["data"]["d"]) == 4
    assert sorted(error["path"] for error in body["errors"]) == [["a"], ["b"], ["c"]]


async def test_a_bad_value_does_not_spoil_the_document_for_the_next(api: Api) -> None:
    """A plan without the refused field is kept apart from the plan with it."""
    query = "query($n: Int) { comments(first: $n) { totalCount } site { name } }"
    assert (await api.answer(query, ANN, n=0))["data"]["comments"] is None
    assert (await api.run(query, ANN, n=1))["comments"]["totalCount"] > 0
    assert (await api.answer(query, ANN, n=0))["data"]["comments"] is None


# ── roles ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "field",
    [
        "comments { totalCount }",
        "moderationQueue { totalCount }",
        "queueCounts { count }",
        f'commenter(id: "commenter_{NIL}") {{ name }}',
        "auditLog { totalCount }",
    ],
)
async def test_refuses_what_moderators_read_to_everybody_else_and_answers_the_rest(
    api: Api, not_moderator: Any, field: str
) -> None:
    body = await api.answer(f"{{ it: {field} site {{ name }} }}", not_moderator)
    assert body["data"] == {"it": None, "site": {"name": "Galley"}}
    assert [(error["extensions"]["code"], error["path"]) for error in body["errors"]] == [
        ("FORBIDDEN", ["it"])
    ]


# ── scalars ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "moment",
    ["", "yesterday", "2026-11-19T13:00:00", "2026-11-19", "2026-13-01T00:00:00Z", 5, True, "\x00"],
    ids=repr,
)
async def test_refuses_a_time_that_is_none(api: Api, moment: Any) -> None:
    query = "query($t: DateTime) { articles(filter: {publishedAfter: $t}) { totalCount } }"
    assert await api.refusals(query, t=moment) == [(BAD, None)]


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00Z", "2026-11-19T13:00:00+06:00", "9999-12-31T23:59:59.999Z"]
)
async def test_takes_any_moment_with_an_offset(api: Api, moment: str) -> None:
    query = "query($t: DateTime) { articles(filter: {publishedBefore: $t}) { totalCount } }"
    total = (await api.run(query, t=moment))["articles"]["totalCount"]
    assert total == (0 if moment.startswith("0001") else 20 if moment.startswith("9999") else 18)


@pytest.mark.parametrize(
    ("definition", "value"),
    [
        ("$v: Int", 2**31),
        ("$v: Int", 1.5),
        ("$v: Int", "1"),
        ("$v: Int", True),
        ("$v: Int!", None),
    ],
    ids=str,
)
async def test_refuses_a_number_that_is_none(api: Api, definition: str, value: Any) -> None:
    query = f"query({definition}) {{ articles(first: $v) {{ totalCount }} }}"
    assert [code for code, _path in await api.refusals(query, v=value)] == [BAD]


async def test_refuses_an_unknown_name_of_an_enumeration(api: Api) -> None:
    query = "query($q: QueueName!) { moderationQueue(queue: $q) { totalCount } }"
    assert await api.refusals(query, ANN, q="pending") == [(BAD, None)]
    written = "{ moderationQueue(queue: LOST) { totalCount } }"
    assert [code for code, _path in await api.refusals(written, ANN)] == ["GRAPHQL_VALIDATION_FAILED"]
    as_text = '{ moderationQueue(queue: "PENDING") { totalCount } }'
    assert [code for code, _path in await api.refusals(as_text, ANN)] == ["GRAPHQL_VALIDATION_FAILED"]
