"""Lists of articles: each filter, each order, both directions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ADA, ANN, EVA, LENA, Speaker

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIST = """query($f: ArticleFilter, $o: ArticleOrder) {
    articles(first: 100, filter: $f, orderBy: $o) { totalCount nodes { id publishedAt updatedAt commentCount } }
}"""
BRIEFS = {f"brief{n}" for n in range(14)}
PUBLIC = BRIEFS | {"ferry", "library", "herons", "bridge", "lamps", "market"}


async def names(api: Api, newsroom: Newsroom, speaker: Speaker = None, **variables: Any) -> list[str]:
    """The articles' names in this newsroom, as listed."""
    found = (await api.run(LIST, speaker, **variables))["articles"]
    assert found["totalCount"] == len(found["nodes"])
    known = {newsroom.id("article", name): name for name in newsroom.content.ids["article"]}
    return [known[node["id"]] for node in found["nodes"]]


async def test_lists_what_is_public_and_nothing_else_whoever_asks(api: Api, newsroom: Newsroom) -> None:
    for speaker in (None, LENA, ANN, EVA, ADA):
        assert set(await names(api, newsroom, speaker)) == PUBLIC


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"category": "politics"}, {"ferry"}),
        ({"category": "POLITICS"}, {"ferry"}),
        ({"category": "none-such"}, set()),
        ({"tag": "vote"}, {"ferry"}),
        ({"tag": "river"}, PUBLIC),
        ({"author": "omar"}, BRIEFS | {"ferry", "bridge"}),
        ({"author": "ayesha", "tag": "vote"}, {"ferry"}),
        ({"author": "rita"}, set()),
        ({"locales": ["bn"]}, {"ferry", "library", "herons"}),
        ({"locales": ["ar", "pt"]}, {"bridge", "lamps"}),
        ({"locales": []}, set()),
        ({"locales": ["de"]}, set()),
        ({"publishedAfter": "2026-11-19T13:00:00Z"}, {"lamps", "market"}),
        ({"publishedAfter": "2026-11-19T13:00:00.001Z"}, set()),
        (
            {"publishedAfter": "2026-11-18T17:00:00Z", "publishedBefore": "2026-11-19T03:00:00Z"},
            {"ferry"},  # its start, not its end
        ),
        ({"publishedBefore": "2026-11-16T11:00:00.000+06:00"}, set()),
        ({"publishedBefore": "2026-11-16T11:00:00.001+06:00"}, BRIEFS),
        ({"category": None, "locales": None, "publishedAfter": None}, PUBLIC),
        ({}, PUBLIC),
        (None, PUBLIC),
    ],
    ids=lambda value: None if isinstance(value, set) else str(value),
)
async def test_keeps_what_meets_all_of_a_filter(
    api: Api, newsroom: Newsroom, given: dict[str, Any] | None, expected: set[str]
) -> None:
    assert set(await names(api, newsroom, f=given)) == expected


async def test_lists_drafts_by_status_for_editors(api: Api, newsroom: Newsroom) -> None:
    for speaker in (EVA, ADA):
        drafts = await names(api, newsroom, speaker, f={"status": "DRAFT"})
        assert set(drafts) == {"ferry", "bridge", "secret", "withdrawn"}
        assert await names(api, newsroom, speaker, f={"status": "IN_REVIEW"}) == ["market"]
        assert set(await names(api, newsroom, speaker, f={"status": "PUBLISHED"})) == PUBLIC
        assert await names(api, newsroom, speaker, f={"status": "DRAFT", "category": "politics"}) == ["ferry"]


@pytest.mark.parametrize("speaker", [None, LENA, ANN])
@pytest.mark.parametrize("status", ["DRAFT", "IN_REVIEW", "PUBLISHED"])
async def test_refuses_a_status_to_all_but_editors(api: Api, speaker: Speaker, status: str) -> None:
    body = await api.answer(LIST, speaker, f={"status": status})
    assert body["data"] is None
    assert [(error["extensions"]["code"], error["path"]) for error in body["errors"]] == [
        ("FORBIDDEN", ["articles"])
    ]


async def test_puts_what_never_was_public_last_in_desc_and_first_in_asc(api: Api, newsroom: Newsroom) -> None:
    listed = await names(api, newsroom, EVA, f={"status": "DRAFT"}, o=order("PUBLISHED_AT", "DESC"))
    assert listed == ["ferry", "bridge", "withdrawn", "secret"]
    listed = await names(api, newsroom, EVA, f={"status": "DRAFT"}, o=order("PUBLISHED_AT", "ASC"))
    assert listed == ["secret", "withdrawn", "bridge", "ferry"]


# ── orders ──────────────────────────────────────────────────────────────────────────────────────


def order(field: str, direction: str, locale: str | None = None) -> dict[str, Any]:
    return {"field": field, "direction": direction} | ({"locale": locale} if locale else {})


