"""The language of a comment: told, told by its script, or not known; and the language of the notice."""

from __future__ import annotations

import pytest

from server.moderation.notices import notice as told
from server.moderation.status import CommentStatus
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.submitting.sending import SUBMIT, comment_input, count_comments, send


@pytest.mark.parametrize(
    ("under", "body", "given", "locale", "direction", "notice"),
    [
        ("lamps", "When are they lit?", None, None, "LTR", "en"),
        ("lamps", "বাতিগুলো কখন জ্বলে?", None, "bn", "LTR", "bn"),
        ("lamps", "متى تضاء المصابيح؟", None, "ar", "RTL", "ar"),
        ("lamps", "Quando acendem?", "pt", "pt", "LTR", "pt"),
        ("lamps", "Quando acendem?", "PT-br", "pt-BR", "LTR", "pt"),
        ("herons", "How many herons?", None, None, "LTR", "bn"),
        ("bridge", "How long is it?", "en", "en", "LTR", "en"),
    ],
)
async def test_a_comments_language_is_its_own_and_not_the_articles(
    api: Api,
    newsroom: Newsroom,
    under: str,
    body: str,
    given: str | None,
    locale: str | None,
    direction: str,
    notice: str,
) -> None:
    payload = await send(api, newsroom.id("article", under), body, locale=given)
    assert payload["errors"] == []
    assert (payload["comment"]["locale"], payload["comment"]["direction"]) == (locale, direction)
    assert payload["notice"] == told(CommentStatus.PENDING, [notice])


@pytest.mark.parametrize(
    ("body", "given", "locale", "direction"),
    [
        ("Wann brennen die Lampen?", "de", "de", "LTR"),
        ("Когда их зажигают?", None, "ru", "LTR"),
        ("מתי מדליקים אותן?", "he", "he", "RTL"),
    ],
)
async def test_a_language_that_the_site_does_not_list_is_kept_under_its_tag(
    api: Api, article: str, body: str, given: str | None, locale: str, direction: str
) -> None:
    listed = "{ site { locales { locale } } }"
    before = await api.run(listed)
    payload = await send(api, article, body, locale=given)
    assert (payload["comment"]["locale"], payload["comment"]["direction"]) == (locale, direction)
    assert payload["notice"] == told(CommentStatus.PENDING, ["en"])
    assert await api.run(listed) == before


async def test_a_text_whose_script_belies_the_language_told_runs_as_its_script_does(
    api: Api, article: str
) -> None:
    payload = await send(api, article, "متى تضاء المصابيح؟", locale="en")
    assert (payload["comment"]["locale"], payload["comment"]["direction"]) == ("en", "RTL")


@pytest.mark.parametrize("given", ["x", "en_US!!", "\x00", 7], ids=ascii)
async def test_what_is_no_language_tag_is_refused_before_anything_is_stored(
    api: Api, article: str, given: object
) -> None:
    before = await count_comments(api)
    values = comment_input(article, "A lamp.", None, locale=given)
    assert [code for code, _ in await api.refusals(SUBMIT, input=values)] == ["BAD_USER_INPUT"]
    assert await count_comments(api) == before
