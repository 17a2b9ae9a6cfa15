"""An application that runs on a database of its own, and a newsroom's content for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from server.database import Database
from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.newsroom import Newsroom, load, make_newsroom
from tests.api.voices import NOT_MODERATORS, Speaker
from tests.databases import SqliteFiles


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[Api]:
    async with open_api(settings) as opened:
        yield opened


@asynccontextmanager
async def open_newsroom(settings: Settings, newsroom: Newsroom) -> AsyncIterator[Api]:
    """The application on a database that holds the newsroom from its start."""
    database = Database(settings)
    await load(database, newsroom.rows)
    await database.close()
    async with open_api(settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def made_newsroom(sqlite_files: SqliteFiles) -> Newsroom:
    """Made once; every database gets the same rows, so answers can be compared."""
    with sqlite_files.database(is_migrated=True) as url:
        return make_newsroom(url)


@pytest.fixture
async def newsroom(api: Api, made_newsroom: Newsroom) -> Newsroom:
    """The newsroom's rows, in the database of `api`."""
    await load(api.database, made_newsroom.rows)
    return made_newsroom


@pytest.fixture(params=NOT_MODERATORS, ids=lambda who: who.name if who else "nobody")
def not_moderator(request: pytest.FixtureRequest) -> Speaker:
    """Each kind of viewer who is no moderator: a guest with a token and without, a reader, an editor."""
    speaker: Speaker = request.param
    return speaker
