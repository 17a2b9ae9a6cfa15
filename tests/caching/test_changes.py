"""Every change of what guests see drops the answers that show it: at once here, within a second elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from server.events.feed import Feed
from server.http import kept as keeping
from server.models.types import utc_now
from server.services.articles import ArticleDraft, TranslationDraft, update_article_text
from server.services.names import ensure_category
from server.services.publishing import publish, unpublish
from server.services.site import chains_of, sync_site
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, OMI
from tests.caching.asking import ARTICLE, FEED, STALE_SECONDS, data, get, kept_of, read_kept, stale_seconds
from tests.readers.acting import delete, edit
from tests.submitting.policies import set_site_policy
from tests.submitting.sending import decide, send, stored_comment

POLICY = """mutation($input: UpdateCommentPolicyInput!) {
  updateCommentPolicy(input: $input) { policy { mode } errors { code message } } }"""
NAMES = '{ categories { translation(locale: "en") { name } } site { name } }'


async def _approve(api: Api, newsroom: Newsroom) -> None:
    comment = await stored_comment(api, newsroom.id("article", "ferry"), "Approved now", OMI)
    await decide(api, comment["id"], "APPROVED", version=comment["version"])


async def _reject(api: Api, newsroom: Newsroom) -> None:
    found = await api.run("{ comments(first: 1, filter: {status: APPROVED}) { nodes { id version } } }", ANN)
    [comment] = found["comments"]["nodes"]
    await decide(api, comment["id"], "REJECTED", version=comment["version"])


async def _decide_again(api: Api, newsroom: Newsroom) -> None:
    """Changes nothing but the version."""
    shown = str(await api.run(FEED))
    found = await api.run("{ moderationQueue(queue: UNREVIEWED, first: 50) { nodes { id version } } }", ANN)
    comment = next(each for each in found["moderationQueue"]["nodes"] if each["id"] in shown)
    await decide(api, comment["id"], "APPROVED", version=comment["version"])


async def _unpublish(api: Api, newsroom: Newsroom) -> None:
    async with api.database.transaction() as session:
        assert await unpublish(
            session,
            article_id=newsroom.uuid("article", "lamps"),
            locale=None,
            now=utc_now(),
            chains=chains_of(api.settings),
        )


async def _retitle(api: Api, newsroom: Newsroom) -> None:
    async with api.database.transaction() as session:
        draft = ArticleDraft(
            original_locale="en",
            translations={"en": TranslationDraft(title="Copper lamps")},
        )
        assert await update_article_text(
            session, newsroom.uuid("article", "lamps"), draft, now=utc_now(), chains=chains_of(api.settings)
        )


CHANGES = {
    "approved": _approve,
    "rejected": _reject,
    "decided-again": _decide_again,
    "unpublished": _unpublish,
    "retitled": _retitle,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_a_change_here_is_seen_at_once(
    api: Api, newsroom: Newsroom, change: Callable[[Api, Newsroom], Awaitable[None]]
) -> None:
    before = await read_kept(api, FEED)
    await change(api, newsroom)
    assert await data(api, FEED) != before


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_a_change_in_another_process_is_seen_within_a_second(
    api: Api, other: Api, newsroom: Newsroom, change: Callable[[Api, Newsroom], Awaitable[None]]
) -> None:
    before = await read_kept(api, FEED)
    await change(other, newsroom)
    assert await stale_seconds(api, FEED, before) < STALE_SECONDS


async def test_edits_and_deletions_are_changes(api: Api, newsroom: Newsroom) -> None:
    await set_site_policy(api, mode="POST", edit_window_seconds=600)
    article = newsroom.id("article", "ferry")
    comment = await stored_comment(api, article, "Before", OMI)
    assert "Before" in str(await read_kept(api, ARTICLE, id=article))
    edited = await edit(api, comment["id"], "Afterwards", OMI, version=comment["version"])
    assert edited["errors"] == []
    assert "Afterwards" in str(await read_kept(api, ARTICLE, id=article))
    await delete(api, comment["id"], OMI)
    assert "Afterwards" not in str(await read_kept(api, ARTICLE, id=article))


async def test_names_and_the_site_are_in_every_answer(api: Api, newsroom: Newsroom) -> None:
    before = await read_kept(api, NAMES)
    async with api.database.transaction() as session:
        await ensure_category(
            session, slug="weather", names={"en": "Weather"}, original_locale="en", default_locale="en"
        )
    after = await read_kept(api, NAMES)
    assert after != before
    async with api.database.transaction() as session:
        await sync_site(session, replace(api.settings, site_name="Another"))
    assert (await data(api, NAMES))["site"]["name"] == "Another"


async def test_a_policy_opens_and_closes_comments(api: Api, other: Api, newsroom: Newsroom) -> None:
    asked = "{ articles(first: 50) { nodes { acceptsComments } } }"
    before = await read_kept(api, asked)
    payload = await other.run(POLICY, ANN, input={"mode": "CLOSED"})
    assert payload["updateCommentPolicy"]["errors"] == []
    assert await stale_seconds(api, asked, before) < STALE_SECONDS


async def test_a_change_of_one_article_leaves_the_answers_about_others(api: Api, newsroom: Newsroom) -> None:
    about = {name: newsroom.id("article", name) for name in ("ferry", "lamps")}
    for id_ in about.values():
        await read_kept(api, ARTICLE, id=id_)
    assert len(kept_of(api)) == 2
    comment = await stored_comment(api, about["ferry"], "About the ferry", OMI)
    await decide(api, comment["id"], "APPROVED", version=comment["version"])
    await read_kept(api, "{ site { name } }")
    with api.counting() as counted:
        await get(api, ARTICLE, id=about["lamps"])
    assert counted.count == 0
    assert "About the ferry" in str(await data(api, ARTICLE, id=about["ferry"]))


async def test_a_held_comment_drops_nothing(api: Api, newsroom: Newsroom) -> None:
    await read_kept(api, FEED)
    payload = await send(api, newsroom.id("article", "ferry"), "Held", OMI)
    assert payload["comment"]["status"] == "PENDING"
    await asyncio.sleep(0.3)
    assert len(kept_of(api)) == 1
    await read_kept(api, FEED)


async def test_what_is_not_there_may_come_to_be(api: Api, newsroom: Newsroom) -> None:
    article = newsroom.uuid("article", "lamps")
    chains = chains_of(api.settings)
    asked = 'query($id: ID!) { article(id: $id) { translation(locale: "en") { title } } }'
    async with api.database.transaction() as session:
        await unpublish(session, article_id=article, locale=None, now=utc_now(), chains=chains)
    assert await read_kept(api, asked, id=f"article_{article.hex}") == {"article": None}
    async with api.database.transaction() as session:
        now = utc_now()
        await publish(session, article_id=article, locale=None, at=now, now=now, chains=chains)
    assert (await data(api, asked, id=f"article_{article.hex}"))["article"] is not None


# ── the clock ───────────────────────────────────────────────────────────────────────────────────


async def test_what_is_scheduled_appears_when_it_is_due(api: Api, newsroom: Newsroom) -> None:
    article = newsroom.uuid("article", "lamps")
    chains = chains_of(api.settings)
    async with api.database.transaction() as session:
        await unpublish(session, article_id=article, locale=None, now=utc_now(), chains=chains)
    before = await read_kept(api, FEED)
    async with api.database.transaction() as session:
        now = utc_now()
        await publish(
            session, article_id=article, locale=None, at=now + timedelta(seconds=1), now=now, chains=chains
        )
    assert await data(api, FEED) == before
    assert await stale_seconds(api, FEED, before) < 1 + 2 * STALE_SECONDS


async def test_what_depends_on_the_time_is_kept_for_a_second(
    api: Api, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "{ articles(first: 50) { nodes { acceptsComments } } }"
    await set_site_policy(api, close_after_days=30)
    await read_kept(api, asked)
    await asyncio.sleep(keeping.CLOCK_SECONDS)
    monkeypatch.setattr(Feed, "is_current", lambda _self: True)
    with api.counting() as counted:
        await get(api, asked)
    assert counted.count > 0
    await get(api, FEED)
