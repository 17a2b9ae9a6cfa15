"""Readers, writers and followers on a real port, who take every answer that is right and every error that may be."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed

from tests.api.voices import ANN, BOB, LENA, Speaker
from tests.live.server import PATIENCE_SECONDS, Live, Socket

READ = """query($id: ID!) { site { defaultLocale } article(id: $id) {
  en: translation(locale: "en") { title slug } bn: translation(locale: "bn") { title } authors { name } } }"""
WRITE = """mutation($article: ID!, $body: String!, $key: String!) {
  payload: submitComment(input: {articleId: $article, body: $body, idempotencyKey: $key}) {
    comment { id body status } errors { code } } }"""
FOLLOW = "subscription($article: ID!) { commentPublished(articleId: $article) { id } }"

MAY_BE_TOLD = {"OVERLOADED": 503, "TIMEOUT": 504}
"""What is answered while the database is away or busy, and the status of an answer that is nothing else."""

PAUSE_SECONDS = 0.004
"""Of a client between two requests, so that the load does not keep others from the processor."""

BOUND_SECONDS = 8.0
"""Of any answer: an operation has five, as `limited` has it."""

READERS, WRITERS, FOLLOWERS = 3, 3, 2


@dataclass(slots=True)
class Load:
    """`told` counts answers by what they were. `stored` are the comments that an answer named, by their number."""

    live: Live
    article: str
    told: Counter[str] = field(default_factory=Counter)
    stored: dict[int, str] = field(default_factory=dict)
    begun: int = 0
    slowest_seconds: float = 0.0
    right: Any = None
    followers: list[Follower] = field(default_factory=list)
    is_over: bool = False

    # ── one request ─────────────────────────────────────────────────────────────────────────────

    async def read(self) -> bool:
        """Whether it was answered, and not only told that it cannot be."""
        data = await self._ask(READ, None, id=self.article)
        if data is not None and self.right is None:
            self.right = data
        assert data in (None, self.right), data
        return data is not None

    async def write(self, number: int, speaker: Speaker) -> bool:
        """Sent again under the same key it is the same comment, whether or not the first sending came through."""
        body = f"Comment number {number}"
        data = await self._ask(
            WRITE, speaker, article=self.article, body=body, key=f"comment-number-{number:06}"
        )
        if data is None:
            return False
        payload = data["payload"]
        assert payload["errors"] == [], payload
        assert payload["comment"]["body"] == body, payload
        self.stored[number] = payload["comment"]["id"]
        return True

    async def _ask(self, query: str, speaker: Speaker, **variables: Any) -> Any:
        began = time.monotonic()
        response = await self.live.api.send(query, speaker, **variables)
        self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - began)
        return self._judged(response)

    def _judged(self, response: httpx.Response) -> Any:
        body = response.json()
        if response.status_code == 200 and "errors" not in body:
            self.told["right"] += 1
            return body["data"]
        codes = [error["extensions"]["code"] for error in body["errors"]]
        assert codes, response.text
        assert set(codes) <= set(MAY_BE_TOLD), response.text
        assert response.status_code in (200, *(MAY_BE_TOLD[code] for code in codes)), response.text
        self.told[codes[0]] += 1
        return None

    # ── many of them ────────────────────────────────────────────────────────────────────────────

    async def _reader(self) -> None:
        while not self.is_over:
            await self.read()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _writer(self, speaker: Speaker) -> None:
        while not self.is_over:
            await self._write_one(speaker)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _write_one(self, speaker: Speaker) -> str:
        """Sent again and again until it is answered. Its id."""
        self.begun += 1
        number = self.begun
        while not await self.write(number, speaker):  # noqa: ASYNC110 - it is asked again each time
            await asyncio.sleep(10 * PAUSE_SECONDS)
        return self.stored[number]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """All of them, until the block ends and each has had an answer. What one of them does not take is raised."""
        await self.read()
        self.followers = [Follower(self) for _ in range(FOLLOWERS)]
        following = [asyncio.create_task(follower.follow()) for follower in self.followers]
        work: list[Coroutine[Any, Any, None]] = [self._reader() for _ in range(READERS)]
        work += [self._writer((ANN, BOB)[number % 2]) for number in range(WRITERS)]
        tasks = [asyncio.create_task(each) for each in work]
        watching = asyncio.gather(*tasks, *following)
        try:
            yield
            self.is_over = True
            await asyncio.wait_for(asyncio.gather(*tasks), 3 * BOUND_SECONDS)
            await self._assert_followers_missed_nothing()
        finally:
            self.is_over = True
            for task in (*tasks, *following):
                task.cancel()
            outcomes = await asyncio.gather(watching, *tasks, *following, return_exceptions=True)
        failed = [each for each in outcomes if isinstance(each, Exception)]
        assert not failed, failed

    async def _assert_followers_missed_nothing(self) -> None:
        """A last comment tells when a follower has heard all that there was to hear."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            last = await self._write_one(ANN)
            for follower in self.followers:
                await follower.until_heard(last)
                missed = {
                    number: comment
                    for number, comment in self.stored.items()
                    if number > follower.since and comment not in follower.heard
                }
                assert not missed, missed

    # ── how it goes on ──────────────────────────────────────────────────────────────────────────

    async def seconds_until_right(self) -> float:
        """Until a read and a write are answered again."""
        began = time.monotonic()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await self.read():  # noqa: ASYNC110 - it is asked again each time
                await asyncio.sleep(0.02)
            await self._write_one(ANN)
        return time.monotonic() - began


class Follower:
    """One who follows the thread, and follows it anew whenever they are told that it has ended. Comments after number
    `since` began when nothing was missed any more."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self.heard: set[str] = set()
        self.since = 0
        self.endings = 0

    async def follow(self) -> None:
        while True:
            try:
                async with self._load.live.socket(LENA) as socket:
                    await self._listen(socket)
            except (ConnectionClosed, OSError):
                self.endings += 1
                await asyncio.sleep(0.1)

    async def _listen(self, socket: Socket) -> None:
        for number in range(10_000):
            if await self._begin(socket, f"follow{number}"):
                self.since = self._load.begun
                while await self._hear(socket):
                    pass
            self.endings += 1
            await asyncio.sleep(0.1)

    async def _begin(self, socket: Socket, id_: str) -> bool:
        """An answer to a ping tells that the subscription stands, unless it was refused before."""
        await socket.ask(id_, FOLLOW, article=self._load.article)
        await socket.say({"type": "ping"})
        stands = True
        while True:
            heard = await socket.hear()
            if heard["type"] == "pong":
                return stands
            stands = self._take(heard) and stands

    async def _hear(self, socket: Socket) -> bool:
        return self._take(await socket.hear(seconds=600))

    def _take(self, heard: Any) -> bool:
        """False where the subscription has ended, by an error that may be."""
        if heard["type"] == "next" and "errors" not in heard["payload"]:
            self.heard.add(heard["payload"]["data"]["commentPublished"]["id"])
            return True
        errors = heard["payload"] if heard["type"] == "error" else heard["payload"]["errors"]
        codes = {error["extensions"]["code"] for error in errors}
        assert codes <= set(MAY_BE_TOLD), heard
        return False

    async def until_heard(self, comment: str) -> None:
        while comment not in self.heard:  # noqa: ASYNC110 - what is heard has no event
            await asyncio.sleep(0.01)
