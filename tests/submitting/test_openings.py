"""Whether an article takes a comment: that it is there for readers, and that its policy is open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ADA, ANN, EVA, LENA, TARIQ, Speaker
from tests.submitting.conftest import Clock
from tests.submitting.policies import change_article, set_article_policy, set_site_policy
from tests.submitting.sending import count_comments, problems, send, stored_comment

BODY = "When are the lamps lit?"
CLOSED = [("COMMENTS_CLOSED", "articleId")]
MILLISECOND = timedelta(milliseconds=1)


async def _accepts(api: Api, article: str, speaker: Speaker = None) -> bool:
    """What the article says of itself."""
    query = "query($id: ID!) { article(id: $id) { acceptsComments } }"
    answer: bool = (await api.run(query, speaker, id=article))["article"]["acceptsComments"]
    return answer


@pytest.mark.parametrize(
    "speaker", [None, TARIQ, LENA, ANN, EVA, ADA], ids=lambda who: who.name if who else "nobody"
)
async def test_an_article_that_readers_cannot_see_answers_as_one_that_is_not_there(
    api: Api, newsroom: Newsroom, speaker: Speaker
) -> None:
    hidden = [newsroom.id("article", name) for name in ("secret", "withdrawn", "deleted")]
    absent = [f"article_{uuid4().hex}", newsroom.id("comment", "a"), "article_", "article_x", "", "\x00"]
    before = await count_comments(api)
    answers = [await send(api, each, BODY, speaker) for each in hidden + absent]
    assert problems(answers[0]) == [("NOT_FOUND", "articleId")]
    assert all(answer == answers[0] for answer in answers)
    assert await count_comments(api) == before


async def test_a_hidden_article_with_closed_comments_does_not_tell_that_it_is_there(
    api: Api, newsroom: Newsroom
) -> None:
    await set_site_policy(api, mode="CLOSED", guests=False)
    assert problems(await send(api, newsroom.id("article", "secret"), BODY)) == [("NOT_FOUND", "articleId")]


@pytest.mark.parametrize("speaker", [None, LENA, ANN, ADA], ids=lambda who: who.name if who else "nobody")
async def test_a_closed_site_takes_no_comment_from_anybody(api: Api, article: str, speaker: Speaker) -> None:
    await set_site_policy(api, mode="CLOSED")
    assert problems(await send(api, article, BODY, speaker)) == CLOSED
    assert await _accepts(api, article, speaker) is False


async def test_an_article_is_open_just_before_it_closes_and_closed_at_that_moment(
    api: Api, article: str, clock: Clock
) -> None:
    await set_site_policy(api, close_after_days=7)
    await change_article(api, article, published_at=clock.now - timedelta(days=7) + MILLISECOND)
    assert await _accepts(api, article) is True
    await stored_comment(api, article, BODY)
    clock.now += MILLISECOND
    assert problems(await send(api, article, "One moment too late")) == CLOSED
    assert await _accepts(api, article) is False
    clock.now += MILLISECOND
    assert problems(await send(api, article, "Two moments too late")) == CLOSED


@pytest.mark.parametrize(
    ("site", "own", "is_open"),
    [
        ({"mode": "CLOSED"}, {"mode": "PRE"}, True),
        ({"mode": "PRE"}, {"mode": "CLOSED"}, False),
        ({"mode": "CLOSED"}, {"min_chars": 3}, False),
        ({"close_after_days": 1}, {"never_closes": True}, True),
        ({"close_after_days": 1}, {"close_after_days": 30}, True),
        ({"close_after_days": 1}, {"max_links": 0}, False),
        ({}, {"close_after_days": 1}, False),
        ({"close_after_days": 0}, {}, False),
    ],
    ids=str,
)
async def test_an_articles_own_value_stands_over_the_sites_field_by_field(
    api: Api, article: str, clock: Clock, site: dict[str, Any], own: dict[str, Any], is_open: bool
) -> None:
    await change_article(api, article, published_at=clock.now - timedelta(days=2))
    if site:
        await set_site_policy(api, **site)
    await set_article_policy(api, article, **own)
    assert await _accepts(api, article) is is_open
    payload = await send(api, article, BODY)
    assert (payload["errors"] == []) is is_open
    if not is_open:
        assert problems(payload) == CLOSED


async def test_an_articles_own_policy_is_no_other_articles(
    api: Api, article: str, newsroom: Newsroom
) -> None:
    await set_article_policy(api, article, mode="CLOSED", min_chars=20)
    await stored_comment(api, newsroom.id("article", "market"), "Short")


async def test_lengths_of_the_article_and_of_the_site_hold_together(api: Api, article: str) -> None:
    """The shortest is the article's, the longest the site's."""
    await set_site_policy(api, min_chars=1, max_chars=10)
    await set_article_policy(api, article, min_chars=4)
    assert problems(await send(api, article, "abc")) == [("TOO_SHORT", "body")]
    assert problems(await send(api, article, "a" * 11)) == [("TOO_LONG", "body")]
    await stored_comment(api, article, "abcd")


@pytest.mark.parametrize("speaker", [None, TARIQ], ids=["without a token", "with a token"])
async def test_a_guest_is_forbidden_where_guests_are_off(api: Api, article: str, speaker: Speaker) -> None:
    await set_article_policy(api, article, guests=False)
    assert problems(await send(api, article, BODY, speaker)) == [("FORBIDDEN", "input")]
    await stored_comment(api, article, BODY, LENA)


async def test_an_article_lets_guests_in_where_the_site_does_not(api: Api, article: str) -> None:
    await set_site_policy(api, guests=False)
    await set_article_policy(api, article, guests=True)
    await stored_comment(api, article, BODY)
