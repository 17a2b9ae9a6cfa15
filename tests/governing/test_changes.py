"""What a change of the policy does, and what it leaves alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from server.models import AuditEntry
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ADA, ANN, BOB, LENA, Speaker
from tests.governing.changing import (
    CHANGE,
    DEFAULTS,
    article_policy,
    change,
    payload_of,
    site_policy,
)
from tests.submitting.conftest import Clock
from tests.submitting.policies import change_article
from tests.submitting.sending import problems, send, stored_comment

EVERYTHING: dict[str, Any] = {
    "mode": "POST",
    "closeAfterDays": 30,
    "minChars": 5,
    "maxChars": 400,
    "maxLinks": 0,
    "maxDepth": 3,
    "editWindowSeconds": 60,
    "newcomerThreshold": 0,
    "flagsToHold": 9,
    "guests": False,
    "bannedWords": [{"locale": None, "words": ["viagra"]}],
    "suspectWords": [{"locale": "bn", "words": ["বাজে"]}, {"locale": "en", "words": ["dodgy*"]}],
}
NEVERS: dict[str, Any] = {"closeAfterDays": None, "flagsToHold": None}
BODY = "When are the lamps lit?"


@pytest.fixture
async def two_articles(api: Api, newsroom: Newsroom) -> tuple[str, str]:
    return newsroom.id("article", "lamps"), newsroom.id("article", "market")


# ── who ─────────────────────────────────────────────────────────────────────────────────────────


async def test_only_moderators_change_the_policy(api: Api, article: str, not_moderator: Speaker) -> None:
    for where in ({}, {"articleId": article}):
        values = {"mode": "CLOSED", **where}
        assert await api.refusals(CHANGE, not_moderator, input=values) == [
            ("FORBIDDEN", ["updateCommentPolicy"])
        ]
    assert await site_policy(api) == await article_policy(api, article) == DEFAULTS


@pytest.mark.parametrize("speaker", [ANN, ADA], ids=lambda who: who.name)
async def test_moderators_and_administrators_do(api: Api, speaker: Speaker) -> None:
    assert (await change(api, speaker, mode="POST"))["mode"] == "POST"


async def test_readers_do_not_see_the_words(api: Api, article: str) -> None:
    await change(api, **EVERYTHING)
    seen = await article_policy(api, article, LENA)
    assert seen == {**EVERYTHING, "bannedWords": None, "suspectWords": None}


# ── what ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("is_site", [True, False], ids=["site", "article"])
@pytest.mark.parametrize("name", list(EVERYTHING))
async def test_only_what_is_given_changes(
    api: Api, two_articles: tuple[str, str], name: str, is_site: bool
) -> None:
    one, other = two_articles
    where = {} if is_site else {"articleId": one}
    expected = {**DEFAULTS, name: EVERYTHING[name]}
    assert await change(api, **where, **{name: EVERYTHING[name]}) == expected
    assert await article_policy(api, one) == expected
    assert await site_policy(api) == await article_policy(api, other) == (expected if is_site else DEFAULTS)


@pytest.mark.parametrize("is_site", [True, False], ids=["site", "article"])
async def test_everything_may_be_given_at_once_and_nothing(api: Api, article: str, is_site: bool) -> None:
    where = {} if is_site else {"articleId": article}
    assert await change(api, **where, **EVERYTHING) == EVERYTHING
    assert await change(api, **where) == EVERYTHING
    assert await change(api, **where, **NEVERS) == {**EVERYTHING, **NEVERS}
    assert await change(api, **where, **DEFAULTS) == DEFAULTS


async def test_an_articles_never_stands_over_the_sites_number_and_a_number_over_never(
    api: Api, article: str
) -> None:
    await change(api, closeAfterDays=1, flagsToHold=2)
    own = await change(api, articleId=article, **NEVERS)
    assert (own["closeAfterDays"], own["flagsToHold"]) == (None, None)
    assert (await site_policy(api))["closeAfterDays"] == 1
    own = await change(api, articleId=article, closeAfterDays=9)
    assert (own["closeAfterDays"], own["flagsToHold"]) == (9, None)


async def test_what_an_article_has_not_set_follows_the_site(api: Api, article: str) -> None:
    await change(api, articleId=article, maxLinks=0, bannedWords=[])
    await change(api, mode="POST", maxLinks=9, bannedWords=EVERYTHING["bannedWords"])
    own = await article_policy(api, article)
    assert (own["mode"], own["maxLinks"], own["bannedWords"]) == ("POST", 0, [])


async def test_a_reset_drops_all_an_article_has_of_its_own_and_then_sets_what_is_given(
    api: Api, article: str
) -> None:
    await change(api, articleId=article, **EVERYTHING)
    await change(api, articleId=article, **NEVERS)
    assert await change(api, articleId=article, reset=True, minChars=7) == {**DEFAULTS, "minChars": 7}
    assert await change(api, articleId=article, reset=True) == DEFAULTS
    assert await change(api, articleId=article, reset=None) == DEFAULTS


async def test_two_changes_of_different_fields_at_once_both_survive(api: Api, article: str) -> None:
    numbers = {name: value for name, value in EVERYTHING.items() if name != "guests"}
    for where in ({}, {"articleId": article}):
        calls = [
            payload_of(api, [ANN, BOB][at % 2], **where, **{name: value})
            for at, (name, value) in enumerate(numbers.items())
        ]
        assert all(each["errors"] == [] for each in await asyncio.gather(*calls))
        assert await change(api, **where) == {**EVERYTHING, "guests": True}


# ── effect ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_change_holds_for_the_next_comment(api: Api, article: str) -> None:
    await change(api, mode="POST", newcomerThreshold=0, bannedWords=EVERYTHING["bannedWords"])
    assert (await stored_comment(api, article, "A lamp"))["status"] == "APPROVED"
    assert (await stored_comment(api, article, "Buy v1agra vi@gra viagra"))["status"] == "REJECTED"
    await change(api, articleId=article, minChars=30)
    assert problems(await send(api, article, BODY)) == [("TOO_SHORT", "body")]
    await change(api, articleId=article, guests=False)
    assert problems(await send(api, article, BODY)) == [("FORBIDDEN", "input")]
    await change(api, articleId=article, mode="CLOSED")
    assert problems(await send(api, article, BODY, LENA)) == [("COMMENTS_CLOSED", "articleId")]
    await change(api, articleId=article, reset=True)
    await stored_comment(api, article, BODY)


async def test_an_article_closes_after_its_days_to_the_millisecond(
    api: Api, article: str, clock: Clock
) -> None:
    await change_article(api, article, published_at=clock.now - timedelta(days=2))
    await change(api, closeAfterDays=2)
    assert problems(await send(api, article, BODY)) == [("COMMENTS_CLOSED", "articleId")]
    await change(api, articleId=article, closeAfterDays=None)
    await stored_comment(api, article, BODY)


# ── the record ──────────────────────────────────────────────────────────────────────────────────

LOG = """{ auditLog { nodes { action before after actor { name } subject { id } } } }"""


async def _entries(api: Api) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await api.run(LOG, ANN))["auditLog"]["nodes"]
    return [node for node in nodes if node["action"] == "policy.update"]


async def test_every_value_that_changes_is_recorded_with_who_changed_it(api: Api, article: str) -> None:
    await change(api, ANN, mode="POST", minChars=2, closeAfterDays=7)
    await change(api, BOB, articleId=article, closeAfterDays=None)
    await change(api, BOB, articleId=article, reset=True)
    said = [
        (each["before"], each["after"], each["actor"]["name"], each["subject"])
        for each in await _entries(api)
    ]
    assert said[:2] == [
        ("closeAfterDays=never", "closeAfterDays=inherited", "Bob", {"id": article}),
        ("closeAfterDays=inherited", "closeAfterDays=never", "Bob", {"id": article}),
    ]
    assert sorted(said[2:], key=str) == [
        ("closeAfterDays=never", "closeAfterDays=7", "Ann", None),
        ("mode=PRE", "mode=POST", "Ann", None),
    ]


async def test_the_record_holds_a_digest_and_no_word(api: Api) -> None:
    await change(api, bannedWords=EVERYTHING["bannedWords"])
    await change(api, bannedWords=[])
    (dropped, set_) = await _entries(api)
    assert set_["before"] == dropped["after"] == "bannedWords=none"
    assert set_["after"] == dropped["before"]
    assert set_["after"].startswith("bannedWords=sha256:")
    assert "viagra" not in str(await api.rows(select(AuditEntry.before, AuditEntry.after)))


async def test_what_changes_nothing_is_not_recorded_and_a_refusal_leaves_no_trace(
    api: Api, article: str
) -> None:
    counted = select(func.count()).select_from(AuditEntry)
    before = await api.rows(counted)
    await change(api, **DEFAULTS)
    await change(api, articleId=article, reset=True)
    assert (await payload_of(api, mode="POST", minChars=-1))["errors"] != []
    assert await api.rows(counted) == before
    assert await site_policy(api) == DEFAULTS
