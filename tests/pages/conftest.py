"""The pages as their HTML, without a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server.database import Database
from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.conftest import made_newsroom
from tests.api.newsroom import Newsroom, load

__all__ = ["made_newsroom"]


@pytest.fixture
async def api(settings: Settings, made_newsroom: Newsroom) -> AsyncIterator[Api]:
    database = Database(settings)
    await load(database, made_newsroom.rows)
    await database.close()
    async with open_api(settings) as opened:
        yield opened


@pytest.fixture
def newsroom(made_newsroom: Newsroom) -> Newsroom:
    return made_newsroom
