"""How deep an operation may nest: seven levels by rule, and on SQLite what its parser takes; never an accident."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import product

import pytest

from schema.limits import MAX_LEVELS, MAX_PAYLOAD_LEVELS
from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.voices import ADA, Speaker

NIL = "0" * 32
INFO = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
FULL = f"{{ edges {{ cursor node {{ %s }} }} nodes {{ id }} {INFO} totalCount }}"
FILTERED = """filter: {status: [PENDING], categories: ["x"], locales: ["en"], checks: ["links"], text: "abc",
    from: "2022-02-24T00:00:00Z", claimed: MINE}"""
BY_TITLE = """orderBy: {field: TITLE, direction: DESC, locale: "bn"}, filter: {locales: ["en"], tag: "t",
    author: "a", category: "c", publishedAfter: "2022-02-24T00:00:00Z", status: DRAFT}"""

# Each is one level, but for those that say otherwise; %s is where the next one goes.
COMMENT_ROOTS = {
    "comment": f'{{ comment(id: "comment_{NIL}") {{ %s }} }}',
    "node": f'{{ node(id: "comment_{NIL}") {{ ... on Comment {{ %s }} }} }}',
    "nodes": f'{{ nodes(ids: ["comment_{NIL}"]) {{ ... on Comment {{ %s }} }} }}',
    "queue": f"{{ moderationQueue(first: 1, queue: REPORTED, orderBy: MOST_FLAGGED) {FULL} }}",
}
ARTICLE_ROOTS = {
    "article": f'{{ article(id: "article_{NIL}") {{ %s }} }}',
    "node": f'{{ node(id: "article_{NIL}") {{ ... on Article {{ %s }} }} }}',
    "nodes": f'{{ nodes(ids: ["article_{NIL}"]) {{ ... on Article {{ %s }} }} }}',
    "articles": f"{{ articles(first: 1, {BY_TITLE}) {FULL} }}",
    "translation": '{ translation(slug: "x") { article { %s } } }',  # two levels
}
COMMENT_STEPS = {
    "replies": f"replies(first: 1) {FULL}",
    "aliases": f"a: replies(first: 1) {FULL} b: replies(last: 1, orderBy: MOST_REPLIES) {{ nodes {{ id }} {INFO} }}",
    "parent": "parent { %s }",
}
ARTICLE_STEPS = {
    "byline": f"authors {{ articles(first: 1, {BY_TITLE}) {FULL} }}",  # two levels
    "category": f"category {{ articles(first: 1) {FULL} }}",  # two levels
    "translation": 'translation(locale: "bn", fallback: ["en"]) { isOutdated article { %s } }',  # two levels
}
ALWAYS = 4
"""Levels that SQLite reads in these shapes, with the costliest filters and page infos on each."""


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[Api]:
    async with open_api(settings) as opened:
        yield opened


@pytest.fixture
async def generous(settings: Settings) -> AsyncIterator[Api]:
    """Takes what costs a thousand times as much."""
    limits = replace(settings.limits, cost=1_000 * settings.limits.cost)
    async with open_api(replace(settings, limits=limits)) as opened:
        yield opened


def nested(root: str, step: str, times: int, leaf: str = "id") -> str:
    inner = leaf
    for _ in range(times):
        inner = step.replace("%s", inner)
    return root.replace("%s", inner)


async def code_of(api: Api, query: str, speaker: Speaker = ADA) -> str | None:
    """None for an answer, else the code of the one error."""
    body = await api.answer(query, speaker)
    if "errors" not in body:
        return None
    [error] = body["errors"]
    code: str = error["extensions"]["code"]
    return code


def comment_operations(levels: int) -> Iterator[str]:
    for root, step in product(COMMENT_ROOTS.values(), COMMENT_STEPS.values()):
        yield nested(root, step, levels - 1)


def article_operations(levels: int) -> Iterator[str]:
    for root, step in product(ARTICLE_ROOTS, ARTICLE_STEPS):
        left = levels - (2 if root == "translation" else 1)
        leaf = "id" if left % 2 == 0 else "tags { id }"
        yield nested(ARTICLE_ROOTS[root], ARTICLE_STEPS[step], left // 2, leaf)


def operations(levels: int) -> list[str]:
    return [*comment_operations(levels), *article_operations(levels)]


@pytest.mark.parametrize("levels", range(ALWAYS + 1, MAX_LEVELS + 1))
async def test_answers_every_shape_or_says_that_sqlite_cannot_read_it(generous: Api, levels: int) -> None:
    """PostgreSQL reads all of them. What SQLite does not read is COST_LIMIT, found out without a statement."""
    for query in operations(levels):
        with generous.counting() as statements:
            code = await code_of(generous, query)
        if code is not None:
            assert (code, generous.database.is_sqlite, statements.count) == ("COST_LIMIT", True, 0), query


@pytest.mark.parametrize("levels", range(1, ALWAYS + 1))
async def test_answers_four_levels_of_the_costliest_shapes_on_both_databases(
    generous: Api, levels: int
) -> None:
    for query in operations(levels):
        assert await code_of(generous, query) is None, query


@pytest.mark.parametrize("speaker", [None, ADA], ids=["a guest", "somebody known"])
async def test_answers_a_thread_as_deep_as_the_default_policy_lets_it_grow(
    api: Api, speaker: Speaker
) -> None:
    """A comment and six levels of replies, or an article, its comments and five: on both databases."""
    replies = f"replies(first: 1) {{ nodes {{ %s }} {INFO} }}"
    thread = f'{{ article(id: "article_{NIL}") {{ comments(first: 1) {{ nodes {{ %s }} {INFO} }} }} }}'
    below_comment = nested(COMMENT_ROOTS["comment"], replies, MAX_LEVELS - 1, "id body")
    below_article = nested(thread, replies, MAX_LEVELS - 2, "id body authorName")
    assert await code_of(api, below_comment, speaker) is None
    assert await code_of(api, below_article, speaker) is None


@pytest.mark.parametrize("step", COMMENT_STEPS.values(), ids=COMMENT_STEPS.keys())
@pytest.mark.parametrize("root", COMMENT_ROOTS.values(), ids=COMMENT_ROOTS.keys())
async def test_refuses_a_level_more_before_any_statement(api: Api, root: str, step: str) -> None:
    for levels in (MAX_LEVELS + 1, MAX_LEVELS + 5):
        with api.counting() as statements:
            body = await api.answer(nested(root, step, levels - 1), ADA)
        [error] = body["errors"]
        assert error["extensions"]["code"] == "COST_LIMIT"
        assert "nested" in error["message"]
        assert statements.count == 0


@pytest.mark.parametrize("depth", [20, 60, 120, 190, 400, 1_300])
async def test_refuses_a_document_of_any_depth_with_a_code(api: Api, depth: int) -> None:
    """Wherever a walk over the document would end: in the parser, in the validation, in ours."""
    for open_ in ("parent {", "... on Comment {", "replies { nodes {"):
        close = "}" * open_.count("{")
        query = f'{{ comment(id: "x") {{ {open_ * depth} id {close * depth} }} }}'
        code = await code_of(api, query)
        allowed = {"COST_LIMIT", "GRAPHQL_PARSE_FAILED"} | ({None} if "Comment" in open_ else set())
        assert code in allowed


@pytest.mark.timeout(60)
@pytest.mark.parametrize("keys", [["a", "b"], ["a"] * 10], ids=["two of each", "ten that merge"])
async def test_refuses_fragments_that_multiply_before_they_have(api: Api, keys: list[str]) -> None:
    """Thirty fragments that each spread the next one twice would be a thousand million fields."""
    spreads = [
        f"fragment F{n} on Comment {{ {' '.join(f'{key}: parent {{ ...F{n + 1} }}' for key in keys)} }}"
        for n in range(20)
    ]
    query = f'{{ comment(id: "x") {{ ...F0 }} }} {" ".join(spreads)} fragment F20 on Comment {{ id }}'
    assert await code_of(api, query) == "COST_LIMIT"


async def test_answers_the_widest_objects_at_every_level(api: Api) -> None:
    """SQLite allows an expression a thousand levels, and a chain of texts is one each."""
    wide = " ".join(f"k{n}: body" for n in range(49))
    step = f"replies(first: 1) {{ nodes {{ {wide} %s }} }}"
    for times in range(1, 5):
        code = await code_of(api, nested(COMMENT_ROOTS["comment"], step, times, wide))
        assert code is None or (code == "COST_LIMIT" and api.database.is_sqlite)


# ── payloads ────────────────────────────────────────────────────────────────────────────────────

APPROVE = f"""mutation {{
    approveComment(input: {{id: "comment_{NIL}", expectedVersion: 1}}) {{ comment {{ %s }} }}
}}"""


async def test_reads_four_levels_in_a_payload_on_both_databases(generous: Api) -> None:
    commenter = f"moderation {{ commenter {{ comments(first: 1, {FILTERED}) {FULL} }} }}"
    inner = [
        *(nested("%s", step, MAX_PAYLOAD_LEVELS - 1) for step in COMMENT_STEPS.values()),
        f"replies(first: 1) {FULL}".replace("%s", commenter.replace("%s", "id")),
        *(f"article {{ {step.replace('%s', 'id')} }}" for step in ARTICLE_STEPS.values()),
    ]
    for selection in inner:
        body = await generous.answer(APPROVE.replace("%s", selection), ADA)
        assert body == {"data": {"approveComment": {"comment": None}}}, selection


MODERATE = f"""mutation {{
    moderateComments(input: {{items: [{{id: "comment_{NIL}", expectedVersion: 1}}], action: APPROVE}}) {{
        results {{ comment {{ %s }} again: comment {{ %s }} }} queueCounts {{ queue count oldest }}
    }}
}}"""
CLAIM = MODERATE.replace(
    f'moderateComments(input: {{items: [{{id: "comment_{NIL}", expectedVersion: 1}}], action: APPROVE}})',
    f'claimComments(input: {{ids: ["comment_{NIL}"]}})',
).replace("queueCounts { queue count oldest }", "")
UNDO = MODERATE.replace(
    f'moderateComments(input: {{items: [{{id: "comment_{NIL}", expectedVersion: 1}}], action: APPROVE}})',
    f'undoDecision(input: {{decisionId: "decision_{NIL}"}})',
)


@pytest.mark.parametrize("mutation", [MODERATE, CLAIM], ids=["moderate", "claim"])
async def test_reads_the_results_of_many_as_deeply_as_payloads_may_be(generous: Api, mutation: str) -> None:
    """Results and their comments are two of the four levels."""
    for step in COMMENT_STEPS.values():
        selection = nested("%s", step, MAX_PAYLOAD_LEVELS - 2)
        body = await generous.answer(mutation.replace("%s", selection), ADA)
        (payload,) = body["data"].values()
        assert payload["results"] == [{"comment": None, "again": None}], selection


@pytest.mark.parametrize("mutation", [MODERATE, CLAIM, UNDO], ids=["moderate", "claim", "undo"])
async def test_refuses_results_a_level_more_before_anything_is_changed(api: Api, mutation: str) -> None:
    deep = mutation.replace("%s", nested("%s", "parent { %s }", MAX_PAYLOAD_LEVELS - 1))
    with api.counting() as statements:
        body = await api.answer(deep, ADA)
    assert [error["extensions"]["code"] for error in body["errors"]] == ["COST_LIMIT"]
    assert statements.count == 0


async def test_refuses_a_payload_that_asks_too_much_before_anything_is_changed(api: Api) -> None:
    step = "parent { %s }"
    deep = APPROVE.replace("%s", nested("%s", step, MAX_PAYLOAD_LEVELS))
    dear = APPROVE.replace("%s", "replies(first: 100) { nodes { replies(first: 100) { nodes { id } } } }")
    many = (
        "mutation { "
        + " ".join(
            f'a{n}: approveComment(input: {{id: "x", expectedVersion: 1}}) {{ errors {{ code }} }}'
            for n in range(51)
        )
        + " }"
    )
    for query in (deep, dear, many):
        with api.counting() as statements:
            body = await api.answer(query, ADA)
        assert [error["extensions"]["code"] for error in body["errors"]] == ["COST_LIMIT"]
        assert "data" not in body
        assert statements.count == 0
