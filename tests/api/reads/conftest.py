"""Reads change nothing, so all of them share a database of each kind, loaded once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from server.database import Database
from server.settings import Settings, load_settings
from tests.api.newsroom import SECRET, Newsroom, load
from tests.databases import PostgresServer, SqliteFiles, in_thread


async def _fill(url: str, newsroom: Newsroom) -> None:
    database = Database(load_settings({"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": SECRET}))
    try:
        await load(database, newsroom.rows)
    finally:
        await database.close()


@pytest.fixture(scope="session")
def library(made_newsroom: Newsroom, request: pytest.FixtureRequest) -> Iterator[Callable[[str], str]]:
    """A kind of database -> the URL of one that holds the newsroom."""
    fixtures = {"sqlite": "sqlite_files", "postgresql": "postgres_server"}
    urls: dict[str, str] = {}
    with ExitStack() as opened:

        def url_of(kind: str) -> str:
            if kind not in urls:
                databases: SqliteFiles | PostgresServer = request.getfixturevalue(fixtures[kind])
                url = opened.enter_context(databases.database(is_migrated=True))
                in_thread(lambda: asyncio.run(_fill(url, made_newsroom)))
                urls[kind] = url
            return urls[kind]

        yield url_of


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, library: Callable[[str], str]) -> str:
    """In place of a database of the test's own: one that holds the newsroom, not to be written to."""
    return library(request.param)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Nothing is kept: what is asked again is read again."""
    return replace(settings, caching=replace(settings.caching, kept_mb=0))


@pytest.fixture
def newsroom(made_newsroom: Newsroom) -> Newsroom:
    return made_newsroom
