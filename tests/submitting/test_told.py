"""Why a comment was not taken is told in the comment's language, else in the article's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import insert

from server.models import Ban
from server.moderation.notices import LANGUAGES, Notice, text_of
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import LENA, Speaker
from tests.submitting.conftest import Clock
from tests.submitting.policies import change_article, set_site_policy
from tests.submitting.sending import send, stored_comment

BODY = "lamps"
KEY = "a-fresh-random-key"

REFUSALS: Mapping[Notice, tuple[dict[str, Any], Speaker, dict[str, int]]] = {
    Notice.BODY_MISSING: ({"body": " "}, None, {}),
    Notice.BODY_UNUSABLE: ({"body": "a\x07b"}, None, {}),
    Notice.BODY_TOO_LARGE: ({"body": "x" * 70_000}, None, {"kilobytes": 64}),
    Notice.TOO_SHORT: ({"body": "1"}, None, {"length": 1, "least": 2}),
    Notice.TOO_LONG: ({"body": "1" * 5001}, None, {"length": 5001, "most": 5000}),
    Notice.NAME_MISSING: ({"authorName": None}, None, {}),
    Notice.NAME_TOO_LONG: ({"authorName": "n" * 81}, None, {"most": 80}),
    Notice.NAME_UNUSABLE: ({"authorName": "a\u202eb"}, None, {}),
    Notice.NAME_TAKEN: ({"authorName": "Ann"}, None, {}),
    Notice.EMAIL_TOO_LONG: ({"authorEmail": f"{'a' * 250}@b.example"}, None, {"most": 254}),
    Notice.EMAIL_UNUSABLE: ({"authorEmail": "at home"}, None, {}),
    Notice.KEY_UNUSABLE: ({"idempotencyKey": "short"}, None, {"least": 16, "most": 64}),
    Notice.PARENT_GONE: ({"parentId": "comment_00000000000000000000000000000001"}, None, {}),
}
"""What of the input is wrong, who sends it, and the numbers that are told."""


@pytest.mark.parametrize("told", REFUSALS)
async def test_a_refusal_is_told_in_the_language_of_the_comment(api: Api, article: str, told: Notice) -> None:
    wrong, speaker, numbers = REFUSALS[told]
    body = wrong.get("body", BODY)
    more = {name: value for name, value in wrong.items() if name != "body"}
    for language in LANGUAGES:
        payload = await send(api, article, body, speaker, locale=language, **more)
        assert [error["message"] for error in payload["errors"]] == [text_of(told, [language], **numbers)]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_closed_article_a_ban_a_mismatch_and_a_hurry_are_told_in_the_language_of_the_comment(
    api: Api, article: str, clock: Clock, language: str
) -> None:
    async def messages(body: str, **more: Any) -> list[str]:
        payload = await send(api, article, body, LENA, locale=language, **more)
        return [error["message"] for error in payload["errors"]]

    def told(notice: Notice, **numbers: int) -> list[str]:
        return [text_of(notice, [language], **numbers)]

    await stored_comment(api, article, BODY, LENA, idempotencyKey=KEY)
    assert await messages(BODY) == told(Notice.DUPLICATE)
    assert await messages("candles", idempotencyKey=KEY) == told(Notice.KEY_USED)
    for number in range(4):
        await stored_comment(api, article, f"Lamp {number}", LENA)
    clock.advance(seconds=1)
    assert await messages("candles") == told(Notice.TOO_FAST, seconds=59)
    await set_site_policy(api, guests=False)
    guest = await send(api, article, BODY, locale=language)
    assert [error["message"] for error in guest["errors"]] == told(Notice.SIGN_IN)
    async with api.database.transaction() as session:
        await session.execute(insert(Ban).values(person_id=LENA.id))
    assert await messages("candles") == told(Notice.BANNED)
    await set_site_policy(api, mode="CLOSED")
    assert await messages("candles") == told(Notice.COMMENTS_CLOSED)


async def test_a_thread_that_is_too_deep_is_told_in_the_language_of_the_comment(
    api: Api, article: str, post_mode: None
) -> None:
    await set_site_policy(api, max_depth=0)
    parent = await stored_comment(api, article, BODY)
    for language in LANGUAGES:
        payload = await send(api, article, "candles", parentId=parent["id"], locale=language)
        assert [error["message"] for error in payload["errors"]] == [text_of(Notice.TOO_DEEP, [language])]


@pytest.mark.parametrize(
    ("under", "body", "given", "language"),
    [
        ("herons", "x", None, "bn"),
        ("herons", "x", "pt-BR", "pt"),
        ("herons", "x", "de", "bn"),
        ("lamps", "ঘ", None, "bn"),
        ("lamps", "ع", None, "ar"),
        ("lamps", "я", None, "en"),
    ],
)
async def test_the_comments_language_comes_first_then_the_articles(
    api: Api, newsroom: Newsroom, under: str, body: str, given: str | None, language: str
) -> None:
    payload = await send(api, newsroom.id("article", under), body, locale=given)
    expected = text_of(Notice.TOO_SHORT, [language], length=1, least=2)
    assert [error["message"] for error in payload["errors"]] == [expected]


async def test_the_language_of_an_article_without_readers_is_not_told(api: Api, newsroom: Newsroom) -> None:
    """Nor is that of a text in Bengali another one for an article that is there and one that is not."""
    for name in ("secret", "withdrawn", "deleted"):
        for body, language in (("lamps", "en"), ("বাতি", "bn")):
            payload = await send(api, newsroom.id("article", name), body)
            assert [error["message"] for error in payload["errors"]] == [
                text_of(Notice.ARTICLE_GONE, [language])
            ]


async def test_an_article_in_a_language_without_notices_speaks_english(api: Api, article: str) -> None:
    await change_article(api, article, original_locale="sw")
    short = await send(api, article, "x")
    taken = await send(api, article, "Taa zinawashwa lini?", locale="sw")
    expected = text_of(Notice.TOO_SHORT, ["en"], length=1, least=2)
    assert [error["message"] for error in short["errors"]] == [expected]
    assert taken["notice"] == text_of(Notice.HELD, ["en"])
    assert taken["comment"]["locale"] == "sw"
