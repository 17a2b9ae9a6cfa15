"""Reading the outbox from where one was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import uuid4

import pytest
from sqlalchemy import delete

from server.database import Database
from server.events import outbox as outbox_module
from server.events.outbox import Outbox, TooMuch
from server.models import OutboxEvent
from server.models.types import utc_now
from server.services.outbox import announce
from server.settings import Settings
from tests.live.events import comments, happen


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    opened = Database(settings)
    await opened.connect()
    yield opened
    await opened.close()


async def test_reads_every_event_once(database: Database) -> None:
    outbox, ids = Outbox(database), [uuid4() for _ in range(5)]
    await happen(database, uuid4())
    await outbox.begin()
    assert await outbox.news() == []
    await happen(database, *ids[:3])
    await happen(database, *ids[3:])
    assert comments(await outbox.news()) == ids
    assert await outbox.news() == []


async def test_tells_nothing_of_what_was_rolled_back(database: Database) -> None:
    outbox = Outbox(database)
    await outbox.begin()
    with suppress(ZeroDivisionError):
        async with database.transaction() as session:
            await announce(session, "comment.decided", {"comment": uuid4()}, at=utc_now())
            raise ZeroDivisionError
    assert await outbox.news() == []


async def test_goes_on_after_everything_was_tidied_away(database: Database) -> None:
    outbox, later = Outbox(database), uuid4()
    await happen(database, *(uuid4() for _ in range(3)))
    await outbox.begin()
    async with database.transaction() as session:
        await session.execute(delete(OutboxEvent))
    assert await outbox.news() == []
    await happen(database, later)
    assert comments(await outbox.news()) == [later]


async def test_says_when_there_is_too_much(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "MOST_AT_ONCE", 3)
    outbox, later = Outbox(database), uuid4()
    await outbox.begin()
    await happen(database, *(uuid4() for _ in range(4)))
    with pytest.raises(TooMuch):
        await outbox.news()
    await happen(database, later)
    assert comments(await outbox.news()) == [later]
