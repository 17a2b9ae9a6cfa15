"""A whole operation is one statement, whatever it asks for; what is refused is none."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.reads.operations import OPERATIONS
from tests.api.voices import ANN

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("name", OPERATIONS)
async def test_reads_a_whole_operation_in_one_statement(api: Api, newsroom: Newsroom, name: str) -> None:
    operation = OPERATIONS[name]
    variables = operation.variables(newsroom)
    for _ in range(2):  # planned, and from memory
        with api.counting() as statements:
            await api.run(operation.text, operation.speaker, **variables)
        assert statements.count == len(statements.reads) == 1


async def test_reads_introspection_and_the_types_name_without_any_statement(api: Api) -> None:
    with api.counting() as statements:
        await api.run("{ __typename __schema { queryType { name } } }")
    assert statements.count == 0
    with api.counting() as statements:
        await api.run("{ __typename __schema { queryType { name } } site { name } }")
    assert statements.count == 1


async def test_reads_in_one_statement_also_where_an_argument_is_bad(api: Api) -> None:
    with api.counting() as statements:
        await api.answer(
            "{ comments(first: 0) { totalCount } auditLog(last: 0) { totalCount } site { name } }", ANN
        )
    assert statements.count == 1


@pytest.mark.parametrize(
    "query",
    [
        "{",
        "{ nobody }",
        "query($x: Int!) { authors(first: $x) { totalCount } }",
        "{ articles(first: 0) { totalCount } }",
        "{ articles(first: 100) { nodes { comments(first: 100) { nodes { replies { totalCount } } } } } }",
        "{ site { " + " ".join(f"a{n}: name" for n in range(51)) + " } }",
        "{ categories { slug } " + " ".join(f"a{n}: site {{ name }}" for n in range(50)) + " }",
    ],
    ids=lambda query: query[:50],
)
async def test_refuses_without_any_statement(api: Api, query: str) -> None:
    with api.counting() as statements:
        body = await api.answer(query, ANN)
    assert body.get("data") is None
    assert body["errors"]
    assert statements.count == 0


async def test_tells_what_an_operation_costs_and_what_it_may(api: Api) -> None:
    query = "query($n: Int) { articles(first: $n) { nodes { comments(first: $n) { nodes { id } } } } }"
    assert await api.run(query, n=30)
    [error] = (await api.answer(query, n=100))["errors"]
    assert error["extensions"] == {"code": "COST_LIMIT"}
    assert "costs 10201; 1600 is the limit" in error["message"]


async def test_charges_a_page_out_of_range_as_the_longest_there_is(api: Api) -> None:
    """So that it is told as a bad argument, whose path helps, and not as a dear one."""
    for size in (101, 2**31 - 1):
        query = f"{{ articles(first: {size}) {{ nodes {{ id }} }} }}"
        assert await api.refusals(query) == [("BAD_USER_INPUT", ["articles"])]


async def test_lets_parallel_text_of_several_locales_through(api: Api, newsroom: Newsroom) -> None:
    """A block has a segment for each asked locale, not forty of them."""
    query = """query($id: ID!, $l: [Locale!]!) { article(id: $id) {
        parallelText(locales: $l) { segments { text } }
    } }"""
    locales = ["en", "bn", "ar", "pt", "he", "de", "fr", "es", "it", "nl"]
    data = await api.run(query, id=newsroom.id("article", "ferry"), l=locales)
    assert len(data["article"]["parallelText"][0]["segments"]) == 10
