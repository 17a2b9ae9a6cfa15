"""What the reader's pages say without a script: texts, languages, links for machines, feeds, headers."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest

from tests.api.client import Api
from tests.api.content import HUSH_DRAFT
from tests.api.newsroom import HUSHES, Newsroom

ATOM = "{http://www.w3.org/2005/Atom}"
DRAFT = f"/en/{HUSH_DRAFT.lower()}"
PARALLEL = "/en/the-night-ferry?with=bn"


async def page(api: Api, path: str, status: int = 200, **headers: str) -> str:
    response = await api.http.get(path, headers=headers)
    assert response.status_code == status, response.text[:500]
    return response.text


@pytest.mark.parametrize(
    ("wish", "locale"),
    [
        ("bn-BD,bn;q=0.9,en;q=0.5", "bn"),
        ("fr, ar;q=0.3, en;q=0.2", "ar"),
        ("pt-PT", "pt"),
        ("fr", "en"),
        ("", "en"),
        ("*, ;;q=x, bn;q=0", "en"),
    ],
)
async def test_the_root_leads_to_the_visitors_language(api: Api, wish: str, locale: str) -> None:
    response = await api.http.get("/", headers={"Accept-Language": wish})
    assert (response.status_code, response.headers["location"]) == (302, f"/{locale}")
    assert response.headers["vary"] == "accept-language"


async def test_the_front_page_lists_what_is_public(api: Api) -> None:
    text = await page(api, "/en")
    assert 'lang="en" dir="ltr"' in text
    assert "The night ferry" in text
    assert not [hush for hush in HUSHES if hush in text]


async def test_pages_are_in_the_language_of_their_address(api: Api) -> None:
    assert '<html lang="ar" dir="rtl">' in await page(api, "/ar")
    assert '<html lang="bn" dir="ltr">' in await page(api, "/bn")


async def test_a_category_and_a_search_narrow_the_list(api: Api) -> None:
    found = await page(api, "/en?q=ferry")
    assert "The night ferry" in found
    assert "Zinc lamps" not in found
    assert 'content="noindex"' in found
    assert "Nothing was found" in await page(api, "/en?q=zeppelins")
    assert "no articles" in await page(api, "/en?category=nowhere")


async def test_an_article_says_what_it_is_to_machines(api: Api) -> None:
    text = await page(api, "/en/the-night-ferry")
    assert '<link rel="canonical" href="http://galley.test/en/the-night-ferry">' in text
    assert re.search(r'<link rel="alternate" hreflang="bn" href="http://galley\.test/bn/[^"]+">', text)
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    told = json.loads(data)
    assert (told["@type"], told["headline"], told["inLanguage"]) == ("NewsArticle", "The night ferry", "en")
    assert '<meta property="og:title" content="The night ferry">' in text


async def test_a_past_slug_leads_to_the_present_one(api: Api) -> None:
    response = await api.http.get("/en/night-ferry")
    assert (response.status_code, response.headers["location"]) == (301, "/en/the-night-ferry")


async def test_another_languages_slug_leads_to_this_ones(api: Api) -> None:
    response = await api.http.get("/bn/the-night-ferry")
    assert response.status_code == 301
    assert response.headers["location"].startswith("/bn/")
    assert response.headers["location"] != "/bn/the-night-ferry"


async def test_a_missing_translation_is_said_and_the_original_is_canonical(api: Api) -> None:
    text = await page(api, "/bn/zinc-lamps")
    assert "অনুবাদ এখনও নেই" in text
    assert '<link rel="canonical" href="http://galley.test/en/zinc-lamps">' in text
    assert '<h1 lang="en" dir="ltr">Zinc lamps</h1>' in text


async def test_two_languages_stand_side_by_side(api: Api) -> None:
    text = await page(api, PARALLEL)
    rows = re.findall(r'<div class="columns">(.*?)</div>\s*</div>', text, re.DOTALL)
    assert rows
    assert all('lang="en"' in row and 'lang="bn"' in row for row in rows[1:])
    assert "outdated" in text, "the Bengali title is of the earlier one"


@pytest.mark.parametrize("path", ["/xx", "/en/nothing-here", "/fr/the-night-ferry", DRAFT])
async def test_what_is_not_there_is_a_page_too(api: Api, path: str) -> None:
    text = await page(api, path, 404)
    assert "<h1>" in text
    assert "Traceback" not in text


async def test_texts_of_others_are_no_markup(api: Api) -> None:
    text = await page(api, "/en?q=" + "%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


async def test_feeds_are_well_formed(api: Api) -> None:
    feed = ET.fromstring(await page(api, "/en/articles.atom"))
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert "The night ferry" in titles
    comments = ET.fromstring(await page(api, "/en/the-night-ferry/comments.atom"))
    entries = list(comments.iter(f"{ATOM}entry"))
    assert len(entries) > 5
    assert not [hush for hush in HUSHES if hush in ET.tostring(comments, "unicode")]


async def test_pages_say_what_browsers_and_caches_may_do(api: Api, newsroom: Newsroom) -> None:
    response = await api.http.get("/en/the-night-ferry")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["cache-control"].startswith("public, max-age=10")
    assert newsroom.id("article", "ferry") in response.headers["surrogate-key"]
    held = {"If-None-Match": response.headers["etag"]}
    assert (await api.http.get("/en/the-night-ferry", headers=held)).status_code == 304


async def test_static_files_have_addresses_of_their_own_text(api: Api) -> None:
    text = await page(api, "/en/the-night-ferry")
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', text)
    assert len(assets) >= 4
    for each in assets:
        response = await api.http.get(each)
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]
    assert not re.findall(r"<style|<script>|\son\w+=|style=", text), "nothing inline"


async def test_an_article_is_small(api: Api) -> None:
    text = await page(api, "/en/the-night-ferry")
    sizes = len(text.encode())
    modules = [
        "base.css",
        "reader.css",
        "reader.js",
        "api.js",
        "elements.js",
        "forms.js",
        "operations.js",
        "thread.js",
    ]
    [digest] = set(re.findall(r"/static/([0-9a-f]+)/", text))
    for name in [*modules, "words.js", "icon.svg"]:
        sizes += len((await api.http.get(f"/static/{digest}/{name}")).content)
    assert sizes < 100_000
