"""Which language is served: the asked one, else the first of a chain, else none; told apart by every alias."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import EVA

pytestmark = pytest.mark.asyncio(loop_scope="session")

SERVED = "locale requestedLocale isFallback"
DEFAULT = f"query($id: ID!, $l: Locale!) {{ article(id: $id) {{ translation(locale: $l) {{ {SERVED} }} }} }}"
CHAIN = f"""query($id: ID!, $l: Locale!, $f: [Locale!]) {{
    article(id: $id) {{ translation(locale: $l, fallback: $f) {{ {SERVED} }} }}
}}"""


async def served(api: Api, query: str, **variables: Any) -> str | None:
    """The locale that is served. Every answer tells in the same way whether it is a fallback."""
    found = (await api.run(query, **variables))["article"]["translation"]
    if found is None:
        return None
    asked = variables["l"]
    assert found["isFallback"] == (found["locale"] != asked)
    assert found["requestedLocale"] == (asked if found["isFallback"] else None)
    locale: str = found["locale"]
    return locale


@pytest.mark.parametrize(
    ("article", "asked", "expected"),
    [
        ("ferry", "en", "en"),
        ("ferry", "bn", "bn"),
        ("ferry", "ar", "en"),  # its own is a draft
        ("herons", "en", "bn"),  # the original, last of every chain
        ("herons", "ar", "bn"),
        ("bridge", "en", "ar"),  # en is a draft
        ("lamps", "pt-BR", "pt"),  # not listed: the tag's parents
        ("library", "pt-BR", "en"),  # then the site's default
        ("herons", "pt-BR", "bn"),  # then the original
        ("library", "de", "en"),
        ("herons", "zh-Hant-TW", "bn"),
    ],
)
async def test_serves_the_first_of_the_sites_chain_that_readers_may_see(
    api: Api, newsroom: Newsroom, article: str, asked: str, expected: str
) -> None:
    assert await served(api, DEFAULT, id=newsroom.id("article", article), l=asked) == expected


@pytest.mark.parametrize(
    ("article", "asked", "fallback", "expected"),
    [
        ("library", "ar", [], None),
        ("library", "bn", [], "bn"),
        ("library", "ar", ["bn", "en"], "bn"),
        ("library", "ar", ["pt", "en", "bn"], "en"),
        ("herons", "en", ["pt"], None),  # an own chain has no original at its end
        ("ferry", "pt", ["ar", "bn"], "bn"),  # what is a draft is passed over
        ("library", "ar", ["ar", "ar", "bn", "bn"], "bn"),
        ("library", "pt-BR", ["pt-br", "EN"], "en"),
        ("library", "ar", None, "en"),
    ],
)
async def test_serves_the_first_of_an_explicit_fallback(
    api: Api, newsroom: Newsroom, article: str, asked: str, fallback: list[str] | None, expected: str | None
) -> None:
    identifier = newsroom.id("article", article)
    assert await served(api, CHAIN, id=identifier, l=asked, f=fallback) == expected
    written = "null" if fallback is None else "[" + " ".join(f'"{tag}"' for tag in fallback) + "]"
    literal = CHAIN.replace(", $f: [Locale!]", "").replace("$f", written)
    assert await served(api, literal, id=identifier, l=asked) == expected


async def test_an_absent_fallback_is_the_default_and_an_empty_one_is_none(
    api: Api, newsroom: Newsroom
) -> None:
    identifier = newsroom.id("article", "lamps")
    assert await served(api, CHAIN, id=identifier, l="bn") == "en"
    assert await served(api, CHAIN, id=identifier, l="bn", f=[]) is None
    assert await served(api, CHAIN, id=identifier, l="bn") == "en"


async def test_two_aliases_with_two_locales_never_mix(api: Api, newsroom: Newsroom) -> None:
    query = f"""query($id: ID!, $a: Locale!, $b: Locale!) {{ article(id: $id) {{
        a: translation(locale: $a) {{ {SERVED} title }}
        b: translation(locale: $b) {{ {SERVED} title }}
        c: translation(locale: "ar", fallback: [$b]) {{ {SERVED} title }}
        category {{ a: translation(locale: $a) {{ name }} b: translation(locale: $b) {{ name }} }}
    }} }}"""
    found = (await api.run(query, id=newsroom.id("article", "ferry"), a="en", b="bn"))["article"]
    assert [found[key]["title"] for key in "abc"] == ["The night ferry", "রাতের ফেরি", "রাতের ফেরি"]
    assert [found[key]["requestedLocale"] for key in "abc"] == [None, None, "ar"]
    assert found["category"] == {"a": {"name": "Politics"}, "b": {"name": "রাজনীতি"}}
    swapped = (await api.run(query, id=newsroom.id("article", "ferry"), a="bn", b="en"))["article"]
    assert [swapped[key]["title"] for key in "abc"] == ["রাতের ফেরি", "The night ferry", "The night ferry"]


async def test_gives_a_served_translation_an_id_of_its_own(api: Api, newsroom: Newsroom) -> None:
    query = """query($id: ID!) { article(id: $id) {
        en: translation(locale: "en") { id }
        bn: translation(locale: "bn") { id }
        pt: translation(locale: "pt-BR") { id }
    } }"""
    ids = (await api.run(query, id=newsroom.id("article", "market")))["article"]
    own = ids["en"]["id"]
    assert (ids["bn"]["id"], ids["pt"]["id"]) == (f"{own}_bn", f"{own}_pt-BR")


async def test_serves_staff_their_drafts(api: Api, newsroom: Newsroom) -> None:
    for article, asked, expected in (("ferry", "ar", "ar"), ("bridge", "en", "en"), ("market", "bn", "bn")):
        data = await api.run(DEFAULT, EVA, id=newsroom.id("article", article), l=asked)
        assert data["article"]["translation"]["locale"] == expected


async def test_names_fall_back_like_articles(api: Api) -> None:
    query = """query($l: Locale!, $f: [Locale!]) {
        category(slug: "culture") { translation(locale: $l, fallback: $f) { locale name isFallback } }
        author(slug: "omar") { translation(locale: $l, fallback: $f) { locale name bio isFallback } }
        tag(slug: "vote") { translation(locale: $l, fallback: $f) { locale name isFallback } }
    }"""
    arabic = await api.run(query, l="ar")
    assert arabic["category"]["translation"] == {"locale": "en", "name": "Culture", "isFallback": True}
    assert arabic["author"]["translation"] == {
        "locale": "ar",
        "name": "عمر حداد",
        "bio": None,
        "isFallback": False,
    }
    assert arabic["tag"]["translation"]["name"] == "Vote"
    none = await api.run(query, l="pt", f=[])
    assert [none[field]["translation"] for field in ("category", "author", "tag")] == [None] * 3


async def test_images_fall_back_like_articles(api: Api, newsroom: Newsroom) -> None:
    query = """query($id: ID!) { article(id: $id) { leadImage {
        url width height credit
        bn: translation(locale: "bn") { locale alt caption isFallback }
        ar: translation(locale: "ar") { locale alt caption isFallback }
        translations { locale isFallback }
    } } }"""
    image = (await api.run(query, id=newsroom.id("article", "ferry")))["article"]["leadImage"]
    assert image == {
        "url": "https://img.example/deck.jpg",
        "width": 1200,
        "height": 800,
        "credit": "Rita Lopes",
        "bn": {"locale": "bn", "alt": None, "caption": "রাতের ডেক", "isFallback": False},
        "ar": {"locale": "en", "alt": "A deck at night", "caption": "The deck, 2 a.m.", "isFallback": True},
        "translations": [{"locale": "en", "isFallback": False}, {"locale": "bn", "isFallback": False}],
    }


# ── all translations ────────────────────────────────────────────────────────────────────────────


async def test_lists_translations_with_the_original_first_and_then_by_tag(
    api: Api, newsroom: Newsroom
) -> None:
    query = "query($id: ID!, $l: [Locale!]) { article(id: $id) { translations(locales: $l) { locale } } }"

    async def locales(name: str, *given: Any, speaker: Any = None) -> list[str]:
        variables = {"l": given[0]} if given else {}
        data = await api.run(query, speaker, id=newsroom.id("article", name), **variables)
        return [each["locale"] for each in data["article"]["translations"]]

    assert await locales("ferry") == ["en", "bn"]
    assert await locales("ferry", speaker=EVA) == ["en", "ar", "bn"]
    assert await locales("bridge", speaker=EVA) == ["ar", "en"]
    assert await locales("ferry", ["bn", "ar", "bn", "EN"]) == ["en", "bn"]
    assert await locales("ferry", []) == []
    assert await locales("ferry", None) == ["en", "bn"]
    assert await locales("secret", speaker=EVA) == ["en", "bn"]


@pytest.mark.parametrize("tag", ["", "x", "en_US!!", "e", "toolongtag", "en-", "en\x00", "১২"])
async def test_refuses_a_tag_that_is_none(api: Api, newsroom: Newsroom, tag: str) -> None:
    variables = {"id": newsroom.id("article", "ferry"), "l": tag}
    assert await api.refusals(DEFAULT, **variables) == [("BAD_USER_INPUT", None)]
    written = DEFAULT.replace(", $l: Locale!", "").replace("$l", f'"{tag}"')
    if "\x00" not in tag:
        codes = [code for code, _path in await api.refusals(written, id=variables["id"])]
        assert codes == ["BAD_USER_INPUT"]


async def test_refuses_more_locales_than_any_site_has(api: Api, newsroom: Newsroom) -> None:
    many = [f"a{chr(97 + n)}" for n in range(21)]
    refusals = await api.refusals(CHAIN, id=newsroom.id("article", "ferry"), l="en", f=many)
    assert refusals == [("BAD_USER_INPUT", ["article", "translation"])]
