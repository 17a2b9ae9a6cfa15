"""The connections that read from PostgreSQL: cut, cancelled and crowded."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from server.database import connection_arguments
from server.database.postgres_reads import PostgresReads
from server.settings import load_settings
from tests.conftest import TEST_SECRET
from tests.databases import EMPTY, PostgresServer

SIZE = 3
PID = "SELECT pg_backend_pid()"


@pytest.fixture
def url(postgres_server: PostgresServer) -> Any:
    with postgres_server.database(EMPTY) as url:
        yield url


@pytest.fixture
async def reads(url: str) -> AsyncIterator[PostgresReads]:
    settings = load_settings({"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": TEST_SECRET})
    opened = PostgresReads(make_url(url), replace(settings, db_pool_size=SIZE))
    await opened.open()
    yield opened
    await opened.close()


async def ask(url: str, statement: str, *arguments: Any) -> Any:
    """By a connection of the test's own."""
    connection = await asyncpg.connect(**connection_arguments(make_url(url)))
    try:
        return await connection.fetchval(statement, *arguments)
    finally:
        await connection.close()


CONNECTED = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
"""Reading connections as the server counts them; one that has said goodbye may be there for a moment."""

ASLEEP = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' "
    "AND query = 'SELECT pg_sleep(60)'"
)
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'"
)


async def until_counted(url: str, count: str, number: int) -> None:
    """Raises TimeoutError where the count does not come to the number within ten seconds."""
    async with asyncio.timeout(10):
        while await ask(url, count) != number:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)


async def pids(reads: PostgresReads, url: str, at_once: int) -> set[int]:
    """Of the connections that answer so many reads. All that there may be are at work before one is answered."""
    gate = await asyncpg.connect(**connection_arguments(make_url(url)))
    try:
        await gate.execute("SELECT pg_advisory_lock(7)")
        slow = "SELECT pg_backend_pid(), pg_advisory_xact_lock_shared(7)"
        running = [asyncio.create_task(reads.fetch_row(slow, ())) for _ in range(at_once)]
        await until_counted(url, WAITING, min(at_once, SIZE))
    finally:
        await gate.close()
    return {row[0] for row in await asyncio.gather(*running)}


async def test_one_at_a_time_uses_one_connection(reads: PostgresReads) -> None:
    assert len({(await reads.fetch_row(PID, ()))[0] for _ in range(20)}) == 1


async def test_a_crowd_uses_no_more_connections_than_allowed_and_all_are_answered(
    reads: PostgresReads, url: str
) -> None:
    assert len(await pids(reads, url, 40)) == SIZE
    await until_counted(url, CONNECTED, SIZE)


