"""What caches on the way are told: which answers they may keep, for how long, and which articles are in them."""

from __future__ import annotations

import pytest

from server.http.caching import etag_of, is_held
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import LENA
from tests.caching.asking import ARTICLE, FEED, get, read_kept

SITE = "{ site { name } }"
TITLES = '{ articles(first: 50) { nodes { translation(locale: "en") { title } } } }'


async def test_a_public_get_says_what_it_holds(api: Api, newsroom: Newsroom) -> None:
    ferry = newsroom.id("article", "ferry")
    response = await get(api, ARTICLE, id=ferry)
    assert response.headers["surrogate-key"].split() == ["galley", ferry]
    assert response.headers["vary"] == "accept, authorization"
    keys = (await get(api, TITLES)).headers["surrogate-key"].split()
    assert keys[:2] == ["galley", "articles"]
    assert {ferry, newsroom.id("article", "lamps")} <= set(keys)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (SITE, "public, max-age=60, stale-while-revalidate=300"),
        (TITLES, "public, max-age=60, stale-while-revalidate=300"),
        (FEED, "public, max-age=10, stale-while-revalidate=300"),
        ("{ articles { nodes { commentCount } } }", "public, max-age=10, stale-while-revalidate=300"),
        ("{ articles { nodes { acceptsComments } } }", "public, max-age=10, stale-while-revalidate=300"),
        ("{ viewer { name } }", "private, no-cache"),
        ("{ articles { nodes { comments { nodes { isMine } } } } }", "private, no-cache"),
        ("{ queueCounts { count } }", "no-store"),
        ("{ nothing }", "no-store"),
        ("mutation { nothing }", "no-store"),
    ],
)
async def test_cache_control_comes_from_what_is_asked_for(
    api: Api, newsroom: Newsroom, query: str, told: str
) -> None:
    assert (await get(api, query)).headers["cache-control"] == told


async def test_who_says_who_they_are_gets_what_is_theirs_alone(api: Api, newsroom: Newsroom) -> None:
    response = await get(api, SITE, LENA)
    assert response.headers["cache-control"] == "private, no-cache"
    assert "surrogate-key" not in response.headers
    held = {"If-None-Match": response.headers["etag"]}
    assert (await get(api, SITE, LENA, held)).status_code == 304


async def test_what_has_not_changed_is_told_without_reading_it(api: Api, newsroom: Newsroom) -> None:
    etag = (await get(api, FEED)).headers["etag"]
    await read_kept(api, FEED)
    with api.counting() as counted:
        response = await get(api, FEED, None, {"If-None-Match": etag})
    assert counted.count == 0
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["etag"] == etag
    assert response.headers["cache-control"].startswith("public")
    assert "content-length" not in response.headers
    assert (await get(api, FEED, None, {"If-None-Match": '"another"'})).status_code == 200


async def test_media_types_are_answers_of_their_own(api: Api, newsroom: Newsroom) -> None:
    await read_kept(api, SITE)
    response = await get(api, SITE, None, {"Accept": "application/graphql-response+json"})
    assert response.headers["content-type"].startswith("application/graphql-response+json")


@pytest.mark.parametrize(
    ("sent", "is_one"),
    [
        (None, False),
        ("", False),
        ("*", True),
        ('W/"a"', True),
        ('"a"', True),
        ('"b", W/"a"', True),
        ('"b" , "c"', False),
        ("a", False),
    ],
)
def test_reads_if_none_match(sent: str | None, *, is_one: bool) -> None:
    assert is_held('W/"a"', sent) is is_one


def test_equal_answers_have_equal_tags() -> None:
    assert etag_of(b"1") == etag_of(b"1") != etag_of(b"2")
