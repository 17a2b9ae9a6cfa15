"""A newsroom behind a real port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy import select

from server.models import Article
from server.settings import Settings, load_settings
from tests.api.newsroom import Newsroom
from tests.conftest import TEST_SECRET
from tests.databases import MIGRATED, SqliteFiles
from tests.live.server import Live, open_live


@pytest.fixture
async def live(settings: Settings) -> AsyncIterator[Live]:
    """On either database."""
    async with open_live(settings) as opened:
        yield opened


@pytest.fixture
async def wired(sqlite_files: SqliteFiles) -> AsyncIterator[Live]:
    """For what has nothing to do with the database."""
    with sqlite_files.database(MIGRATED) as url:
        async with open_live(
            load_settings({"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": TEST_SECRET})
        ) as opened:
            yield opened


@pytest.fixture
async def article_id(live: Live, newsroom: Newsroom) -> str:
    """A public article of the newsroom."""
    found: list[UUID] = await live.api.rows(
        select(Article.id).where(Article.is_public).order_by(Article.id).limit(1)
    )
    return f"article_{found[0].hex}"
