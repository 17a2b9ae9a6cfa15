"""Use cases that are cancelled at any moment: those who come after them neither wait nor fail."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest
from sqlalchemy import literal, select, update

from server.database import Database
from server.models import Site
from tests.endurance.house import limited
from tests.faults.conftest import EXAMPLES
from tests.live.server import until

ROUNDS = max(60, EXAMPLES)
CANCELLED = 5
NEXT_SECONDS = 2.0
"""For one who comes next, on a machine with other work. Alone it is some milliseconds; a lock is waited for for ten
seconds."""

pytestmark = pytest.mark.timeout(120 + EXAMPLES)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(limited(database_url))
    await opened.connect()
    yield opened
    await opened.close()


async def write(database: Database) -> None:
    """Reads and writes as use cases do."""
    async with database.transaction() as session:
        await session.execute(update(Site).values(default_locale="en"))
        await session.execute(select(literal(1)))
        await session.execute(update(Site).values(default_locale="bn"))


async def test_whoever_is_cancelled_leaves_nothing_locked(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    random = Random(3)
    await write(database)
    gone: list[asyncio.Task[None]] = []  # what they had in hand is not collected either
    for _ in range(ROUNDS):
        cancelled = [asyncio.create_task(write(database)) for _ in range(CANCELLED)]
        staying = asyncio.create_task(write(database))
        await asyncio.sleep(random.uniform(0, 0.006))
        for task in cancelled:
            await asyncio.sleep(random.choice((0, 0, 0.0005)))
            task.cancel()
        began = time.monotonic()
        await staying
        await write(database)
        assert time.monotonic() - began < NEXT_SECONDS
        outcomes = await asyncio.gather(*cancelled, return_exceptions=True)
        assert all(each is None or isinstance(each, asyncio.CancelledError) for each in outcomes), outcomes
        gone += cancelled
    pool: Any = database.engine.pool
    await until(lambda: pool.checkedout() == 0)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
