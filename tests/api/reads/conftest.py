"""Reads change nothing, so all of them share a database of each kind, and the newsroom in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from server.settings import Settings
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


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, library: Callable[[str], str]) -> str:
    """In place of a database of the test's own: one that holds the newsroom, not to be written to."""
    return library(request.param)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Nothing is kept: what is asked again is read again."""
    return replace(settings, caching=replace(settings.caching, kept_mb=0))
