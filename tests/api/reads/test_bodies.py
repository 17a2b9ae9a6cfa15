"""The text of an article: in three formats, in segments, side by side, and how much of it there is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import EVA, LENA, Speaker

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def translation(
    api: Api, newsroom: Newsroom, locale: str, fields: str, *, name: str = "ferry", speaker: Speaker = None
) -> Any:
    query = f"""query($id: ID!, $l: Locale!) {{
        article(id: $id) {{ translation(locale: $l, fallback: []) {{ {fields} }} }}
    }}"""
    data = await api.run(query, speaker, id=newsroom.id("article", name), l=locale)
    return data["article"]["translation"]


async def test_gives_the_body_as_markdown_as_html_and_as_text(api: Api, newsroom: Newsroom) -> None:
    found = await translation(
        api,
        newsroom,
        "en",
        "body markdown: body(format: MARKDOWN) html: body(format: HTML) text: body(format: TEXT) null: "
        "body(format: null)",
    )
    assert found["body"] == found["markdown"] == found["null"]
    assert found["markdown"] == "The **ferry** leaves.\n\nAt sea\n\nNobody sleeps.\n\n- one\n- two"
    assert "<p>The <strong>ferry</strong> leaves.</p>\n\n<h2>At sea</h2>\n\n<blockquote>" in found["html"]
    assert found["text"].startswith("The ferry leaves.\n\nAt sea\n\nNobody sleeps.\n\n")
    assert "*" not in found["text"]


async def test_takes_the_format_from_a_variable(api: Api, newsroom: Newsroom) -> None:
    query = """query($id: ID!, $f: TextFormat = TEXT) {
        article(id: $id) { translation(locale: "en") { body(format: $f) } }
    }"""

    async def body(**given: Any) -> str:
        data = await api.run(query, id=newsroom.id("article", "ferry"), **given)
        text: str = data["article"]["translation"]["body"]
        return text

    assert "**" in await body(f="MARKDOWN")
    assert "<strong>" in await body(f="HTML")
    assert (await body(f="TEXT")) == (await body()) != await body(f="HTML")


async def test_leaves_gaps_out_of_body_and_segments(api: Api, newsroom: Newsroom) -> None:
    found = await translation(api, newsroom, "bn", "body segments { index kind text }")
    assert found["body"] == "ফেরি **ছাড়ে**।\n\nকেউ ঘুমায় না।\n\n- এক\n- দুই"
    assert [(segment["index"], segment["kind"]) for segment in found["segments"]] == [
        (0, "PARAGRAPH"),
        (2, "QUOTE"),
        (3, "LIST"),
    ]
    assert "\n\n".join(segment["text"] for segment in found["segments"]) == found["body"]


async def test_tells_which_segments_translate_a_text_that_has_changed(api: Api, newsroom: Newsroom) -> None:
    found = await translation(api, newsroom, "bn", "isOutdated isOriginal segments { isOutdated }")
    assert found == {
        "isOutdated": True,
        "isOriginal": False,
        "segments": [{"isOutdated": False}, {"isOutdated": True}, {"isOutdated": False}],
    }
    original = await translation(api, newsroom, "en", "isOutdated isOriginal segments { isOutdated }")
    assert (original["isOutdated"], original["isOriginal"]) == (False, True)
    assert not any(segment["isOutdated"] for segment in original["segments"])
    fresh = await translation(api, newsroom, "bn", "isOutdated", name="library")
    assert fresh == {"isOutdated": False}


@pytest.mark.parametrize(
    ("name", "locale", "expected"),
    [
        ("ferry", "en", (7, 7)),  # title, summary, caption, four blocks
        ("ferry", "bn", (5, 7)),  # no summary, and one block is missing
        ("herons", "bn", (2, 2)),  # nothing to summarise, no image
    ],
)
async def test_counts_what_of_the_original_there_is(
    api: Api, newsroom: Newsroom, name: str, locale: str, expected: tuple[int, int]
) -> None:
    found = await translation(api, newsroom, locale, "completeness { translated total }", name=name)
    assert (found["completeness"]["translated"], found["completeness"]["total"]) == expected


async def test_names_translators_in_order_and_tells_version_and_times(api: Api, newsroom: Newsroom) -> None:
    found = await translation(
        api, newsroom, "bn", "translators { slug } version status direction publishedAt updatedAt"
    )
    assert found["translators"] == [{"slug": "rita"}]
    assert (found["version"], found["status"], found["direction"]) == (1, "PUBLISHED", "LTR")
    assert found["publishedAt"] == "2026-11-18T17:00:00.000Z"
    english = await translation(api, newsroom, "en", "translators { slug } version")
    assert english == {"translators": [], "version": 2}
    arabic = await translation(api, newsroom, "ar", "direction title", name="bridge")
    assert arabic == {"direction": "RTL", "title": "الجسر"}


# ── side by side ────────────────────────────────────────────────────────────────────────────────

PARALLEL = """query($id: ID!, $l: [Locale!]!) { article(id: $id) { parallelText(locales: $l) {
    index kind segments { locale direction text isOutdated }
} } }"""


async def parallel(api: Api, newsroom: Newsroom, *locales: str, speaker: Speaker = None) -> Any:
    data = await api.run(PARALLEL, speaker, id=newsroom.id("article", "ferry"), l=list(locales))
    return data["article"]["parallelText"]


async def test_sets_the_body_side_by_side_with_null_for_a_gap(api: Api, newsroom: Newsroom) -> None:
    blocks = await parallel(api, newsroom, "bn", "en")
    assert [(block["index"], block["kind"]) for block in blocks] == [
        (0, "PARAGRAPH"),
        (1, "HEADING"),
        (2, "QUOTE"),
        (3, "LIST"),
    ]
    texts = [[segment["text"] for segment in block["segments"]] for block in blocks]
    assert texts[1] == [None, "At sea"]
    assert texts[2] == ["কেউ ঘুমায় না।", "Nobody sleeps."]
    assert [[segment["isOutdated"] for segment in block["segments"]] for block in blocks][2] == [True, False]


async def test_has_a_segment_for_each_asked_locale_in_the_order_asked(api: Api, newsroom: Newsroom) -> None:
    for block in await parallel(api, newsroom, "pt-br", "he", "en", "PT-BR"):
        assert [(each["locale"], each["direction"]) for each in block["segments"]] == [
            ("pt-BR", "LTR"),
            ("he", "RTL"),
            ("en", "LTR"),
        ]
        assert [each["text"] is None for each in block["segments"]] == [True, True, False]


async def test_shows_the_text_of_a_draft_side_by_side_to_staff_alone(api: Api, newsroom: Newsroom) -> None:
    for speaker, is_shown in ((None, False), (LENA, False), (EVA, True)):
        blocks = await parallel(api, newsroom, "ar", speaker=speaker)
        assert any(block["segments"][0]["text"] for block in blocks) is is_shown
        assert len(blocks) == 4


async def test_takes_the_locales_from_a_list_with_variables_in_it(api: Api, newsroom: Newsroom) -> None:
    query = """query($id: ID!, $a: Locale!, $b: Locale!) { article(id: $id) {
        parallelText(locales: ["en", $a, $b]) { segments { locale } }
    } }"""
    for a, b in (("bn", "ar"), ("ar", "bn"), ("en", "bn")):
        data = await api.run(query, id=newsroom.id("article", "ferry"), a=a, b=b)
        asked = [each["locale"] for each in data["article"]["parallelText"][0]["segments"]]
        assert asked == list(dict.fromkeys(["en", a, b]))


async def test_has_no_segments_where_no_locale_is_asked_for(api: Api, newsroom: Newsroom) -> None:
    assert [block["segments"] for block in await parallel(api, newsroom)] == [[]] * 4


async def test_refuses_more_locales_side_by_side_than_a_site_has(api: Api, newsroom: Newsroom) -> None:
    many = [f"a{chr(97 + n)}" for n in range(21)]
    refusals = await api.refusals(PARALLEL, id=newsroom.id("article", "ferry"), l=many)
    assert refusals == [("BAD_USER_INPUT", ["article", "parallelText"])]
