"""Articles and translations by slug: present, past, and of drafts."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ADA, ANN, EVA, LENA, Speaker

pytestmark = pytest.mark.asyncio(loop_scope="session")

ARTICLE = "query($slug: String) { article(slug: $slug) { id } }"
TRANSLATION = (
    "query($slug: String!, $l: Locale) { translation(slug: $slug, locale: $l) { slug locale title } }"
)


async def article(api: Api, slug: str, speaker: Speaker = None) -> str | None:
    found = (await api.run(ARTICLE, speaker, slug=slug))["article"]
    return None if found is None else str(found["id"])


@pytest.mark.parametrize(
    "slug",
    ["the-night-ferry", "night-ferry", "রাতের-ফেরি", "The-Night-FERRY", "NIGHT-ferry"],
)
async def test_finds_an_article_by_any_slug_it_has_or_had(api: Api, newsroom: Newsroom, slug: str) -> None:
    assert await article(api, slug) == newsroom.id("article", "ferry")


async def test_finds_an_article_by_a_slug_in_another_composition(api: Api, newsroom: Newsroom) -> None:
    """য় in one code point and in two is one letter."""
    composed = "রাতের-ফেরি".replace("\u09df", "\u09af\u09bc")
    assert await article(api, composed) == newsroom.id("article", "ferry")
    assert await article(api, "lampio\u0303es") == newsroom.id("article", "lamps")


@pytest.mark.parametrize("slug", ["", "no-such-slug", "ferry", "a" * 5_000, "%", "'; --"])
async def test_finds_no_article_by_a_slug_that_nobody_had(api: Api, slug: str) -> None:
    assert await article(api, slug) is None


@pytest.mark.parametrize("speaker", [ANN, EVA, ADA])
async def test_finds_a_draft_by_its_slug_for_staff(api: Api, newsroom: Newsroom, speaker: Speaker) -> None:
    assert await article(api, "secret-hushdraft", speaker) == newsroom.id("article", "secret")
    assert await article(api, "withdrawn-hushdraft", speaker) == newsroom.id("article", "withdrawn")


@pytest.mark.parametrize("speaker", [None, LENA])
@pytest.mark.parametrize("slug", ["secret-hushdraft", "withdrawn-hushdraft", "গোপন-hushdraft"])
async def test_hides_a_draft_from_readers(api: Api, slug: str, speaker: Speaker) -> None:
    assert await article(api, slug, speaker) is None
    assert await api.run(TRANSLATION, speaker, slug=slug) == {"translation": None}


async def test_hides_a_public_article_behind_the_slug_of_its_draft(api: Api, newsroom: Newsroom) -> None:
    """Else the slug would tell that there is a draft, and what it is about."""
    assert await article(api, "bridge-hushdraft") is None
    assert await article(api, "bridge-hushdraft", EVA) == newsroom.id("article", "bridge")


@pytest.mark.parametrize("speaker", [None, ADA])
async def test_finds_a_deleted_article_for_nobody(api: Api, newsroom: Newsroom, speaker: Speaker) -> None:
    assert await article(api, "deleted-hushdraft", speaker) is None
    by_id = "query($id: ID) { article(id: $id) { id } }"
    assert await api.run(by_id, speaker, id=newsroom.id("article", "deleted")) == {"article": None}


# ── translations ────────────────────────────────────────────────────────────────────────────────


async def test_finds_the_translation_whose_slug_it_is(api: Api) -> None:
    assert (await api.run(TRANSLATION, slug="রাতের-ফেরি"))["translation"]["locale"] == "bn"


async def test_tells_by_the_present_slug_where_to_redirect(api: Api) -> None:
    found = (await api.run(TRANSLATION, slug="night-ferry"))["translation"]
    assert found == {"slug": "the-night-ferry", "locale": "en", "title": "The night ferry"}


async def test_finds_no_translation_in_a_locale_that_never_had_the_slug(api: Api) -> None:
    assert await api.run(TRANSLATION, slug="night-ferry", l="bn") == {"translation": None}
    assert (await api.run(TRANSLATION, slug="night-ferry", l="en"))["translation"]["locale"] == "en"


async def test_gives_a_translation_found_by_slug_as_it_is_and_never_as_a_fallback(api: Api) -> None:
    query = 'query { translation(slug: "night-ferry") { id isFallback requestedLocale article { id } } }'
    found = (await api.run(query))["translation"]
    assert (found["isFallback"], found["requestedLocale"]) == (False, None)
    assert found["id"].count("_") == 1


# ── what is asked wrongly ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("field", ["article", "author", "category", "tag"])
@pytest.mark.parametrize("given", [{}, {"id": "x", "slug": "y"}, {"id": None, "slug": None}], ids=repr)
async def test_wants_exactly_one_of_id_and_slug(api: Api, field: str, given: dict[str, str]) -> None:
    query = f"query($id: ID, $slug: String) {{ {field}(id: $id, slug: $slug) {{ id }} site {{ name }} }}"
    body = await api.answer(query, **given)
    assert body["data"] == {field: None, "site": {"name": "Galley"}}
    assert [(error["path"], error["extensions"]["code"]) for error in body["errors"]] == [
        ([field], "BAD_USER_INPUT")
    ]


@pytest.mark.parametrize(
    ("field", "slug"), [("author", "omar"), ("author", "OMAR"), ("category", "politics"), ("tag", "river")]
)
async def test_finds_what_is_named_by_its_slug(api: Api, newsroom: Newsroom, field: str, slug: str) -> None:
    query = f"query($slug: String) {{ {field}(slug: $slug) {{ id }} }}"
    found = (await api.run(query, slug=slug))[field]
    assert found == {"id": newsroom.id(field, slug.lower())}


async def test_refuses_a_slug_that_no_database_could_hold(api: Api) -> None:
    assert await api.refusals(ARTICLE, slug="a\x00b") == [("BAD_USER_INPUT", ["article"])]
