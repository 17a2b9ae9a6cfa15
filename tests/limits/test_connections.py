"""The limits of operations hold on connections that stay, and answers that nobody takes are dropped."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from server.database import JsonText
from server.http import arrival
from server.settings import load_settings
from tests.conftest import TEST_SECRET
from tests.databases import MIGRATED, SqliteFiles
from tests.hostile.attack import operation
from tests.limits.conftest import SlowReads
from tests.live.server import Live, open_live, until

READ = "{ articles { totalCount } }"
LARGE_BYTES = 7 * 1024 * 1024
"""More than the buffers of both sockets hold."""


@pytest.fixture
async def live(sqlite_files: SqliteFiles) -> AsyncIterator[Live]:
    """Three operations at once, half a second each."""
    async with opened(sqlite_files, request_timeout_ms=500) as live:
        yield live


@asynccontextmanager
async def opened(sqlite_files: SqliteFiles, *, request_timeout_ms: int) -> AsyncIterator[Live]:
    with sqlite_files.database(MIGRATED) as url:
        settings = load_settings({"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": TEST_SECRET})
        limits = replace(
            settings.limits, request_timeout_ms=request_timeout_ms, concurrent_requests=3, aliases=2
        )
        async with open_live(replace(settings, limits=limits)) as live:
            yield live


async def test_an_operation_of_a_socket_has_the_same_time(live: Live) -> None:
    live.api.database._reads = SlowReads(live.api)
    async with live.socket() as client:
        await client.ask("slow", READ)
        heard = await client.hear()
    assert (heard["type"], heard["id"]) == ("error", "slow")
    assert heard["payload"][0]["extensions"] == {"code": "TIMEOUT", "retryAfterSeconds": 5}


async def test_operations_of_sockets_and_requests_are_counted_together(sqlite_files: SqliteFiles) -> None:
    async with opened(sqlite_files, request_timeout_ms=30_000) as live:
        slow = SlowReads(live.api)
        live.api.database._reads = slow
        async with live.socket() as client:
            for number in range(3):
                await client.ask(f"slow{number}", READ)
            await until(lambda: slow.begun == 3)
            refused = await live.api.send("{ __typename }")
            await client.ask("fourth", "{ __typename }")
            heard = await client.hear()
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert (heard["id"], heard["payload"][0]["extensions"]["code"]) == ("fourth", "OVERLOADED")


async def test_an_event_stream_has_the_same_time(live: Live) -> None:
    live.api.database._reads = SlowReads(live.api)
    headers = {"Accept": "text/event-stream"}
    answer = await live.api.http.get("/graphql", params={"query": READ}, headers=headers)
    assert '"code":"TIMEOUT"' in answer.text
    assert answer.text.endswith("event: complete\ndata:\n\n")


async def test_a_subscription_has_the_limits_of_documents(live: Live) -> None:
    async with live.socket() as client:
        await client.ask("q", "subscription { queueChanged { a: __typename b: __typename c: __typename } }")
        heard = await client.hear()
    assert heard["payload"][0]["extensions"] == {"code": "COST_LIMIT"}


class LargeReads:
    async def fetch_json(self, _sql: str, _arguments: Sequence[Any]) -> Sequence[JsonText]:
        return (b'"' + b"a" * LARGE_BYTES + b'"',)


async def test_drops_an_answer_that_nobody_takes(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrival, "LOOK_SECONDS", 0.3)
    pool, live.api.database._reads = live.api.database._reads, LargeReads()  # type: ignore[assignment]
    connections = live.server.server_state.connections
    before = len(connections)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.setblocking(False)
        await asyncio.get_running_loop().sock_connect(client, ("127.0.0.1", live.port))
        await asyncio.get_running_loop().sock_sendall(client, operation(READ))
        await until(lambda: len(connections) > before)
        await until(lambda: len(connections) == before)
    live.api.database._reads = pool


async def test_waits_for_who_takes_it_slowly(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrival, "LOOK_SECONDS", 1.0)
    pool, live.api.database._reads = live.api.database._reads, LargeReads()  # type: ignore[assignment]
    reader, writer = await asyncio.open_connection("127.0.0.1", live.port, limit=2**16)
    writer.write(operation(READ))
    taken = 0
    while taken < LARGE_BYTES:
        part = await reader.read(2**18)
        assert part, f"dropped after {taken} bytes"
        taken += len(part)
        await asyncio.sleep(0.1)
    writer.close()
    live.api.database._reads = pool
