"""What GraphQL lets a document say: fragments, directives, variables, aliases, several operations."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, LENA

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_merges_fields_over_fragments_in_the_order_of_their_first_appearance(
    api: Api, newsroom: Newsroom
) -> None:
    query = """query($id: ID!) {
        article(id: $id) { ...A updatedAt category { slug } ... { publishedAt } ...B }
        article(id: $id) { originalLocale }
    }
    fragment A on Article { category { id ...C } id }
    fragment B on Node { id ... on Article { publishedAt tags { slug } } }
    fragment C on Category { slug translation(locale: "en") { name } }"""
    response = await api.send(query, id=newsroom.id("article", "ferry"))
    article = response.json()["data"]["article"]
    assert list(article) == ["category", "id", "updatedAt", "publishedAt", "tags", "originalLocale"]
    assert list(article["category"]) == ["id", "slug", "translation"]


async def test_gives_response_keys_in_the_order_selected(api: Api) -> None:
    data = await api.run("{ z: __typename site { name id } a: viewer { roles } m: __typename }")
    assert list(data) == ["z", "site", "a", "m"]
    assert list(data["site"]) == ["name", "id"]


async def test_reads_one_field_under_several_aliases_with_different_arguments(
    api: Api, newsroom: Newsroom
) -> None:
    query = """query($id: ID!) { article(id: $id) {
        newest: comments(first: 1) { nodes { body } }
        oldest: comments(first: 2, orderBy: OLDEST) { nodes { body } }
        most: comments(first: 1, orderBy: MOST_REPLIES) { nodes { body } }
        count: comments { totalCount }
    } }"""
    article = (await api.run(query, id=newsroom.id("article", "ferry")))["article"]
    bodies = {key: [node["body"] for node in article[key]["nodes"]] for key in ("newest", "oldest", "most")}
    assert bodies["newest"][0].startswith("crowd22")
    assert [body.split()[0] for body in bodies["oldest"]] == ["a", "e"]
    assert [body.split()[0] for body in bodies["most"]] == ["a"]
    assert article["count"] == {"totalCount": 25}


@pytest.mark.parametrize("is_wanted", [True, False])
async def test_includes_and_skips_by_variables(api: Api, newsroom: Newsroom, is_wanted: bool) -> None:
    query = """query($id: ID!, $yes: Boolean!, $no: Boolean! = true) {
        site @include(if: $yes) { name }
        article(id: $id) {
            id @skip(if: $yes)
            ... @include(if: $yes) { updatedAt }
            ...F @skip(if: $yes)
            originalLocale @include(if: $yes) @skip(if: $no)
            tags @include(if: true) { slug @skip(if: false) }
        }
    } fragment F on Article { publishedAt }"""
    ferry = newsroom.id("article", "ferry")
    data = await api.run(query, id=ferry, yes=is_wanted)
    assert ("site" in data) is is_wanted
    assert list(data["article"]) == (["updatedAt", "tags"] if is_wanted else ["id", "publishedAt", "tags"])
    data = await api.run(query, id=ferry, yes=is_wanted, no=False)
    assert ("originalLocale" in data["article"]) is is_wanted


async def test_answers_an_operation_all_of_which_is_skipped(api: Api) -> None:
    assert await api.answer("query($no: Boolean!) { site @include(if: $no) { name } }", no=False) == {
        "data": {}
    }


async def test_uses_a_variables_default_where_none_is_given_and_null_where_null_is(
    api: Api, newsroom: Newsroom
) -> None:
    query = """query($n: Int = 2, $f: ArticleFilter = {category: "politics"}, $o: ArticleOrder =
        {field: TITLE, direction: ASC, locale: "en"}) { articles(first: $n, filter: $f, orderBy: $o) {
        totalCount nodes { id } } }"""
    assert (await api.run(query))["articles"] == {
        "totalCount": 1,
        "nodes": [{"id": newsroom.id("article", "ferry")}],
    }
    assert (await api.run(query, n=1, f={}))["articles"]["nodes"] == [
        {"id": newsroom.id("article", "library")}
    ]
    everything = (await api.run(query, n=None, f=None, o=None))["articles"]
    assert (everything["totalCount"], len(everything["nodes"])) == (20, 20)
    assert (await api.run(query, n=5, f={"tag": "vote"}))["articles"]["totalCount"] == 1


async def test_reads_variables_inside_a_filter(api: Api) -> None:
    """None of them may be lost: a filter that vanishes shows everything."""
    query = """query($c: String, $l: Locale!, $from: DateTime, $d: OrderDirection!) {
        articles(filter: {category: $c, locales: ["pt", $l], publishedAfter: $from},
                 orderBy: {field: UPDATED_AT, direction: $d}) { totalCount }
    }"""

    async def total(**given: Any) -> int:
        count: int = (await api.run(query, **({"d": "ASC"} | given)))["articles"]["totalCount"]
        return count

    assert await total(l="bn") == 4
    assert await total(l="bn", c="politics") == 1
    assert await total(l="bn", c="culture") == 3
    assert await total(l="ar", c="culture") == 2
    assert await total(l="ar", c=None, d="DESC") == 2
    assert await total(l="bn", **{"from": "2026-11-19T13:00:00Z"}) == 1
    assert await total(l="de", c="politics") == 0


async def test_reads_a_list_of_ids_with_variables_in_it(api: Api, newsroom: Newsroom) -> None:
    query = 'query($a: ID!, $b: ID!) { nodes(ids: [$a, "x", $b]) { __typename } }'
    tag, author = newsroom.id("tag", "vote"), newsroom.id("author", "rita")
    for first, second in ((tag, author), (author, tag), (tag, tag)):
        found = (await api.run(query, a=first, b=second))["nodes"]
        names = [node and node["__typename"].lower() for node in found]
        assert names == [first.partition("_")[0], None, second.partition("_")[0]]


async def test_a_single_value_stands_for_a_list(api: Api) -> None:
    query = """query($l: [Locale!]) { a: articles(filter: {locales: "ar"}) { totalCount }
        b: articles(filter: {locales: $l}) { totalCount } }"""
    data = await api.run(query, l="ar")
    assert data["a"] == data["b"] == {"totalCount": 1}


async def test_names_the_type_everywhere(api: Api, newsroom: Newsroom) -> None:
    query = """query($id: ID!) {
        __typename
        viewer { __typename ban { __typename } }
        site { __typename locales { __typename } commentPolicy { __typename bannedWords { __typename } } }
        article(id: $id) {
            __typename
            translation(locale: "en") { __typename completeness { __typename } segments { __typename } }
            parallelText(locales: ["en"]) { __typename segments { __typename } }
            category { __typename translation(locale: "en") { __typename } }
            leadImage { __typename translations { __typename } }
            comments(first: 1) {
                __typename
                edges { __typename node { __typename } }
                nodes { __typename }
                pageInfo { __typename }
            }
        }
        queueCounts { __typename }
        auditLog(first: 1) { __typename nodes { __typename actor { __typename } subject { __typename } } }
    }"""
    data = await api.run(query, ANN, id=newsroom.id("article", "ferry"))
    assert data["__typename"] == "Query"
    article = data["article"]
    assert article["translation"]["completeness"] == {"__typename": "Completeness"}
    assert article["parallelText"][0]["segments"] == [{"__typename": "ParallelSegment"}]
    comments = article["comments"]
    assert comments == {
        "__typename": "CommentConnection",
        "edges": [{"__typename": "CommentEdge", "node": {"__typename": "Comment"}}],
        "nodes": [{"__typename": "Comment"}],
        "pageInfo": {"__typename": "PageInfo"},
    }
    assert data["queueCounts"] == [{"__typename": "QueueCount"}] * 4
    assert data["viewer"] == {"__typename": "Viewer", "ban": None}
    assert data["auditLog"]["nodes"][0]["actor"] == {"__typename": "Actor"}


async def test_answers_introspection_beside_data(api: Api) -> None:
    query = """query($n: String!) {
        a: __schema { queryType { name } ...S }
        site { name }
        __type(name: $n) { kind name fields { name } }
        b: __typename
        none: __type(name: "Nobody") { name }
    } fragment S on __Schema { mutationType { name } }"""
    data = await api.run(query, LENA, n="PageInfo")
    assert list(data) == ["a", "site", "__type", "b", "none"]
    assert data["a"] == {"queryType": {"name": "Query"}, "mutationType": {"name": "Mutation"}}
    assert [field["name"] for field in data["__type"]["fields"]] == [
        "hasNextPage",
        "hasPreviousPage",
        "startCursor",
        "endCursor",
    ]
    assert (data["site"], data["b"], data["none"]) == ({"name": "Galley"}, "Query", None)


async def test_runs_the_operation_that_is_named(api: Api) -> None:
    document = """query A { site { name } }
        query B($x: Int) { viewer { isAuthenticated } authors(first: $x) { totalCount } }"""

    async def run(name: str | None) -> dict[str, Any]:
        body = {"query": document, "operationName": name, "variables": {"x": 1}}
        answer: dict[str, Any] = (await api.http.post("/graphql", json=body)).json()
        return answer

    assert await run("A") == {"data": {"site": {"name": "Galley"}}}
    assert (await run("B"))["data"] == {"viewer": {"isAuthenticated": False}, "authors": {"totalCount": 3}}
    for wrong in (None, "C", ""):
        [error] = (await run(wrong))["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ site { name } } \x00", "GRAPHQL_PARSE_FAILED"),
        ('{ article(slug: "\\ud800") { id } }', "GRAPHQL_PARSE_FAILED"),
        ("{ " + "site { name } " * 2_000 + "}", "GRAPHQL_PARSE_FAILED"),
        ("{ article(slug: 1e999999999999) { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ site }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ site { name { x } } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ site { nam } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ ...F } fragment F on Query { ...F }", "GRAPHQL_VALIDATION_FAILED"),
        ("query($x: Int) { site { name } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { commentPublished(articleId: 1) { nothing } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { commentPublished(articleId: 1) { id } }", "BAD_USER_INPUT"),
        ("fragment F on Site { name }", "GRAPHQL_VALIDATION_FAILED"),
        ("type X { y: Int }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ node(id: 5.5) { id } }", "GRAPHQL_VALIDATION_FAILED"),
    ],
    ids=lambda value: value[:40],
)
async def test_refuses_a_document_that_is_no_operation_of_this_schema(
    api: Api, document: str, code: str
) -> None:
    body = await api.answer(document)
    assert "data" not in body
    assert {error["extensions"]["code"] for error in body["errors"]} == {code}
