"""The feed: what commits is told to all who listen, in this process and from others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from server.database import Database
from server.events import feed as feed_module
from server.events.feed import EVERYTHING, Feed, FellBehind
from server.models.types import utc_now
from server.services.outbox import announce
from server.settings import Settings
from tests.live.events import happen, heard


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    opened = Database(settings)
    await opened.connect()
    yield opened
    await opened.close()


@pytest.fixture
async def feed(database: Database) -> AsyncIterator[Feed]:
    opened = Feed(database)
    yield opened
    await opened.close()


async def test_tells_by_topic(database: Database, feed: Feed) -> None:
    article, other, comment = uuid4(), uuid4(), uuid4()
    async with (
        feed.listening(EVERYTHING) as all_,
        feed.listening(article) as its_own,
        feed.listening(other) as others,
    ):
        async with database.transaction() as session:
            await announce(session, "x", {"article": article, "comment": comment}, at=utc_now())
        assert await heard(all_, 1) == await heard(its_own, 1) == [comment]
        await happen(database, comment)
        assert await heard(all_, 1) == [comment]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await others.hear()


async def test_tells_all_of_many_writers(database: Database, feed: Feed) -> None:
    ids = [uuid4() for _ in range(60)]
    async with feed.listening(EVERYTHING) as ear:
        await asyncio.gather(*(happen(database, each) for each in ids))
        assert sorted(await heard(ear, len(ids))) == sorted(ids)


async def test_lets_go_of_who_does_not_keep_up(
    database: Database, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "BATCHES_KEPT", 2)
    async with feed.listening(EVERYTHING) as quick, feed.listening(EVERYTHING) as slow:
        for _ in range(4):
            one = uuid4()
            await happen(database, one)
            assert await heard(quick, 1) == [one]
        with pytest.raises(FellBehind):
            await slow.hear()
        with pytest.raises(FellBehind):
            await slow.hear()


async def test_begins_anew_where_somebody_listens_again(database: Database, feed: Feed) -> None:
    for _ in range(3):
        await happen(database, uuid4())
        async with feed.listening(EVERYTHING) as ear:
            assert feed.is_reading
            one = uuid4()
            await happen(database, one)
            assert await heard(ear, 1) == [one]
        assert not feed.is_reading


async def test_goes_on_after_the_database_was_away(database: Database, feed: Feed) -> None:
    one, reads = uuid4(), database._reads
    async with feed.listening(EVERYTHING) as ear:
        database._reads = None
        await happen(database, one)
        await asyncio.sleep(0.3)
        database._reads = reads
        assert await heard(ear, 1) == [one]


async def test_is_told_by_another_that_shares_the_database(
    database: Database, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nothing but the bell: no look by itself."""
    monkeypatch.setattr(feed_module, "LOOK_EVERY_SECONDS", 3600)
    other = Database(database.settings)
    teller = Feed(other)
    try:
        async with feed.listening(EVERYTHING) as ear:
            for _ in range(3):
                one = uuid4()
                await happen(other, one)
                assert await heard(ear, 1) == [one]
    finally:
        await teller.close()
        await other.close()


async def test_hears_of_what_nobody_rang_for(database: Database, feed: Feed) -> None:
    """A process that was killed after its commit, a command, a migration: a look finds them."""
    other = Database(database.settings)
    try:
        async with feed.listening(EVERYTHING) as ear:
            one = uuid4()
            await happen(other, one)
            async with asyncio.timeout(2):
                assert await heard(ear, 1) == [one]
    finally:
        await other.close()
