"""A SQLite file that another process holds for longer than anybody waits, and lets go of."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.databases import Contents, SqliteFiles
from tests.endurance.conftest import Opening
from tests.endurance.house import assert_all_is_well
from tests.endurance.load import BOUND_SECONDS
from tests.live.server import until

BUSY_TIMEOUT_MS = 300
HELD_SECONDS = 2.0
AGAIN_SECONDS = 5.0

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""


@asynccontextmanager
async def held(path: Path) -> AsyncIterator[None]:
    """By a process of its own."""
    pipe = asyncio.subprocess.PIPE
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLD, str(path), stdin=pipe, stdout=pipe
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    try:
        yield
    finally:
        await holder.communicate(b"\n")


async def test_reads_go_on_and_writes_are_told_that_it_took_too_long(
    sqlite_files: SqliteFiles, contents: Contents, pressed: Opening, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite_files.database(contents) as url:
        async with pressed(url, busy_timeout_ms=BUSY_TIMEOUT_MS) as (live, load):
            path = live.api.settings.sqlite_path
            assert path is not None
            async with load.running():
                await until(lambda: len(load.stored) > 10)
                async with held(path):
                    await asyncio.sleep(0.2)  # for answers that were on their way
                    before, right, stored = load.told["TIMEOUT"], load.told["right"], len(load.stored)
                    await asyncio.sleep(HELD_SECONDS)
                    assert load.told["TIMEOUT"] > before, "writes"
                    assert load.told["right"] > right, "reads, which need no lock"
                    assert len(load.stored) == stored
                assert await load.seconds_until_right() < AGAIN_SECONDS
            assert set(load.told) == {"right", "TIMEOUT"}, load.told
            assert load.slowest_seconds < BOUND_SECONDS
            await assert_all_is_well(live, load, caplog)
