"""What only PostgreSQL has: transactions that end in any order, and connections that may be lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import insert
from sqlalchemy.engine import make_url

from server.database import Database, connection_arguments
from server.events import feed as feed_module
from server.events import outbox as outbox_module
from server.events.feed import EVERYTHING, Feed
from server.events.outbox import Outbox
from server.models import OutboxEvent
from server.models.types import utc_now
from server.services.outbox import announce
from server.settings import load_settings
from tests.conftest import TEST_SECRET
from tests.databases import MIGRATED, PostgresServer
from tests.live.events import PATIENCE_SECONDS, comments, happen, heard


@pytest.fixture
async def database(postgres_server: PostgresServer) -> AsyncIterator[Database]:
    with postgres_server.database(MIGRATED) as url:
        opened = Database(load_settings({"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": TEST_SECRET}))
        await opened.connect()
        yield opened
        await opened.close()


@pytest.fixture
async def feed(database: Database) -> AsyncIterator[Feed]:
    opened = Feed(database)
    yield opened
    await opened.close()


async def test_skips_no_transaction_that_began_before_and_committed_after_others(database: Database) -> None:
    """Ids and times rise in the order of writing, transactions end in any: nothing that ends late is missed."""
    outbox, first, second, third = Outbox(database), uuid4(), uuid4(), uuid4()
    async with database.transaction() as slow:
        await announce(slow, "comment.decided", {"comment": first}, at=utc_now())
        await outbox.begin()
        await happen(database, second)
        assert comments(await outbox.news()) == [second]
        await happen(database, third)
        assert comments(await outbox.news()) == [third]
    assert comments(await outbox.news()) == [first]
    assert await outbox.news() == []


async def test_tells_nothing_twice_when_it_looks_back(database: Database) -> None:
    """As it does after a lost connection; tests/endurance shows what it finds then."""
    outbox, ids = Outbox(database), [uuid4() for _ in range(4)]
    await outbox.begin()
    for each in ids[:3]:
        await happen(database, each)
        assert comments(await outbox.news()) == [each]
    await cut_readers(database)
    assert await outbox.news() == []
    await cut_readers(database)
    await happen(database, ids[3])
    assert comments(await outbox.news()) == [ids[3]]
    await cut_readers(database)
    assert await outbox.news() == []


async def cut_readers(database: Database) -> None:
    arguments = connection_arguments(make_url(database.settings.database_url))
    outside, losses = await asyncpg.connect(**arguments), database.losses
    ended = await outside.fetchval(
        "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity "
        "WHERE application_name = 'galley' AND datname = current_database()"
    )
    await outside.close()
    assert ended
    await database.read("SELECT 1", ())
    assert database.losses > losses


@pytest.mark.parametrize("kills", [1, 3])
async def test_listens_again_after_its_connections_were_ended(
    database: Database, feed: Feed, kills: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "LOOK_EVERY_SECONDS", 3600)
    arguments = connection_arguments(make_url(database.settings.database_url))
    async with feed.listening(EVERYTHING) as ear:
        for _ in range(kills):
            await happen(database, uuid4())
            await heard(ear, 1)
            killer = await asyncpg.connect(**arguments)
            await killer.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name LIKE 'galley%' AND datname = current_database()"
            )
            await killer.close()
            one = uuid4()
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    try:
                        await happen(database, one)
                        break
                    except Exception:  # noqa: BLE001 - the writer's connections were ended too
                        await asyncio.sleep(0.05)
            assert await heard(ear, 1) == [one]


async def test_finds_new_events_by_an_index(database: Database) -> None:
    """Also among many that wait to be tidied away."""
    async with database.transaction() as session:
        rows = [{"id": uuid4(), "kind": "x", "payload": {}, "created_at": utc_now()} for _ in range(5_000)]
        await session.execute(insert(OutboxEvent), rows)
    connection = await asyncpg.connect(**connection_arguments(make_url(database.settings.database_url)))
    try:
        await connection.execute(
            "ANALYZE outbox; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off"
        )
        place = await connection.fetchval("SELECT pg_current_snapshot()::text")
        plan = await connection.fetch("EXPLAIN " + outbox_module._POSTGRESQL_NEWS, place, 10)
    finally:
        await connection.close()
    assert "ix_outbox_position" in "\n".join(line for (line,) in plan)
