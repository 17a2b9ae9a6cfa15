"""After a crash PostgreSQL gives numbers of transactions a second time: nothing stored under one is missed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from server.database import Database
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