@pytest.mark.parametrize(
    ("field", "key"),
    [("PUBLISHED_AT", "publishedAt"), ("UPDATED_AT", "updatedAt"), ("COMMENT_COUNT", "commentCount")],
)
async def test_orders_by_a_value_and_then_by_id_in_both_directions(
    api: Api, newsroom: Newsroom, field: str, key: str
) -> None:
    rows = {}
    for direction in ("ASC", "DESC"):
        found = await api.run(LIST, o=order(field, direction))
        rows[direction] = [(row[key], row["id"]) for row in found["articles"]["nodes"]]
    assert rows["ASC"] == sorted(rows["ASC"])
    assert rows["DESC"] == rows["ASC"][::-1]
    assert len({key for key, _ in rows["ASC"]}) > 1


async def test_orders_by_publication_newest_first_unless_told_otherwise(api: Api, newsroom: Newsroom) -> None:
    listed = await names(api, newsroom)
    assert listed == await names(api, newsroom, o=order("PUBLISHED_AT", "DESC"))
    assert listed == await names(api, newsroom, o=None)
    assert listed[2:6] == ["library", "ferry", "herons", "bridge"]


async def test_counts_only_public_comments_for_the_order(api: Api, newsroom: Newsroom) -> None:
    """Lena's own held comment is in the count she sees, not in the place the article has."""
    for speaker in (None, LENA):
        assert (await names(api, newsroom, speaker, o=order("COMMENT_COUNT", "DESC")))[0] == "ferry"


async def test_orders_titles_as_their_reader_sees_them(api: Api, newsroom: Newsroom) -> None:
    english = await names(api, newsroom, o=order("TITLE", "ASC", "en"))
    named = [name for name in english if name not in BRIEFS]
    assert named == ["library", "market", "ferry", "lamps", "bridge", "herons"]
    assert await names(api, newsroom, o=order("TITLE", "DESC", "en")) == english[::-1]
    bengali = await names(api, newsroom, o=order("TITLE", "ASC", "bn"))
    # ভাসমান < রাতের in Bengali; what has no Bengali title stands by the one that is shown instead.
    named = [name for name in bengali if name not in BRIEFS]
    assert named == ["market", "lamps", "bridge", "herons", "library", "ferry"]


async def test_orders_titles_of_drafts_for_editors(api: Api, newsroom: Newsroom) -> None:
    listed = await names(api, newsroom, EVA, f={"status": "DRAFT"}, o=order("TITLE", "ASC", "en"))
    assert listed == ["bridge", "secret", "ferry", "withdrawn"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (order("TITLE", "ASC"), "needs a locale"),
        (order("TITLE", "DESC", "de"), "de is not one"),
        (order("TITLE", "ASC", "pt-BR"), "pt-BR is not one"),
        (order("RELEVANCE", "DESC"), "RELEVANCE"),
        (order("RELEVANCE", "ASC"), "RELEVANCE"),
    ],
    ids=str,
)
async def test_refuses_an_order_that_there_is_none_of(api: Api, wrong: dict[str, Any], message: str) -> None:
    body = await api.answer(LIST, o=wrong)
    assert body["data"] is None
    [error] = body["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("BAD_USER_INPUT", ["articles"])
    assert message in error["message"]


# ── below an author, a category, a tag ──────────────────────────────────────────────────────────


async def test_lists_the_articles_of_an_author_a_category_and_a_tag(api: Api, newsroom: Newsroom) -> None:
    query = """query($f: ArticleFilter) {
        author(slug: "omar") { articles(first: 30, filter: $f) { totalCount nodes { id } } }
        category(slug: "politics") { articles(filter: $f) { totalCount nodes { id } } }
        tag(slug: "vote") { articles(filter: $f) { totalCount nodes { id } } }
    }"""
    ferry = newsroom.id("article", "ferry")
    data = await api.run(query)
    assert data["author"]["articles"]["totalCount"] == len(BRIEFS) + 2
    assert data["category"]["articles"] == {"totalCount": 1, "nodes": [{"id": ferry}]}
    assert data["tag"]["articles"] == {"totalCount": 1, "nodes": [{"id": ferry}]}
    narrowed = await api.run(query, f={"locales": ["bn"]})
    assert narrowed["author"]["articles"] == {"totalCount": 1, "nodes": [{"id": ferry}]}


async def test_refuses_a_status_below_an_author_too_and_answers_the_rest(api: Api) -> None:
    query = """query($s: TranslationStatus) {
        author(slug: "omar") { name articles(filter: {status: $s}) { totalCount } } tag(slug: "vote") { slug }
    }"""
    body = await api.answer(query, ANN, s="DRAFT")
    assert body["data"] == {"author": None, "tag": {"slug": "vote"}}
    assert body["errors"][0]["path"] == ["author", "articles"]
    assert (await api.run(query, EVA, s="DRAFT"))["author"]["articles"]["totalCount"] == 2
    assert (await api.run(query, s=None))["author"]["articles"]["totalCount"] == len(BRIEFS) + 2
