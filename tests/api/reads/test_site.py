"""The site and its policy, the viewer, and the names that articles refer to."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ADA, ANN, EVA, LENA, TARIQ, Speaker

pytestmark = pytest.mark.asyncio(loop_scope="session")

VIEWER = "{ viewer { id isAuthenticated name roles ban { reason until by { name } } } }"


async def test_tells_the_sites_locales_in_its_order_with_their_chains(api: Api) -> None:
    query = "{ site { id name defaultLocale locales { locale direction fallback } } }"
    site = (await api.run(query))["site"]
    assert site["id"].startswith("site_")
    assert (site["name"], site["defaultLocale"]) == ("Galley", "en")
    assert [(each["locale"], each["direction"], each["fallback"]) for each in site["locales"]] == [
        ("en", "LTR", []),
        ("bn", "LTR", ["en"]),
        ("ar", "RTL", ["en"]),
        ("pt", "LTR", ["en"]),
    ]


POLICY = """mode closeAfterDays minChars maxChars maxLinks maxDepth editWindowSeconds newcomerThreshold
    flagsToHold guests bannedWords { locale words } suspectWords { words }"""


async def test_has_the_contracts_policy_by_default(api: Api, newsroom: Newsroom) -> None:
    query = f"""query($id: ID!) {{ site {{ commentPolicy {{ {POLICY} }} }}
        article(id: $id) {{ acceptsComments commentPolicy {{ {POLICY} }} }} }}"""
    data = await api.run(query, id=newsroom.id("article", "ferry"))
    assert data["site"]["commentPolicy"] == {
        "mode": "PRE",
        "closeAfterDays": None,
        "minChars": 2,
        "maxChars": 5000,
        "maxLinks": 2,
        "maxDepth": 6,
        "editWindowSeconds": 300,
        "newcomerThreshold": 1,
        "flagsToHold": 3,
        "guests": True,
        "bannedWords": None,
        "suspectWords": None,
    }
    assert data["article"] == {"acceptsComments": True, "commentPolicy": data["site"]["commentPolicy"]}


async def test_shows_word_lists_to_moderators_alone(api: Api, not_moderator: Speaker) -> None:
    query = "{ site { commentPolicy { bannedWords { words } suspectWords { words } } } }"
    hidden = {"bannedWords": None, "suspectWords": None}
    assert (await api.run(query, not_moderator))["site"]["commentPolicy"] == hidden
    assert (await api.run(query, ANN))["site"]["commentPolicy"] == {"bannedWords": [], "suspectWords": []}


# ── the viewer ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("speaker", "is_authenticated", "name", "roles"),
    [
        (None, False, None, []),
        (TARIQ, False, None, []),
        (LENA, True, "Lena", ["READER"]),
        (ANN, True, "Ann", ["MODERATOR"]),
        (ADA, True, "Ada", ["ADMIN"]),
    ],
    ids=["nobody", "a guest", "a reader", "a moderator", "an admin"],
)
async def test_tells_who_asks(
    api: Api, speaker: Speaker, is_authenticated: bool, name: str | None, roles: list[str]
) -> None:
    viewer = (await api.run(VIEWER, speaker))["viewer"]
    assert viewer.pop("id") == (None if speaker is None else f"viewer_{speaker.viewer.id.hex}")  # type: ignore[union-attr]
    assert viewer == {"isAuthenticated": is_authenticated, "name": name, "roles": roles, "ban": None}


# ── names ───────────────────────────────────────────────────────────────────────────────────────


async def test_orders_authors_and_categories_by_name_in_the_default_locale(api: Api) -> None:
    data = await api.run("{ authors { nodes { slug name } } categories { slug } }")
    assert [author["name"] for author in data["authors"]["nodes"]] == [
        "Ayesha Rahman",
        "Omar Haddad",
        "rita Lopes",
    ]
    assert data["categories"] == [{"slug": "culture"}, {"slug": "politics"}]


async def test_keeps_byline_and_tags_in_the_order_given(api: Api, newsroom: Newsroom) -> None:
    query = "query($id: ID!) { article(id: $id) { authors { slug } tags { slug } category { slug } } }"
    article = (await api.run(query, id=newsroom.id("article", "ferry")))["article"]
    assert article == {
        "authors": [{"slug": "omar"}, {"slug": "ayesha"}],
        "tags": [{"slug": "vote"}, {"slug": "river"}],
        "category": {"slug": "politics"},
    }


async def test_lists_the_names_of_a_thing_with_the_original_first(api: Api) -> None:
    query = """{ category(slug: "politics") { translations { locale name isFallback } }
        author(slug: "omar") { avatarUrl translations { locale name bio } } }"""
    data = await api.run(query)
    assert data["category"]["translations"] == [
        {"locale": "en", "name": "Politics", "isFallback": False},
        {"locale": "ar", "name": "سياسة", "isFallback": False},
        {"locale": "bn", "name": "রাজনীতি", "isFallback": False},
    ]
    assert data["author"] == {
        "avatarUrl": None,
        "translations": [
            {"locale": "en", "name": "Omar Haddad", "bio": "omar writes."},
            {"locale": "ar", "name": "عمر حداد", "bio": None},
        ],
    }


async def test_accepts_no_comments_on_what_is_not_public(api: Api, newsroom: Newsroom) -> None:
    query = "query($id: ID!) { article(id: $id) { acceptsComments } }"
    for name in ("secret", "withdrawn"):
        data = await api.run(query, EVA, id=newsroom.id("article", name))
        assert data["article"] == {"acceptsComments": False}
