"""The purge hook is told the keys of what has changed for readers: by one process, again until it is heard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from server.database import Database
from server.events.event import Event
from server.events.feed import EVERYTHING
from server.models.types import utc_now
from server.services import purging
from server.services.publishing import unpublish
from server.services.purging import Purger
from server.services.site import chains_of
from server.settings import Settings, load_settings
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import OMI
from tests.conftest import TEST_SECRET
from tests.submitting.sending import decide, send, stored_comment
from tests.trail.log import eventually
from tests.trail.receiver import KEY, OK, SECRET, Receiver, receiving

FAILS = b"HTTP/1.1 503 Oh\r\n\r\n"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as opened:
        yield opened


def purger_of(api: Api, receiver: Receiver, database: Database | None = None) -> Purger:
    rules = replace(api.settings.caching, purge_url=receiver.url, purge_secrets=(KEY,))
    return Purger(database or api.database, rules)


@pytest.fixture
async def told(api: Api, receiver: Receiver) -> AsyncIterator[Purger]:
    """One that listens, steps by hand, and has told that it has begun."""
    purger = purger_of(api, receiver)
    async with api.app.state.feed.telling(EVERYTHING, purger):
        await purger.step()
        assert keys(receiver) == [["galley"]]
        receiver.requests.clear()
        yield purger


def keys(receiver: Receiver) -> list[Any]:
    assert all(each.is_signed for each in receiver.requests)
    assert {each.message["type"] for each in receiver.requests} <= {"answers.changed"}
    return [each.message["data"]["keys"] for each in receiver.requests]


async def heard(purger: Purger) -> None:
    async def has_keys() -> bool:
        return bool(purger._keys)

    await eventually(has_keys, within_seconds=5)


async def test_tells_the_article_of_a_comment(
    api: Api, newsroom: Newsroom, told: Purger, receiver: Receiver
) -> None:
    article = newsroom.id("article", "ferry")
    comment = await stored_comment(api, article, "Approved", OMI)
    await decide(api, comment["id"], "APPROVED", version=comment["version"])
    await heard(told)
    await told.step()
    assert keys(receiver) == [[article, "comments", "many-articles"]]


async def test_tells_what_is_unpublished(
    api: Api, newsroom: Newsroom, told: Purger, receiver: Receiver
) -> None:
    async with api.database.transaction() as session:
        await unpublish(
            session,
            article_id=newsroom.uuid("article", "lamps"),
            locale=None,
            now=utc_now(),
            chains=chains_of(api.settings),
        )
    await heard(told)
    await told.step()
    assert keys(receiver) == [
        sorted([newsroom.id("article", "lamps"), "articles", "comments", "many-articles"])
    ]


async def test_tells_nothing_of_what_readers_do_not_see(
    api: Api, newsroom: Newsroom, told: Purger, receiver: Receiver
) -> None:
    await send(api, newsroom.id("article", "ferry"), "Held", OMI)
    feed = api.app.state.feed

    async def is_heard() -> bool:
        return bool(feed.is_current())

    await eventually(is_heard, within_seconds=5)
    await told.step()
    assert keys(receiver) == []


async def test_what_was_not_heard_is_told_again_with_the_next(
    told: Purger, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.answers = [FAILS, OK]
    told.tell([Event("names.changed")])
    await told.step()
    await told.step()
    assert keys(receiver) == [["galley"]], "not at once"
    later = utc_now() + timedelta(seconds=2)
    monkeypatch.setattr(purging, "utc_now", lambda: later)
    await told.step()
    assert keys(receiver) == [["galley"], ["galley"]]
    await told.step()
    assert len(receiver.requests) == 2


async def test_one_process_tells_and_another_takes_over(
    api: Api, told: Purger, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = purger_of(api, receiver)
    for purger in (told, second):
        purger.tell([Event("site.changed")])
        await purger.step()
    assert keys(receiver) == [["galley"]]
    later = utc_now() + purging.LEASE_LASTS + timedelta(seconds=1)
    monkeypatch.setattr(purging, "utc_now", lambda: later)
    await second.step()
    assert keys(receiver) == [["galley"], ["galley"]], "what the first one did not come to"
    told.tell([Event("site.changed")])
    await told.step()
    assert len(receiver.requests) == 2


async def test_more_keys_than_a_call_holds_are_everything(
    told: Purger, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "MOST_KEYS", 3)
    told._keys |= {f"article_{number}" for number in range(4)}
    await told.step()
    told.deafen()
    await told.step()
    assert keys(receiver) == [["galley"], ["galley"]]


def test_an_address_needs_a_secret() -> None:
    given = {"GALLEY_SECRET": TEST_SECRET, "GALLEY_PURGE_URL": "https://cdn.example/purge"}
    with pytest.raises(Exception, match="GALLEY_PURGE_SECRET is not"):
        load_settings(given)
    settings: Settings = load_settings({**given, "GALLEY_PURGE_SECRET": SECRET})
    assert "cdn.example" not in repr(settings)
