"""Clients that go away in the middle: of a request, of an answer, of operations on a socket, of what they follow."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.api.voices import ANN, token_of
from tests.endurance.conftest import Opening
from tests.endurance.house import LEAVE_SECONDS, assert_all_is_well
from tests.endurance.load import FOLLOW, FOLLOWERS, READ, WRITE, Load
from tests.faults.conftest import EXAMPLES
from tests.hostile.attack import request
from tests.live.server import until

ROUNDS = 1 + EXAMPLES // 100
LEAVINGS = 60
"""Of each kind and round. What they have begun to write is finished, and those who stay wait for it."""

AT_ONCE = 8
PATIENT = {
    **dict.fromkeys(
        ("request_timeout_ms", "statement_timeout_ms", "lock_timeout_ms", "busy_timeout_ms"), 20_000
    ),
    "live_connections_per_address": 1_000,
}
"""Who stays is to be answered, however many write to the same thread; not in how much time. All come from here."""

pytestmark = pytest.mark.timeout(120 + 60 * ROUNDS)


class Leaver:
    """Comes, says something, and goes at some moment of the few milliseconds in which it would be answered."""

    def __init__(self, load: Load, random: Random) -> None:
        self._load = load
        self._random = random
        self._token = token_of(ANN, load.live.api.settings.secrets)
        self._count = 0

    def _moment(self) -> float:
        return self._random.choice((0.0, self._random.uniform(0, 0.03)))

    def _write(self) -> dict[str, str]:
        self._count += 1
        number = f"{self._count:06}"
        return {"article": self._load.article, "body": f"Left at {number}", "key": f"left-alone-{number}"}

    async def _connect_and_send(self, data: bytes) -> None:
        """The connection is reset: what the server still says meets nobody."""
        _reader, writer = await asyncio.open_connection("127.0.0.1", self._load.live.port)
        writer.write(data)
        await asyncio.sleep(self._moment())
        writer.transport.abort()

    def _request(self, query: str, variables: dict[str, str], **headers: str) -> bytes:
        body = json.dumps({"query": query, "variables": variables}).encode()
        return request(
            body,
            headers=[("Authorization", f"Bearer {self._token}"), *headers.items()],
            accept="text/event-stream" if query == FOLLOW else "application/json",
        )

    async def in_a_request(self) -> None:
        whole = self._request(WRITE, self._write())
        await self._connect_and_send(whole[: self._random.randrange(1, len(whole))])

    async def before_the_answer(self) -> None:
        read = self._random.random() < 0.75
        await self._connect_and_send(
            self._request(*((READ, {"id": self._load.article}) if read else (WRITE, self._write())))
        )

    async def in_a_stream(self) -> None:
        await self._connect_and_send(self._request(FOLLOW, {"article": self._load.article}))

    async def in_operations_of_a_socket(self) -> None:
        """The socket's end cancels what it has asked for: reads, use cases, and what it follows."""
        with suppress(ConnectionClosed):
            async with self._load.live.socket(ANN) as socket:
                await socket.ask("w", WRITE, **self._write())
                await socket.ask("r", READ, id=self._load.article)
                await socket.ask("f", FOLLOW, article=self._load.article)
                await asyncio.sleep(self._moment())
                if self._random.random() < 0.5:
                    for id_ in ("w", "r", "f"):
                        await socket.say({"id": id_, "type": "complete"})
                socket.connection.transport.abort()


def open_connections(load: Load) -> int:
    """Sockets and streams that the server counts."""
    app: Any = load.live.api.app
    total: int = app._endpoint.admission._by_address.total()
    return total


async def leave(how: Callable[[], Awaitable[None]]) -> None:
    """Many times, several at once."""

    async def again_and_again() -> None:
        for _ in range(LEAVINGS // AT_ONCE):
            await how()

    await asyncio.gather(*(again_and_again() for _ in range(AT_ONCE)))


async def test_who_goes_away_leaves_no_connection_and_disturbs_nobody(
    database_url: str, pressed: Opening, caplog: pytest.LogCaptureFixture
) -> None:
    async with pressed(database_url, **PATIENT) as (live, load):
        leaver = Leaver(load, Random(7))
        async with load.running():
            for how in ROUNDS * (
                leaver.in_a_request,
                leaver.before_the_answer,
                leaver.in_a_stream,
                leaver.in_operations_of_a_socket,
            ):
                await leave(how)
                await load.seconds_until_right()
                await until(lambda: open_connections(load) == FOLLOWERS, LEAVE_SECONDS)
        assert set(load.told) == {"right"}, load.told
        assert all(follower.endings == 0 for follower in load.followers)
        await assert_all_is_well(live, load, caplog)
