"""A provider, and the application that believes it."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Iterator

import pytest

from server.settings import Settings, load_settings
from tests.api.client import Api, open_api
from tests.conftest import TEST_SECRET
from tests.databases import MIGRATED, SqliteFiles
from tests.identity.provider import FakeProvider, provider
from tests.live.conftest import article_id, live, wired

__all__ = ["article_id", "live", "wired"]


@pytest.fixture
def oidc() -> Iterator[FakeProvider]:
    with provider() as fake:
        yield fake


@pytest.fixture
def plain(sqlite_files: SqliteFiles) -> Iterator[dict[str, str]]:
    """The environment of a server on SQLite: what asks here has nothing to do with the database."""
    with sqlite_files.database(MIGRATED) as url:
        yield {"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": TEST_SECRET}


@pytest.fixture
def with_provider(plain: dict[str, str], oidc: FakeProvider) -> Settings:
    return load_settings({**plain, **oidc.settings, "GALLEY_OIDC_ROLES": "editors=EDITOR, chief=ADMIN"})


@pytest.fixture
async def api(plain: dict[str, str]) -> AsyncIterator[Api]:
    """Without a provider."""
    async with open_api(load_settings(plain)) as opened:
        yield opened


@pytest.fixture
async def signing(with_provider: Settings) -> AsyncIterator[Api]:
    """With one."""
    async with open_api(dataclasses.replace(with_provider)) as opened:
        yield opened
