"""Answers to guests are kept, are never those of somebody else, and are not older than a second."""

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
from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, LENA, OMI
from tests.caching.asking import ARTICLE, FEED, STALE_SECONDS, data, get, kept_of, read_kept, stale_seconds
from tests.readers.acting import delete, edit
from tests.submitting.policies import set_site_policy
from tests.submitting.sending import decide, send, stored_comment

POLICY = """mutation($input: UpdateCommentPolicyInput!) {
  updateCommentPolicy(input: $input) { policy { mode } errors { code message } } }"""
NAMES = '{ categories { translation(locale: "en") { name } } site { name } }'


async def test_what_is_asked_for_again_is_answered_without_a_statement(api: Api, newsroom: Newsroom) -> None:
    first = await data(api, FEED)
    assert len(first["articles"]["nodes"]) > 1
    assert await read_kept(api, FEED) == first


async def test_the_same_by_post(api: Api, newsroom: Newsroom) -> None:
    first = await api.send(FEED)
    await api.send(FEED)
    for _ in range(100):
        with api.counting() as counted:
            again = await api.send(FEED)
        if not counted.count:
            break
        await asyncio.sleep(0.02)
    assert counted.count == 0
    assert again.content == first.content
    assert again.headers["cache-control"] == "no-store"


async def test_what_is_asked_for_once_is_not_kept(api: Api, newsroom: Newsroom) -> None:
    await api.send(FEED)
    assert len(kept_of(api)) == 0


async def test_nothing_is_kept_of_and_for_those_who_say_who_they_are(api: Api, newsroom: Newsroom) -> None:
    mine = "{ articles(first: 20) { nodes { comments(first: 30) { nodes { isMine status } } } } viewer { name } }"
    as_guest = await read_kept(api, mine)
    with api.counting() as counted:
        as_reader = (await get(api, mine, LENA)).json()["data"]
    assert counted.count == 1
    assert as_reader["viewer"]["name"] == "Lena"
    assert as_reader != as_guest
    size = len(kept_of(api))
    for _ in range(3):
        await get(api, mine, OMI)
    assert len(kept_of(api)) == size
    assert await read_kept(api, mine) == as_guest


async def test_no_error_and_no_mutation_is_kept(api: Api, newsroom: Newsroom) -> None:
    for _ in range(4):
        await get(api, "{ queueCounts { count } }")
        await get(api, "{ nothing }")
        await api.send('mutation { flagComment(input: {id: "x", reason: SPAM}) { errors { code } } }')
    assert len(kept_of(api)) == 0


async def test_an_application_may_keep_nothing(settings: Settings) -> None:
    without = replace(settings, caching=replace(settings.caching, kept_mb=0))
    async with open_api(without) as api:
        for _ in range(3):
            with api.counting() as counted:
                response = await get(api, "{ site { name } }")
            assert counted.count == 1
        assert response.headers["etag"]


# ── changes, in this process and in another ─────────────────────────────────────────────────────


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


async def _publish(api: Api, newsroom: Newsroom) -> None:
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
    "unpublished": _publish,
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


# ── trust ───────────────────────────────────────────────────────────────────────────────────────


async def test_nothing_is_served_while_changes_cannot_be_heard(
    api: Api, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await read_kept(api, FEED)
    monkeypatch.setattr(Feed, "is_current", lambda _self: False)
    with api.counting() as counted:
        await get(api, FEED)
    assert counted.count > 0


async def test_missed_events_drop_everything(api: Api, newsroom: Newsroom) -> None:
    await read_kept(api, FEED)
    api.app.state.feed._deafen()
    assert len(kept_of(api)) == 0
    await read_kept(api, FEED)


async def test_what_was_read_while_something_changed_is_not_kept(
    api: Api, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await read_kept(api, "{ site { name } }")
    kept = kept_of(api)
    kept.clear()
    tagging = keeping.KeptAnswers.keep

    def keep_late(self: keeping.KeptAnswers, *arguments: object, **options: object) -> None:
        self.changes += 1
        tagging(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(keeping.KeptAnswers, "keep", keep_late)
    for _ in range(3):
        await get(api, FEED)
    assert len(kept) == 0


async def test_of_many_who_ask_at_once_one_reads(api: Api, newsroom: Newsroom) -> None:
    await read_kept(api, FEED)
    kept_of(api).clear()
    with api.counting() as counted:
        answers = await asyncio.gather(*(get(api, FEED) for _ in range(20)))
    assert len({each.content for each in answers}) == 1
    assert counted.count == 2, "the answer, and what is in it"


async def test_memory_is_bounded(api: Api, newsroom: Newsroom) -> None:
    kept = kept_of(api)
    kept._capacity = 20_000
    for number in range(1, 20):
        asked = FEED.replace("first: 20", f"first: {number}", 1)
        await get(api, asked)
        await get(api, asked)
        assert kept.size_bytes <= 20_000
    assert len(kept) > 1
    assert kept.size_bytes == sum(each.size for each in kept._kept.values())
    assert {key for keys in kept._by_tag.values() for key in keys} <= set(kept._kept)