async def test_whoever_comes_while_a_connection_is_opened_takes_what_is_free_first(
    reads: PostgresReads, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect, opened = asyncpg.connect, asyncio.Event()

    async def connect_late(**arguments: Any) -> Any:
        await opened.wait()
        return await connect(**arguments)

    monkeypatch.setattr(asyncpg, "connect", connect_late)
    asked = [asyncio.create_task(reads.fetch_row(PID, ())) for _ in range(40)]
    for each in asyncio.as_completed(asked):
        await each
        if sum(one.done() for one in asked) == len(asked) - 1:
            opened.set()
    found = {(await each)[0] for each in asked}
    assert len(found) == 2
    await until_counted(url, CONNECTED, 2)


async def test_all_who_wait_for_a_connection_are_told_that_none_can_be_opened(
    reads: PostgresReads, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(**_arguments: Any) -> Any:
        await asyncio.sleep(0.01)
        raise ConnectionRefusedError

    reads._drop_idle()
    monkeypatch.setattr(asyncpg, "connect", refuse)
    async with asyncio.timeout(10):
        told = await asyncio.gather(*(reads.fetch_row(PID, ()) for _ in range(9)), return_exceptions=True)
    assert {type(each) for each in told} == {ConnectionRefusedError}


async def test_refuses_to_write(reads: PostgresReads) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await reads.fetch_row("CREATE TABLE nothing (x int)", ())


async def test_an_error_of_a_statement_leaves_its_connection_in_use(reads: PostgresReads, url: str) -> None:
    (before,) = await reads.fetch_row(PID, ())
    for statement, arguments in (("SELECT 1/0", ()), ("SELECT $1::int", ("x",)), ("SELECT", (1, 2))):
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            await reads.fetch_row(statement, arguments)
        assert (await reads.fetch_row(PID, ()))[0] == before
    await until_counted(url, CONNECTED, 1)


async def test_a_read_after_the_connections_were_cut_is_answered_by_a_new_one(
    reads: PostgresReads, url: str
) -> None:
    cut, losses = await pids(reads, url, SIZE), reads.losses
    await ask(url, "SELECT count(pg_terminate_backend(pid)) FROM unnest($1::int[]) AS each(pid)", list(cut))
    found = await pids(reads, url, SIZE)
    assert len(found) == SIZE
    assert not found & cut
    await until_counted(url, CONNECTED, SIZE)
    assert reads.losses > losses


async def test_knows_of_no_loss_where_none_was_and_of_one_where_no_connection_is_left(
    reads: PostgresReads, url: str
) -> None:
    """Whoever has a connection hears of its end; whoever has none would not."""
    await pids(reads, url, SIZE)
    with pytest.raises(asyncpg.DivisionByZeroError):
        await reads.fetch_row("SELECT 1/0", ())
    for losses in (0, 0, 1):
        read = asyncio.create_task(reads.fetch_row("SELECT pg_sleep(60)", ()))
        await until_counted(url, ASLEEP, 1)
        read.cancel()
        await asyncio.gather(read, return_exceptions=True)
        assert reads.losses == losses
        await until_counted(url, ASLEEP, 0)
    assert (await reads.fetch_row("SELECT 7", ()))[0] == 7
    assert reads.losses == 1


@pytest.mark.parametrize("turns", range(6))
async def test_reads_are_answered_at_whatever_turn_of_the_loop_they_find_their_connections_cut(
    reads: PostgresReads, url: str, turns: int
) -> None:
    """The farewell and the end of the stream are read in two turns: between them a connection looks open."""
    cut = await pids(reads, url, SIZE)
    ending = "SELECT count(pg_terminate_backend(pid, 5000)) FROM unnest($1::int[]) AS each(pid)"
    cutting = threading.Thread(target=asyncio.run, args=[ask(url, ending, list(cut))])
    cutting.start()
    cutting.join()
    for _ in range(turns):
        await asyncio.sleep(0)
    assert (await reads.fetch_row(PID, ()))[0] not in cut
    assert not await pids(reads, url, SIZE) & cut


async def test_a_read_that_is_cut_in_the_middle_is_tried_once_more(reads: PostgresReads, url: str) -> None:
    (pid,) = await reads.fetch_row(PID, ())
    gate = await asyncpg.connect(**connection_arguments(make_url(url)))
    try:
        await gate.execute("SELECT pg_advisory_lock(7)")
        slow = "SELECT pg_backend_pid(), pg_advisory_xact_lock_shared(7)"
        reading = asyncio.create_task(reads.fetch_row(slow, ()))
        await until_counted(url, WAITING, 1)
        await ask(url, "SELECT pg_terminate_backend($1)", pid)
    finally:
        await gate.close()
    assert (await reading)[0] != pid


async def test_a_cancelled_read_is_ended_in_the_database_and_its_place_is_free_again(
    reads: PostgresReads, url: str
) -> None:
    slow = [asyncio.create_task(reads.fetch_row("SELECT pg_sleep(60)", ())) for _ in range(SIZE)]
    await until_counted(url, ASLEEP, SIZE)
    waiting = asyncio.create_task(reads.fetch_row("SELECT 7", ()))
    await asyncio.sleep(0)
    for read in slow:
        read.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    async with asyncio.timeout(10):
        assert (await waiting)[0] == 7
    await until_counted(url, ASLEEP, 0)
    assert len(await pids(reads, url, 20)) == SIZE


async def test_who_gives_up_waiting_keeps_nobody_else_from_the_next_connection(
    reads: PostgresReads, url: str
) -> None:
    busy = [asyncio.create_task(reads.fetch_row("SELECT pg_sleep(0.3)", ())) for _ in range(SIZE)]
    await asyncio.sleep(0)
    impatient = [asyncio.create_task(reads.fetch_row(PID, ())) for _ in range(10)]
    patient = asyncio.create_task(reads.fetch_row("SELECT 8", ()))
    await asyncio.sleep(0)
    for read in impatient:
        read.cancel()
    async with asyncio.timeout(10):
        assert (await patient)[0] == 8
        await asyncio.gather(*busy, *impatient, return_exceptions=True)
        assert len(await pids(reads, url, 20)) == SIZE


async def test_a_connection_that_is_handed_to_one_who_has_just_given_up_is_not_lost(
    reads: PostgresReads, url: str
) -> None:
    for _ in range(5):
        busy = [asyncio.create_task(reads.fetch_row("SELECT pg_sleep(0.02)", ())) for _ in range(SIZE)]
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(reads.fetch_row(PID, ())) for _ in range(SIZE)]
        await asyncio.gather(*busy)
        for read in waiting:
            read.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    async with asyncio.timeout(10):
        assert len(await pids(reads, url, 20)) == SIZE


async def test_a_database_that_is_away_is_an_error_and_back_is_an_answer(
    reads: PostgresReads, url: str
) -> None:
    await reads.fetch_row(PID, ())
    name = make_url(url).database
    maintenance = make_url(url).set(database="postgres").render_as_string(hide_password=False)
    await ask(maintenance, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1"
    await ask(maintenance, cut, name)
    for _ in range(3 * SIZE):
        with pytest.raises(asyncpg.PostgresError):
            await reads.fetch_row(PID, ())
    await ask(maintenance, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    async with asyncio.timeout(10):
        assert len(await pids(reads, url, 20)) == SIZE


async def test_closing_ends_every_connection(reads: PostgresReads, url: str) -> None:
    await pids(reads, url, SIZE)
    await reads.close()
    await until_counted(url, CONNECTED, 0)
