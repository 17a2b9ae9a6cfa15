"""Answers to guests are kept, are never those of somebody else, and are not older than a second."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from server.events.feed import Feed
from server.http import kept as keeping
from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.newsroom import Newsroom
from tests.api.voices import LENA, OMI
from tests.caching.asking import FEED, data, get, kept_of, read_kept


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
