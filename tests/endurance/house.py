"""After it all: no connection is out, none is left in the database, and the log has lines and no tracebacks."""

from __future__ import annotations

import asyncio
import gc
import logging
import re
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from server.database import connection_arguments
from server.settings import Settings, load_settings
from tests.conftest import TEST_SECRET
from tests.endurance.load import Load
from tests.faults.books import assert_balanced
from tests.live.server import Live, until

POOL = 4
"""Connections of each of the two pools: fewer than there are clients."""

BELLS = 2
"""The connection that listens, and the one that notifies."""

LEAVE_SECONDS = 15.0
"""For what was broken off to be gone: a farewell may take five."""

KNOWN_WARNINGS = re.compile(
    r"the database gave no answer .*\bcode=(OVERLOADED|TIMEOUT) error=\w+$|"
    r"request (?!.*INTERNAL).*$|"
    r"the outbox could not be read: \w+; trying again$|"
    r"the connection that listens for events is lost; connecting again$|"
    r"cannot listen for events: \w+; trying again$|"
    r"others could not be notified: \w+; trying again$|"
    r"an event could not be looked at: \w+; trying again$|"
    r"[\w ]+: a step failed: \w+; trying again in \d+ s$"
)


def limited(url: str, *, request_timeout_ms: int = 5_000, **changed: Any) -> Settings:
    """Small pools, and time-outs that a test can wait for."""
    settings = load_settings({"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": TEST_SECRET})
    limits = replace(settings.limits, request_timeout_ms=request_timeout_ms)
    small: dict[str, Any] = {"db_pool_size": POOL, "has_rate_limits": False, "limits": limits}
    return replace(settings, **(small | changed))


async def assert_all_is_well(live: Live, load: Load, caplog: pytest.LogCaptureFixture) -> None:
    await assert_nothing_leaks(live)
    ledger = await assert_balanced(live.api.database)
    bodies = [comment.body for comment in ledger.comments.values()]
    assert len(set(bodies)) == len(bodies), "no comment is stored twice"
    assert {f"Comment number {number}" for number in load.stored} <= set(bodies), "none is lost"
    gc.collect()  # so that tasks whose errors nobody took say so now
    await asyncio.sleep(0)
    assert_log_is_calm(caplog)


def assert_log_is_calm(caplog: pytest.LogCaptureFixture) -> None:
    loud = [record for record in caplog.records if record.levelno >= logging.WARNING]
    odd = [record for record in loud if record.exc_info or not KNOWN_WARNINGS.match(record.getMessage())]
    assert not odd, [(record.name, record.getMessage(), record.exc_text) for record in odd[:5]]


async def assert_nothing_leaks(live: Live) -> None:
    database = live.api.database
    pool: Any = database.engine.pool
    await until(lambda: pool.checkedout() == 0 and pool.overflow() <= 0, LEAVE_SECONDS)
    if database.is_sqlite:
        return
    reads: Any = database._reads
    await until(lambda: reads._room + len(reads._idle) == reads._size == POOL, LEAVE_SECONDS)
    await until(lambda: not reads._waiting and not reads._goodbyes, LEAVE_SECONDS)
    async with asyncio.timeout(LEAVE_SECONDS):
        while problem := await _wrong_in_the_database(database.settings):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.1)
    assert not problem


async def _wrong_in_the_database(settings: Settings) -> str:
    """What pg_stat_activity has of Galley's that should not be there; a worker may be in a transaction just now."""
    outside = await asyncpg.connect(**connection_arguments(make_url(settings.database_url)))
    try:
        rows = await outside.fetch(
            "SELECT application_name, state FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name LIKE 'galley%'"
        )
    finally:
        await outside.close()
    states = [(row["application_name"], row["state"]) for row in rows]
    too_many = len(states) > 2 * POOL + BELLS
    return str(states) if too_many or any("transaction" in state for _, state in states) else ""
