"""A PostgreSQL that cuts connections, or is away: errors meanwhile, right answers after, and nothing lost."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from server.database import connection_arguments
from tests.endurance.conftest import Opening
from tests.endurance.house import assert_all_is_well
from tests.endurance.load import BOUND_SECONDS, Load
from tests.endurance.postgres import Restartable
from tests.faults.conftest import EXAMPLES
from tests.live.server import until

ROUNDS = 1 + EXAMPLES // 50
AWAY_SECONDS = 1.5
AGAIN_SECONDS = 5.0
"""From when the database takes connections to a right read and a right write, on a machine with other work."""

pytestmark = pytest.mark.timeout(180 + 60 * ROUNDS)

CUT = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name LIKE 'galley%'"
)


async def cut_connections(url: str, *, times: int) -> int:
    """All of Galley's, again and again; how many in all."""
    outside = await asyncpg.connect(**connection_arguments(make_url(url)))
    try:
        count = 0
        for _ in range(times):
            count += await outside.fetchval(CUT)
            await asyncio.sleep(0.1)
        return count
    finally:
        await outside.close()


async def test_answers_go_on_while_every_connection_is_cut_again_and_again(
    own_database_url: str, pressed: Opening, caplog: pytest.LogCaptureFixture
) -> None:
    async with pressed(own_database_url) as (live, load):
        async with load.running():
            assert await cut_connections(own_database_url, times=20 * ROUNDS) > 20 * ROUNDS
            assert await load.seconds_until_right() < AGAIN_SECONDS
        assert load.told["right"] > 20
        assert load.slowest_seconds < BOUND_SECONDS
        await assert_all_is_well(live, load, caplog)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_tells_that_the_database_is_away_and_goes_on_when_it_is_back(
    own_server: Restartable,
    own_database_url: str,
    pressed: Opening,
    mode: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with pressed(own_database_url) as (live, load):
        async with load.running():
            for _ in range(ROUNDS):
                enough = load.told["right"] + 20
                await until(lambda enough=enough: load.told["right"] > enough)  # type: ignore[misc]
                async with own_server.away(mode):
                    await assert_away(load)
                assert await load.seconds_until_right() < AGAIN_SECONDS
        assert load.slowest_seconds < BOUND_SECONDS
        await assert_all_is_well(live, load, caplog)


async def assert_away(load: Load) -> None:
    """Everybody is told so, and nobody anything else."""
    await asyncio.sleep(0.1)
    before = load.told.copy()
    await asyncio.sleep(AWAY_SECONDS)
    assert load.told["OVERLOADED"] > before["OVERLOADED"]
    assert load.told["right"] == before["right"]
