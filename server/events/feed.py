"""The feed: one reader of the outbox for a process, and everybody in it who listens.

It reads while somebody listens, and stands still otherwise. Who cannot keep up is let go: nothing waits for the slow,
and nothing is kept for them without end.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Protocol
from uuid import UUID

from server.database import Database
from server.events.bell import bell_for
from server.events.event import Event
from server.events.outbox import Outbox, TooMuch

EVERYTHING = None
"""The topic of all events. Another topic is an article: what happens in its thread."""

Topic = UUID | None

BATCHES_KEPT = 200
"""For one who listens and has not come to it yet. A batch is a few ids."""

LOOK_EVERY_SECONDS = 0.5
"""Also where no bell rings: a process that was killed before it could ring has committed all the same."""

CURRENT_SECONDS = 1.0
"""How old what is taken for the present state may be."""

RETRY_SECONDS = 0.5
PAUSE_SECONDS = 0.02
"""Between two looks, so that a burst of commits is read in one."""

logger = logging.getLogger("galley.events")


class FellBehind(Exception):
    """Events have been missed. Whoever listened has to read the state anew and listen again."""


class Listener(Protocol):
    """Told at once, in the reading of the outbox: it must not take long, and not raise."""

    def tell(self, events: Sequence[Event]) -> None: ...

    def deafen(self) -> None:
        """Events have been missed, and none comes any more."""


class Ear:
    """What one who listens has not heard yet."""

    def __init__(self) -> None:
        self._batches: asyncio.Queue[Sequence[Event] | None] = asyncio.Queue()
        self._is_deaf = False

    def tell(self, events: Sequence[Event]) -> None:
        if self._batches.qsize() >= BATCHES_KEPT:
            self.deafen()
        elif not self._is_deaf:
            self._batches.put_nowait(events)

    def deafen(self) -> None:
        """Nothing more comes; what is still to be heard is dropped."""
        self._is_deaf = True
        while not self._batches.empty():
            self._batches.get_nowait()
        self._batches.put_nowait(None)

    async def hear(self) -> Sequence[Event]:
        """The next events. Raises FellBehind."""
        events = await self._batches.get()
        if events is None:
            self._batches.put_nowait(None)
            raise FellBehind
        return events


class Feed:
    """Opened and closed with the process, in its event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bell = bell_for(database.settings)
        self._outbox = Outbox(database)
        self._ears: dict[Topic, set[Listener]] = defaultdict(set)
        self._reading: asyncio.Task[None] | None = None
        self._has_begun = asyncio.Lock()
        self._is_rung = asyncio.Event()
        self._may_have_news = True
        self._looked_at = -math.inf
        database.when_announced(self._announced)

    @property
    def is_reading(self) -> bool:
        return self._reading is not None

    def is_current(self) -> bool:
        """Whether everything has been told that committed a second ago or earlier, in this process or in any other,
        and everything that this process knows to have committed."""
        return not self._may_have_news and time.monotonic() - self._looked_at < CURRENT_SECONDS

    @asynccontextmanager
    async def listening(self, topic: Topic) -> AsyncIterator[Ear]:
        """From here on, everything of the topic that commits is heard."""
        ear = Ear()
        async with self.telling(topic, ear):
            yield ear

    @asynccontextmanager
    async def telling(self, topic: Topic, listener: Listener) -> AsyncIterator[None]:
        """As `listening`, for one who is told instead of asking."""
        async with self._has_begun:
            if self._reading is None:
                await self._outbox.begin()
                self._reading = asyncio.create_task(self._read(), name="galley feed")
            self._ears[topic].add(listener)
        try:
            yield
        finally:
            self._ears[topic].discard(listener)
            if not self._ears[topic]:
                del self._ears[topic]
            if not self._ears:
                self._stop()

    def _announced(self) -> None:
        self._ring()
        self._bell.rung()

    def _ring(self) -> None:
        self._may_have_news = True
        self._is_rung.set()

    async def lag_seconds(self) -> float:
        """How long the oldest event has waited that nobody here was told of; 0 while nobody listens."""
        return await self._outbox.lag_seconds() if self.is_reading else 0.0

    def _stop(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    async def _read(self) -> None:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._bell.listening(self._ring))
            while True:
                try:
                    async with asyncio.timeout(LOOK_EVERY_SECONDS):
                        await self._is_rung.wait()
                except TimeoutError:
                    pass
                self._is_rung.clear()
                await self._look()
                await asyncio.sleep(PAUSE_SECONDS)

    async def _look(self) -> None:
        began = time.monotonic()
        try:
            self._tell(await self._outbox.news())
            self._looked_at = began
            self._may_have_news = self._is_rung.is_set()
        except TooMuch:
            logger.warning("more events than can be told at once: whoever follows has to begin anew")
            self._deafen()
        except Exception as error:  # noqa: BLE001 - whatever keeps the database from answering; the place is kept
            logger.warning("the outbox could not be read: %s; trying again", type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)
            self._is_rung.set()

    def _tell(self, events: Sequence[Event]) -> None:
        by_topic: dict[Topic, list[Event]] = defaultdict(list)
        for event in events:
            by_topic[EVERYTHING].append(event)
            if event.article is not None:
                by_topic[event.article].append(event)
        for topic, its_own in by_topic.items():
            for ear in self._ears.get(topic, ()):
                ear.tell(its_own)

    def _deafen(self) -> None:
        for ears in self._ears.values():
            for ear in ears:
                ear.deafen()

    async def close(self) -> None:
        self._deafen()
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.cancel()
            await asyncio.wait([reading])
        await self._bell.close()
