"""A small site of the benchmarks' making, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random

import pytest

from benchmarks.data.size import Size
from benchmarks.data.texts import Texts
from benchmarks.filling import Progress, fill
from server.database import Database
from server.models.types import utc_now
from server.services.leases import LEARNING, hold
from server.settings import Settings
from tests.database.newsdesk import settings_for
from tests.databases import MIGRATED, Contents
from tests.trail.log import opened

SMALL = Size(
    articles=60, authors=12, people=30, comments=1_200, discussed=2, thread=100, categories=4, tags=12
)


async def _fill(url: str) -> None:
    settings = settings_for(url)
    texts = Texts(Random(1), paragraphs=20, comments=40)
    await fill(settings, SMALL, Progress(tell=lambda _: None, say=lambda _: None), texts=texts)
    async with opened(settings) as database, database.transaction() as session:
        # A server waits for what it learns, when it stops.
        await hold(session, LEARNING, holder="another process", now=utc_now(), lasting=timedelta(days=1))


FILLED = Contents("benchmark", lambda url: asyncio.run(_fill(url)), MIGRATED)


@pytest.fixture
def contents(request: pytest.FixtureRequest) -> Contents:
    return FILLED if "site" in request.fixturenames else MIGRATED


@pytest.fixture
async def site(settings: Settings) -> AsyncIterator[Database]:
    async with opened(settings) as database:
        yield database
