"""Databases that hold the demo."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial

from server.database import Database
from server.demo.load import load_demo
from server.models.types import utc_now
from tests.database.newsdesk import settings_for
from tests.databases import MIGRATED, Contents


def demo_of(now: datetime | None, name: str) -> Contents:
    """As it is loaded `now`; where that is None, when the template is filled."""
    return Contents(name, partial(_fill, now), MIGRATED)


def _fill(now: datetime | None, url: str) -> None:
    asyncio.run(_load(url, now or utc_now()))


async def _load(url: str, now: datetime) -> None:
    settings = settings_for(url)
    database = Database(settings)
    try:
        assert await load_demo(database, settings, now=now) is not None
    finally:
        await database.close()


TODAYS_DEMO = demo_of(None, "todays_demo")
