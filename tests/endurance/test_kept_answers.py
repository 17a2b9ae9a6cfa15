"""What is kept in memory is no answer while the database is away, and none that is old when it is back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from server.events.feed import CURRENT_SECONDS
from tests.api.client import Api, open_api
from tests.api.voices import ANN
from tests.endurance.conftest import Opening
from tests.endurance.house import limited
from tests.endurance.load import BOUND_SECONDS
from tests.endurance.postgres import Restartable
from tests.live.writing import submit

THREAD = "query($id: ID!) { article(id: $id) { comments(first: 50) { nodes { body } } } }"


async def ask(api: Api, article: str) -> tuple[float, httpx.Response]:
    """When it was asked, and the answer."""
    began = time.monotonic()
    return began, await api.send(THREAD, id=article)


def bodies(response: httpx.Response) -> list[str]:
    return [node["body"] for node in response.json()["data"]["article"]["comments"]["nodes"]]


async def until_kept(api: Api, article: str) -> None:
    async with asyncio.timeout(BOUND_SECONDS):
        while True:
            with api.counting() as counted:
                _, response = await ask(api, article)
            if response.status_code == 200 and not counted.reads:
                return
            await asyncio.sleep(0.02)


async def assert_away(api: Api, article: str) -> None:
    """An answer that comes all the same is no older than it may be; two seconds on there is none any more."""
    stopped = time.monotonic()
    statuses = []
    while time.monotonic() < stopped + 2 * CURRENT_SECONDS:
        began, response = await ask(api, article)
        statuses.append(response.status_code)
        assert response.status_code in (200, 503), response.text
        if response.status_code == 200:
            assert began - api.app.state.feed._looked_at < CURRENT_SECONDS
            assert began - stopped < CURRENT_SECONDS
        await asyncio.sleep(0.02)
    assert statuses[-1] == 503
    assert statuses == sorted(statuses), "once it is away it stays away"


@asynccontextmanager
async def another(url: str) -> AsyncIterator[Api]:
    """A second process, as far as the first can know."""
    async with open_api(limited(url)) as api:
        yield api


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_serves_nothing_that_is_old_while_the_database_is_away_and_after(
    own_server: Restartable, own_database_url: str, pressed: Opening, mode: str
) -> None:
    async with pressed(own_database_url, keeps=True) as (live, load):
        await submit(live.api, load.article, "Before", speaker=ANN)
        await until_kept(live.api, load.article)
        async with own_server.away(mode):
            await assert_away(live.api, load.article)
        async with another(own_database_url) as other:
            for number in range(3):
                await until_kept(live.api, load.article)
                await submit(other, load.article, f"After {number}", speaker=ANN)
                written = time.monotonic()
                began, response = written, None
                while response is None or f"After {number}" not in bodies(response):
                    assert began - written < CURRENT_SECONDS
                    began, response = await ask(live.api, load.article)
