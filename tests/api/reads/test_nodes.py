"""Things by their ids."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ADA, ANN, EVA, LENA, OMI, Speaker

pytestmark = pytest.mark.asyncio(loop_scope="session")

NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
NOBODY = "0" * 31 + "1"

ANYBODYS = {
    "Article": ("article", "ferry"),
    "Author": ("author", "omar"),
    "Category": ("category", "politics"),
    "Tag": ("tag", "river"),
    "Image": ("image", "deck"),
    "Comment": ("comment", "a"),
}


async def translation_id(
    api: Api, newsroom: Newsroom, article: str, locale: str, speaker: Speaker = None
) -> str:
    query = (
        "query($id: ID!, $l: Locale!) { article(id: $id) { translation(locale: $l, fallback: []) { id } } }"
    )
    data = await api.run(query, speaker, id=newsroom.id("article", article), l=locale)
    found: str = data["article"]["translation"]["id"]
    return found


@pytest.mark.parametrize("type_name", ANYBODYS)
async def test_finds_a_thing_of_every_type_by_its_id(api: Api, newsroom: Newsroom, type_name: str) -> None:
    identifier = newsroom.id(*ANYBODYS[type_name])
    assert (await api.run(NODE, id=identifier))["node"] == {"__typename": type_name, "id": identifier}


async def test_finds_a_translation_by_its_id(api: Api, newsroom: Newsroom) -> None:
    identifier = await translation_id(api, newsroom, "ferry", "bn")
    found = (await api.run(NODE, id=identifier))["node"]
    assert found == {"__typename": "ArticleTranslation", "id": identifier}


async def test_finds_commenters_and_audit_entries_for_moderators_only(api: Api, newsroom: Newsroom) -> None:
    entries = await api.run("{ auditLog(first: 1) { nodes { id actor { id } } } }", ANN)
    entry = entries["auditLog"]["nodes"][0]["id"]
    for identifier in (entry, f"commenter_{LENA.id.hex}"):
        for speaker in (ANN, ADA):
            assert (await api.run(NODE, speaker, id=identifier))["node"]["id"] == identifier
        for other in (None, LENA, EVA):
            assert (await api.run(NODE, other, id=identifier))["node"] is None


@pytest.mark.parametrize(
    "identifier",
    [
        "",
        "article",
        "article_",
        f"article_{NOBODY}",
        f"Article_{NOBODY}",
        f"article_{NOBODY.upper().replace('0', 'A')}",
        "article_" + "z" * 32,
        f"article_{NOBODY}_en",
        f"article_{NOBODY}0",
        f"flag_{NOBODY}",
        f"viewer_{NOBODY}",
        "article_\x00",
        "१" * 40,
    ],
    ids=repr,
)
async def test_finds_nothing_by_an_id_that_names_nothing(api: Api, identifier: str) -> None:
    assert await api.run(NODE, id=identifier) == {"node": None}
    assert await api.run(NODES, ids=[identifier]) == {"nodes": [None]}


@pytest.mark.parametrize("other", [name for name in ANYBODYS if name != "Article"])
async def test_finds_nothing_by_the_id_of_another_type(api: Api, newsroom: Newsroom, other: str) -> None:
    """The same UUID under another type's name is another id."""
    prefix = ANYBODYS[other][0]
    as_other = newsroom.id("article", "ferry").replace("article", prefix)
    assert await api.run(NODE, id=as_other) == {"node": None}
    ferry = newsroom.id("article", "ferry")
    field = "comment" if other == "Comment" else "author"
    assert await api.run(f"query($id: ID!) {{ {field}(id: $id) {{ id }} }}", id=ferry) == {field: None}


async def test_an_ill_formed_id_does_not_spoil_the_document_for_the_next(
    api: Api, newsroom: Newsroom
) -> None:
    """A plan is kept by the shape of its variables, and an id that is none has another shape."""
    ferry = newsroom.id("article", "ferry")
    assert await api.run(NODE, id="article_" + "z" * 32) == {"node": None}
    assert (await api.run(NODE, id=ferry))["node"]["id"] == ferry
    assert await api.run(NODES, ids=["article_" + "z" * 32]) == {"nodes": [None]}
    assert (await api.run(NODES, ids=[ferry]))["nodes"][0]["id"] == ferry
    assert (await api.run(NODES, ids=[newsroom.id("tag", "river")]))["nodes"][0]["__typename"] == "Tag"


