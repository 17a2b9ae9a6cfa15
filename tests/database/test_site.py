"""The site in the database, as its settings say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from server.services.site import lock_site, sync_site
from server.settings import Settings
from tests.database.newsdesk import settings_for
from tests.databases import MIGRATED, PostgresServer
from tests.trail.log import opened


@pytest.fixture
def settings(postgres_server: PostgresServer) -> Iterator[Settings]:
    with postgres_server.database(MIGRATED) as url:
        yield settings_for(url, GALLEY_LOCK_TIMEOUT_MS="50")


async def test_a_start_that_finds_nothing_changed_waits_for_nobody(settings: Settings) -> None:
    async with opened(settings) as database:
        async with database.transaction() as session:
            await sync_site(session, settings)
        async with database.transaction() as other:
            await lock_site(other)
            async with database.transaction() as session:
                await sync_site(session, settings)
            with pytest.raises(DBAPIError, match="lock timeout"):
                async with database.transaction() as session:
                    await sync_site(session, replace(settings, site_name="Another"))
