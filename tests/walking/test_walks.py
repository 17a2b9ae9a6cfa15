"""No secret text reaches who may not read it, whichever way through the schema is taken."""

from __future__ import annotations

from collections import Counter
from functools import cache

import orjson
import pytest

from schema.documents import Asked, DocumentStore
from schema.execution import GraphQLRequest, answer
from schema.root import graphql_schema
from tests.api.client import Api
from tests.api.content import HUSH_DRAFT
from tests.api.newsroom import HUSHES, Newsroom
from tests.api.threads import HUSH_STAFF, hush_of
from tests.api.voices import ANN, EVA, LENA, OMI, TARIQ, Speaker
from tests.walking.doors import doors
from tests.walking.paths import TARGETS, Way, text_of, ways

OWN = {LENA: {hush_of(LENA)}, TARIQ: {hush_of(TARIQ)}, EVA: {HUSH_DRAFT}}
"""What else than the public each may read. Nobody but moderators sees below a hidden comment."""

ASKED, REFUSED = "asked", "refused"
WAYS = list(ways())


@cache
def store_of(_dialect: str) -> DocumentStore:
    """All speakers walk the same ways: they are planned once for those of the same rights."""
    return DocumentStore(graphql_schema, hides_suggestions=False)


def first_type(way: Way) -> str:
    return way[0].split()[2]


async def walk(api: Api, newsroom: Newsroom, speaker: Speaker, roots: set[str]) -> Counter[str]:
    """Walks every way from these roots, and counts the hushed words that came out. Few ways may be too dear."""
    found: Counter[str] = Counter()
    context = api.context(speaker)
    store = store_of(api.database.dialect.name)
    for root, way in WAYS:
        if root not in roots:
            continue
        for door in doors(newsroom, root, first_type(way)):
            request = GraphQLRequest(Asked(door.document(text_of(way))), door.variables)
            body = (await answer(request, store=store, context=context, allows_introspection=True)).body
            found[REFUSED] += b"COST_LIMIT" in body
            found[ASKED] += 1
            assert b"GRAPHQL_VALIDATION_FAILED" not in body, body
            found.update(each for each in HUSHES if each.encode() in body)
    assert found.pop(REFUSED) < found.pop(ASKED)
    return found


ROOTS = sorted({root for root, _ in WAYS})


def test_the_walk_goes_from_every_root_that_leads_there_to_every_target() -> None:
    reached = {
        (root, target) for root, way in WAYS for target in TARGETS if way[-1].startswith(f"... on {target} ")
    }
    lonely = {"viewer", "site", "queueCounts"}
    assert graphql_schema.query_type is not None
    assert set(ROOTS) == graphql_schema.query_type.fields.keys() - lonely
    for root in ("node", "nodes", "article", "articles", "translation", "comment"):
        assert {target for each, target in reached if each == root} >= {
            "Article",
            "ArticleTranslation",
            "Comment",
        }
    assert len(WAYS) > 150


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize(
    "speaker", [None, TARIQ, LENA, EVA], ids=["guest", "guest-token", "reader", "editor"]
)
async def test_no_way_leads_to_what_is_held_hidden_or_a_draft(
    api: Api, newsroom: Newsroom, speaker: Speaker, root: str
) -> None:
    found = await walk(api, newsroom, speaker, {root})
    allowed = OWN.get(speaker, set()) if not isinstance(speaker, str) else set()
    assert found.keys() <= allowed, found


async def test_who_may_read_them_does_find_them_on_the_same_ways(api: Api, newsroom: Newsroom) -> None:
    roots = {"comment", "article", "moderationQueue"}
    assert set(await walk(api, newsroom, ANN, roots)) == {
        HUSH_DRAFT,
        HUSH_STAFF,
        hush_of(LENA),
        hush_of(OMI),
        hush_of(TARIQ),
    }
    for speaker in (LENA, TARIQ, EVA):
        assert set(await walk(api, newsroom, speaker, {"article", "nodes"})) == OWN[speaker]


async def test_no_search_finds_a_draft_for_readers(api: Api, newsroom: Newsroom) -> None:
    query = "query($text: String!) { articles(filter: {search: {text: $text}}) { totalCount nodes { id } } }"
    for speaker in (None, TARIQ, LENA):
        data = await api.run(query, speaker, text=HUSH_DRAFT)
        assert data["articles"] == {"totalCount": 0, "nodes": []}, orjson.dumps(data)
