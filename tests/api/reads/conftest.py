"""Reads change nothing, so all of them share an application on a database of each kind, and the newsroom in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
import pytest_asyncio

from server.settings import load_settings
from tests.api.client import Api, open_api
from tests.conftest import TEST_SECRET
from tests.databases import Contents, PostgresServer, SqliteFiles


@pytest.fixture(scope="session")
def library(newsroom_contents: Contents, request: pytest.FixtureRequest) -> Iterator[Callable[[str], str]]:
    """A kind of database -> the URL of one that holds the newsroom."""
    fixtures = {"sqlite": "sqlite_files", "postgresql": "postgres_server"}
    urls: dict[str, str] = {}
    with ExitStack() as opened:

        def url_of(kind: str) -> str:
            if kind not in urls:
                databases: SqliteFiles | PostgresServer = request.getfixturevalue(fixtures[kind])
                urls[kind] = opened.enter_context(databases.database(newsroom_contents))
            return urls[kind]

        yield url_of


@pytest_asyncio.fixture(params=["sqlite", "postgresql"], scope="session", loop_scope="session")
async def api(library: Callable[[str], str], request: pytest.FixtureRequest) -> AsyncIterator[Api]:
    """Nothing is kept: what is asked again is read again. The loop is that of all tests here."""
    settings = load_settings({"GALLEY_DATABASE_URL": library(request.param), "GALLEY_SECRET": TEST_SECRET})
    async with open_api(replace(settings, caching=replace(settings.caching, kept_mb=0))) as opened:
        yield opened
