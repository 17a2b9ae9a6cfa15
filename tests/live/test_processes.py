"""Server processes beside each other: what one of them writes is told by another within a second."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from websockets.asyncio.client import connect

from server.database import Database
from server.models import Article
from server.settings import load_settings
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, BOB
from tests.commands.galley import SECRET, Server, serving, serving_at_once
from tests.deciding.conftest import SUBMIT
from tests.deciding.decisions import APPROVE, REJECT
from tests.live.server import PROTOCOL, Socket
from tests.live.writing import CHANGES, HIDDEN, PUBLISHED, QUEUE, told

SECRETS = (SECRET.encode(),)
WITHIN_SECONDS = 1.0
"""For a quarter of the events at least: a machine that runs many tests at once has no second to give to each."""

ENDS_WITHIN_SECONDS = 8.0
"""Less than the ten that running requests may take: nothing waits for sockets."""


@pytest.fixture
async def article_id(database_url: str, newsroom: Newsroom) -> str:
    settings = load_settings({"GALLEY_DATABASE_URL": database_url, "GALLEY_SECRET": SECRET})
    database = Database(settings)
    async with database.transaction() as session:
        found = await session.scalar(
            select(Article.id).where(Article.is_public).order_by(Article.id).limit(1)
        )
    await database.close()
    assert found is not None
    return f"article_{found.hex}"


@contextmanager
def two_servers(folder: Path, url: str) -> Iterator[tuple[Server, Server]]:
    places = folder / "a", folder / "b"
    for place in places:
        place.mkdir()
    a, b = (
        serving_at_once("serve", folder=place, GALLEY_DATABASE_URL=url, GALLEY_SECRET=SECRET)
        for place in places
    )
    with a as first, b as second:
        yield first, second


@asynccontextmanager
async def socket_at(server: Server, token: str | None = None) -> AsyncIterator[Socket]:
    url = f"ws://127.0.0.1:{server.port}/graphql"
    async with connect(url, subprotocols=[PROTOCOL], compression=None) as connection:  # type: ignore[list-item]
        socket = Socket(connection)
        await socket.init(token)
        yield socket


async def ask(server: Server, query: str, token: str = "", **variables: Any) -> Any:
    answer = await asyncio.to_thread(server.ask, query, token=token, **variables)
    assert "errors" not in answer, answer
    return answer["data"]


async def test_a_moderator_sees_within_a_second_what_another_process_decided(
    tmp_path: Path, database_url: str, article_id: str
) -> None:
    ann, bob = ANN.token(SECRETS), BOB.token(SECRETS)
    with two_servers(tmp_path, database_url) as (a, b):
        async with socket_at(a, ann) as moderator, socket_at(a) as reader, socket_at(a) as other:
            await moderator.subscribe("q", CHANGES, queue="PENDING")
            await reader.subscribe("p", PUBLISHED, article=article_id)
            await other.subscribe("h", HIDDEN, article=article_id)
            took: list[float] = []
            for number in range(5):
                data = await ask(b, SUBMIT, article=article_id, body=f"By the other process, {number}")
                comment = data["submitComment"]["comment"]
                took.append(await _seconds_until(moderator, ("PENDING", "ENTERED", comment["id"])))

                variables = {"id": comment["id"], "version": comment["version"]}
                data = await ask(b, APPROVE, bob, **variables)
                took.append(await _seconds_until(moderator, ("PENDING", "LEFT", comment["id"])))
                assert (await reader.event())["commentPublished"]["id"] == comment["id"]

                variables["version"] = data["payload"]["comment"]["version"]
                await ask(b, REJECT, bob, **variables)
                assert (await other.event())["commentHidden"] == comment["id"]
            assert sorted(took)[len(took) // 4] < WITHIN_SECONDS, took
        assert "Traceback" not in a.printed + b.printed


async def _seconds_until(socket: Socket, expected: tuple[str, str, str]) -> float:
    """From when the writer had its answer."""
    started = time.monotonic()
    assert told(await socket.event()) == expected
    return time.monotonic() - started


async def test_two_processes_tell_their_moderators_the_same(
    tmp_path: Path, database_url: str, article_id: str
) -> None:
    ann, bob = ANN.token(SECRETS), BOB.token(SECRETS)
    with two_servers(tmp_path, database_url) as (a, b):
        async with socket_at(a, ann) as at_a, socket_at(b, bob) as at_b:
            await at_a.subscribe("q", QUEUE, queue="PENDING")
            await at_b.subscribe("q", QUEUE, queue="PENDING")
            bodies = [f"From either side, {number}" for number in range(6)]
            await asyncio.gather(
                *(
                    ask(server, SUBMIT, article=article_id, body=body)
                    for server, body in zip([a, b] * 3, bodies, strict=True)
                )
            )
            for socket in (at_a, at_b):
                events = [(await socket.event())["event"] for _ in bodies]
                assert {each["change"] for each in events} == {"ENTERED"}
                assert {each["said"]["body"] for each in events} == set(bodies)
                (row,) = [row for row in events[-1]["counts"] if row["name"] == "PENDING"]
                exact = await ask(a, "{ queueCounts { queue count } }", ann)
                assert {"queue": "PENDING", "count": row["count"]} in exact["queueCounts"]


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_closes_sockets_with_1001_and_ends_in_time(
    tmp_path: Path, database_url: str, article_id: str, workers: str
) -> None:
    command, how = ("serve", "--workers", workers), serving_at_once if workers == "1" else serving
    with how(*command, folder=tmp_path, GALLEY_DATABASE_URL=database_url, GALLEY_SECRET=SECRET) as server:
        async with socket_at(server) as one, socket_at(server, ANN.token(SECRETS)) as other:
            await one.subscribe("p", PUBLISHED, article=article_id)
            await other.subscribe("q", CHANGES)
            began = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            assert [(await each.closing())[0] for each in (one, other)] == [1001, 1001]
        await asyncio.to_thread(server.process.wait, 15)
        assert time.monotonic() - began < ENDS_WITHIN_SECONDS
        assert "Traceback" not in server.printed
