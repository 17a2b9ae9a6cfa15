"""What the database's failures are told as: a code, a hint, and nothing that is not the client's."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from server.settings import Environment
from tests.api.client import Api
from tests.api.voices import ADA
from tests.limits.conftest import Opening

APPROVE = f"""mutation {{
    approveComment(input: {{id: "comment_{"0" * 32}", expectedVersion: 1}}) {{ errors {{ code }} }}
}}"""
READ = "{ articles { totalCount } }"
PRODUCTION = {"environment": Environment.PRODUCTION, "has_graphiql": False}
LEAKS = re.compile(
    r"SELECT|LOCK|sqlalchemy|asyncpg|sqlite|postgres|psycopg|Traceback|\.py\b|Error\b|Exception|/\w+/\w|0x\w{6}|"
    r"Did you mean|port|127\.0\.0\.1",
    re.IGNORECASE,
)


def codes_of(response: httpx.Response) -> list[str]:
    assert not LEAKS.search(response.text), response.text
    return [error["extensions"]["code"] for error in response.json()["errors"]]


@asynccontextmanager
async def everything_locked(api: Api) -> AsyncIterator[None]:
    """By somebody outside the application."""
    path = api.settings.sqlite_path
    if path is not None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    async with api.database.transaction() as session:
        await session.execute(text("LOCK TABLE article, comment IN ACCESS EXCLUSIVE MODE"))
        yield


async def test_a_lock_that_is_not_given_is_a_timeout(with_limits: Opening) -> None:
    """The first fields of the answer are there: the request did run."""
    waits = {"lock_timeout_ms": 500, "busy_timeout_ms": 500, **PRODUCTION}
    async with with_limits(waits) as api:
        async with everything_locked(api):
            answer = await api.send(APPROVE, ADA)
        assert codes_of(answer) == ["TIMEOUT"]
        assert answer.json()["errors"][0]["extensions"]["retryAfterSeconds"] == 5
        again = await api.answer(APPROVE, ADA)
        assert again["data"]["approveComment"]["errors"] == [{"code": "NOT_FOUND"}]


async def test_a_statement_that_takes_too_long_is_a_timeout(with_limits: Opening) -> None:
    async with with_limits({"statement_timeout_ms": 1_000, **PRODUCTION}) as api:
        if api.database.is_sqlite:
            return  # has none; tests/limits/test_time.py shows what ends its reads
        async with everything_locked(api):
            answer = await api.send(READ)
        assert (answer.status_code, codes_of(answer)) == (504, ["TIMEOUT"])


async def test_a_pool_without_connections_is_overloaded(
    with_limits: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with with_limits({"db_pool_size": 1, **PRODUCTION}) as api:
        pool: Any = api.database.engine.pool
        async with api.database.engine.connect():
            monkeypatch.setattr(pool, "_timeout", 0.2)
            answer = await api.send(APPROVE, ADA)
        assert codes_of(answer) == ["OVERLOADED"]
        monkeypatch.setattr(pool, "_timeout", 20)
        assert "errors" not in await api.answer(APPROVE, ADA)


async def test_a_database_that_is_away_is_overloaded(
    with_limits: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with with_limits(PRODUCTION) as api:
        if api.database.is_sqlite:
            monkeypatch.setattr(api.database._reads, "fetch_json", _cannot_open)
        else:
            await _cut(api)
        answer = await api.send(READ)
        assert (answer.status_code, codes_of(answer), answer.headers["retry-after"]) == (
            503,
            ["OVERLOADED"],
            "5",
        )


async def _cannot_open(*_arguments: Any) -> Any:
    await asyncio.to_thread(sqlite3.connect, "file:/nowhere/to/be/found?mode=ro", uri=True)


async def _cut(api: Api) -> None:
    """No connection is left, and a new one is refused: nothing listens on port 1."""
    pool: Any = api.database._reads
    for connection in pool._idle:
        connection.terminate()
    pool._arguments["host"], pool._arguments["port"] = "127.0.0.1", 1


async def test_anything_else_is_told_by_an_id_that_the_log_has(
    with_limits: Opening, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_sql: str, _arguments: Sequence[Any]) -> Any:
        raise RuntimeError("SELECT secret FROM comment -- /srv/galley/server/secret.py")

    async with with_limits(PRODUCTION) as api:
        monkeypatch.setattr(api.database, "read_json", fail)
        with caplog.at_level(logging.ERROR):
            answer = await api.send(READ)
        assert (answer.status_code, codes_of(answer)) == (500, ["INTERNAL"])
        assert answer.json()["errors"][0]["extensions"]["id"] in caplog.text
        assert "SELECT secret" in caplog.text, "whole in the log"
