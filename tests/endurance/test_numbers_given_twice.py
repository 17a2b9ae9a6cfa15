"""After a crash PostgreSQL gives numbers of transactions a second time: nothing stored under one is missed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from server.database import Database, connection_arguments
from server.events.feed import EVERYTHING, Feed
from server.models import OutboxEvent
from tests.endurance.house import limited
from tests.endurance.postgres import Restartable
from tests.live.events import PATIENCE_SECONDS, happen, heard
from tests.live.server import until

TRIES = 8
"""PostgreSQL may write to the disk at any moment, and then remembers the number."""


@pytest.fixture
async def database(own_database_url: str) -> AsyncIterator[Database]:
    opened = Database(limited(own_database_url))
    await opened.connect()
    yield opened
    await opened.close()


async def lost_number(database: Database) -> int:
    """Of a transaction that has ended and is not on the disk yet."""
    async with database.transaction() as session:
        await session.execute(text("SET LOCAL synchronous_commit TO off"))
        number: int = (await session.execute(text("SELECT pg_current_xact_id()::text::bigint"))).scalar_one()
    return number


async def until_read(feed: Feed, number: int) -> None:
    """Until the feed's place is past it."""

    def place() -> str:
        return str(feed._outbox._place)

    await until(lambda: int(place().split(":")[1]) > number)


async def test_hears_what_was_stored_under_a_number_that_was_given_before(
    own_server: Restartable, database: Database
) -> None:
    feed = Feed(database)
    async with feed.listening(EVERYTHING) as ear:
        for _ in range(TRIES):
            before = [uuid4() for _ in range(3)]
            for each in before:
                await until_it_happens(database, each)
            assert await heard(ear, 3) == before, "and nothing is heard again"
            number = await lost_number(database)
            await until_read(feed, number)
            async with own_server.away("immediate"):
                pass
            after = uuid4()
            await until_it_happens(database, after)
            assert await heard(ear, 1) == [after]
            if await position_of_newest(database) <= number:
                break  # it was given again, or a notification's before it
        else:
            raise AssertionError("no number was given twice")
    await feed.close()


class Held(Feed):
    """Looks, and listens again, when it may."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.may_look, self.may_listen = asyncio.Event(), asyncio.Event()
        self.may_look.set()
        self.may_listen.set()
        self.is_held = False
        self.looks = 0
        connect = self._bell._connect  # type: ignore[union-attr]

        async def connected(name: str) -> Any:
            if name == "galley-listen":
                await self.may_listen.wait()
            return await connect(name)

        self._bell._connect = connected  # type: ignore[method-assign,union-attr]

    async def _look(self) -> None:
        self.is_held = not self.may_look.is_set()
        await self.may_look.wait()
        self.is_held = False
        await super()._look()
        self.looks += 1

    async def look(self) -> None:
        """Returns when one that began now has ended."""
        wanted = self.looks + 2
        await until(lambda: self.looks >= wanted)


async def test_hears_it_where_it_was_looked_for_before_the_crash(
    own_server: Restartable, database: Database
) -> None:
    """Whoever listens hears of the end before it has come, and of the beginning after much has happened; the look
    between them is by a connection that the pool makes anew, and nobody is told so."""
    feed = Held(database)
    async with feed.listening(EVERYTHING) as ear:
        for _ in range(TRIES):
            before = uuid4()
            await until_it_happens(database, before)
            assert await heard(ear, 1) == [before]
            number = await lost_number(database)
            await until_read(feed, number)
            feed.may_listen.clear()
            await cut_listener(database)
            await feed.look()
            feed.may_look.clear()
            await until(lambda: feed.is_held)
            async with own_server.away("immediate"):
                pass
            after = uuid4()
            await until_it_happens(database, after)
            feed.may_look.set()
            assert await heard(ear, 1) == [after]
            feed.may_listen.set()
            if await position_of_newest(database) <= number:
                break
        else:
            raise AssertionError("no number was given twice")
    await feed.close()


async def cut_listener(database: Database) -> None:
    """Returns when it is gone."""
    outside = await asyncpg.connect(**connection_arguments(make_url(database.settings.database_url)))
    ended = await outside.fetchval(
        "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity "
        "WHERE application_name = 'galley-listen' AND datname = current_database()"
    )
    await outside.close()
    assert ended == 1


async def until_it_happens(database: Database, comment: object) -> None:
    """The pool's connections were cut with the server."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                await happen(database, comment)  # type: ignore[arg-type]
                return
            except Exception:  # noqa: BLE001 - whatever a driver says of a connection that is no more
                await asyncio.sleep(0.02)


async def position_of_newest(database: Database) -> int:
    async with database.transaction() as session:
        newest = select(OutboxEvent.position).order_by(OutboxEvent.id.desc()).limit(1)
        return (await session.execute(newest)).scalar_one()
