"""An operation has a time, after which its statement ends in the database; and there are only so many at once."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest
from sqlalchemy import text

from schema.gate import Gate
from server.errors import Overloaded, Timeout
from server.settings import Limits
from tests.api.client import Api
from tests.limits.conftest import Opening, SlowReads
from tests.live.server import until

READ = "{ site { defaultLocale } articles { totalCount } }"
CLIENTS = 4
"""More than SQLite has threads for reads."""


def told(response: httpx.Response) -> tuple[int, str, int, str]:
    [error] = response.json()["errors"]
    extensions = error["extensions"]
    return (
        response.status_code,
        extensions["code"],
        extensions["retryAfterSeconds"],
        response.headers["retry-after"],
    )


async def statements_running(api: Api) -> int:
    async with api.database.transaction() as session:
        count: int | None = await session.scalar(
            text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(6%' AND state = 'active'"
                 " AND datname = current_database() AND pid <> pg_backend_pid()")
        )  # fmt: skip
    return count or 0


async def none_left(api: Api) -> bool:
    """Whether the count comes down to nothing within ten seconds."""
    for _ in range(100):
        if await statements_running(api) == 0:
            return True
        await asyncio.sleep(0.1)
    return False


async def test_ends_what_takes_too_long_in_the_database_too(with_limits: Opening) -> None:
    async with with_limits(request_timeout_ms=300) as api:
        reads = api.database._reads
        api.database._reads = SlowReads(api)
        answers = await asyncio.gather(*(api.send(READ) for _ in range(CLIENTS)))
        assert {told(answer) for answer in answers} == {(504, "TIMEOUT", 5, "5")}
        api.database._reads = reads
        async with asyncio.timeout(3):
            assert "errors" not in await api.answer(READ), "threads and connections are free again"
        assert api.database.is_sqlite or await none_left(api)


async def test_sends_away_who_comes_when_all_places_are_taken(with_limits: Opening) -> None:
    async with with_limits(request_timeout_ms=2_000, concurrent_requests=2) as api:
        reads, slow = api.database._reads, SlowReads(api)
        api.database._reads = slow
        running = [asyncio.create_task(api.send(READ)) for _ in range(2)]
        await until(lambda: slow.begun == 2)
        assert told(await api.send("{ __typename }")) == (503, "OVERLOADED", 5, "5")
        assert not any(task.done() for task in running), "at once"
        api.database._reads = reads
        assert {(await task).status_code for task in running} == {504}
        assert (await api.send("{ __typename }")).status_code == 200, "the places are free again"


async def test_a_client_that_goes_leaves_its_place(with_limits: Opening) -> None:
    async with with_limits(concurrent_requests=1) as api:
        reads, slow = api.database._reads, SlowReads(api)
        api.database._reads = slow
        running = asyncio.create_task(api.send(READ))
        await until(lambda: slow.begun == 1)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        api.database._reads = reads
        assert "errors" not in await api.answer(READ)


# ── the gate by itself ──────────────────────────────────────────────────────────────────────────


async def wait_in(gate: Gate, seconds: float) -> float:
    began = time.monotonic()
    with pytest.raises(Timeout), gate.entered():
        await asyncio.sleep(seconds)
    return time.monotonic() - began


async def test_everybody_has_the_same_time() -> None:
    gate = Gate(Limits(request_timeout_ms=200))
    first = asyncio.create_task(wait_in(gate, 60))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(wait_in(gate, 60))
    assert 0.19 < await first < 1
    assert 0.19 < await second < 1
    assert not gate.is_full


async def test_who_ends_in_time_is_not_disturbed_later() -> None:
    gate = Gate(Limits(request_timeout_ms=50))
    with gate.entered():
        await asyncio.sleep(0)
    await asyncio.sleep(0.1)
    assert await wait_in(gate, 60) < 1, "and the next one is watched all the same"


async def test_somebody_elses_cancellation_stays_one() -> None:
    gate = Gate(Limits())

    async def work() -> None:
        with gate.entered():
            await asyncio.sleep(60)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not gate.is_full


async def test_a_full_gate_takes_nobody_and_counts_nobody() -> None:
    gate = Gate(Limits(concurrent_requests=1))
    with gate.entered():
        for _ in range(3):
            with pytest.raises(Overloaded), gate.entered():
                raise AssertionError("not reached")
        assert gate.is_full
    assert not gate.is_full
