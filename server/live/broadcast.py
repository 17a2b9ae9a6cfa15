"""One source for everybody who follows the same thing: begun with the first of them, ended with the last."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Hashable
from contextlib import aclosing, asynccontextmanager
from typing import Any, Generic, TypeVar

from server.events.feed import FellBehind

Item = TypeVar("Item")

ITEMS_KEPT = 256
"""For one who follows and has not come to them yet."""

READY = object()
"""What a source yields first, as soon as it misses nothing any more."""


class Follower(Generic[Item]):
    """What one of them has not had yet. The end of the source ends it; an error of the source is raised."""

    def __init__(self) -> None:
        self._items: asyncio.Queue[Item] = asyncio.Queue(ITEMS_KEPT)
        self._end: BaseException | None = None
        self._has_news = asyncio.Event()

    def give(self, item: Item) -> None:
        if self._items.full():
            self.end(FellBehind())
        elif self._end is None:
            self._items.put_nowait(item)
            self._has_news.set()

    def end(self, reason: BaseException) -> None:
        """What has been given is still had, but for one who fell behind."""
        self._end = self._end or reason
        self._has_news.set()

    def __aiter__(self) -> Follower[Item]:
        return self

    async def __anext__(self) -> Item:
        while self._items.empty() or isinstance(self._end, FellBehind):
            if self._end is not None:
                raise self._end
            self._has_news.clear()
            await self._has_news.wait()
        return self._items.get_nowait()


class _Broadcast:
    """A running source and who follows it."""

    def __init__(self, source: AsyncGenerator[Any, None]) -> None:
        self.followers: set[Follower[Any]] = set()
        self.is_ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.task = asyncio.create_task(self._run(source))

    async def _run(self, source: AsyncGenerator[Any, None]) -> None:
        end: Exception = StopAsyncIteration()
        try:
            async with aclosing(source):
                async for item in source:
                    if item is READY:
                        self.is_ready.set_result(None)
                        continue
                    for follower in self.followers:
                        follower.give(item)
        except Exception as error:  # noqa: BLE001 - raised again where it is followed
            end = error
        if not self.is_ready.done():
            is_over = isinstance(end, StopAsyncIteration)
            self.is_ready.set_exception(RuntimeError("the source ended unready") if is_over else end)
            self.is_ready.exception()  # so that it counts as seen where everybody has gone meanwhile
        for follower in self.followers:
            follower.end(end)


class Broadcasts:
    """Of one process, by what is followed."""

    def __init__(self) -> None:
        self._running: dict[Hashable, _Broadcast] = {}

    def __len__(self) -> int:
        return len(self._running)

    @asynccontextmanager
    async def following(
        self, key: Hashable, source: Callable[[], AsyncGenerator[Item, None]]
    ) -> AsyncIterator[Follower[Item]]:
        """From here on, everything that the source yields. `source` is called where nobody follows `key` yet.
        Raises what keeps the source from beginning."""
        broadcast = self._running.get(key)
        if broadcast is None or broadcast.task.done():
            broadcast = self._running[key] = _Broadcast(source())
        follower: Follower[Item] = Follower()
        broadcast.followers.add(follower)
        try:
            await asyncio.shield(broadcast.is_ready)
            yield follower
        finally:
            broadcast.followers.discard(follower)
            if not broadcast.followers:
                if self._running.get(key) is broadcast:
                    del self._running[key]
                broadcast.task.cancel()