async def test_lists_nodes_in_the_order_asked_with_null_for_what_is_not_there(
    api: Api, newsroom: Newsroom
) -> None:
    present = [newsroom.id(*name) for name in ANYBODYS.values()]
    ids = [present[5], "nonsense", present[0], present[5], f"tag_{NOBODY}", *present]
    found = (await api.run(NODES, ids=ids))["nodes"]
    assert [node and node["id"] for node in found] == [each if each in present else None for each in ids]


async def test_reads_each_type_of_node_by_its_own_fragment(api: Api, newsroom: Newsroom) -> None:
    query = """query($ids: [ID!]!) { nodes(ids: $ids) {
        ... on Article { written: originalLocale }
        ... on Author { name }
        ... on Node { id }
        ...Rest
    } } fragment Rest on Node { ... on Category { slug } kind: __typename }"""
    ids = [newsroom.id("article", "ferry"), newsroom.id("author", "rita"), newsroom.id("category", "culture")]
    nodes = (await api.run(query, ids=ids))["nodes"]
    assert nodes == [
        {"written": "en", "id": ids[0], "kind": "Article"},
        {"name": "rita Lopes", "id": ids[1], "kind": "Author"},
        {"id": ids[2], "slug": "culture", "kind": "Category"},
    ]


async def test_takes_a_hundred_ids_and_not_one_more(api: Api, newsroom: Newsroom) -> None:
    ids = [newsroom.id("tag", "river")] * 100
    assert len((await api.run(NODES, ids=ids))["nodes"]) == 100
    assert await api.answer(NODES, ids=[*ids, ids[0]]) == {
        "data": None,
        "errors": [
            {
                "message": "At most 100 ids can be named at once.",
                "path": ["nodes"],
                "extensions": {"code": "BAD_USER_INPUT"},
            }
        ],
    }


async def test_takes_no_ids_at_all(api: Api) -> None:
    assert await api.run(NODES, ids=[]) == {"nodes": []}


async def test_takes_an_id_of_a_served_translation_as_the_view_it_was_given_for(
    api: Api, newsroom: Newsroom
) -> None:
    fields = "id locale requestedLocale isFallback title"
    query = (
        f"query($id: ID!, $l: Locale!) {{ article(id: $id) {{ translation(locale: $l) {{ {fields} }} }} }}"
    )
    data = await api.run(query, id=newsroom.id("article", "lamps"), l="bn")
    served: dict[str, Any] = data["article"]["translation"]
    assert served["id"].endswith("_bn")
    assert (served["locale"], served["requestedLocale"], served["isFallback"]) == ("en", "bn", True)
    again = f"query($id: ID!) {{ node(id: $id) {{ ... on ArticleTranslation {{ {fields} }} }} }}"
    assert (await api.run(again, id=served["id"]))["node"] == served
    plain = (await api.run(again, id=served["id"].removesuffix("_bn")))["node"]
    assert plain == served | {"id": plain["id"], "requestedLocale": None, "isFallback": False}
    both = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on ArticleTranslation {{ {fields} }} }} }}"
    assert (await api.run(both, ids=[plain["id"], served["id"]]))["nodes"] == [plain, served]


async def test_hides_what_the_viewer_may_not_see_behind_the_same_null(api: Api, newsroom: Newsroom) -> None:
    hidden = [newsroom.id("article", "secret"), newsroom.id("comment", "b"), newsroom.id("comment", "a31")]
    draft = await translation_id(api, newsroom, "ferry", "ar", EVA)
    assert (await api.run(NODES, ids=[*hidden, draft]))["nodes"] == [None] * 4
    assert [bool(node) for node in (await api.run(NODES, LENA, ids=[*hidden, draft]))["nodes"]] == [
        False,
        True,  # her own
        False,  # her own below a hidden one
        False,
    ]
    assert (await api.run(NODES, OMI, ids=hidden))["nodes"] == [None] * 3
    assert [bool(node) for node in (await api.run(NODES, EVA, ids=[*hidden, draft]))["nodes"]] == [
        True,
        False,
        False,
        True,
    ]
    assert all((await api.run(NODES, ANN, ids=[*hidden, draft]))["nodes"])
