"""Answers to queries of those who do not say who they are: kept, and dropped when something in them has changed.

What a process keeps it serves only while it knows what has been committed until a second ago, in any process: events
are told as they are read (`server/events/feed.py`), and what is kept is not served while they cannot be.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from schema.holdings import Holding
from server.events.effects import ARTICLES, COMMENTS, Tag, effects_of
from server.events.event import Event
from server.events.feed import Feed
from server.http.exchange import Reply
from server.observing.note import Known
from server.settings import Caching

Key = tuple[str, str, bytes]
"""Method, media type, and the request's body or query string: the bytes of a frontend's query are always the same."""

CLOCK_SECONDS = 1.0
"""For how long an answer is kept that depends on the time: comments may close at any moment."""

SEEN = 4_096
"""Keys remembered of answers that are not kept. What is asked for once is not kept: finding out what is in an answer
takes a statement more."""

ENTRY_BYTES = 1_000
"""Of an entry beside its bytes: its place in three dictionaries, and its headers."""


@dataclass(frozen=True, slots=True)
class Kept:
    """`known` is what is told of the operation, `not_modified` answers those who have it already, `until` is a moment
    of time.monotonic."""

    known: Known
    reply: Reply
    not_modified: Reply | None
    etag: str
    tags: tuple[Tag, ...]
    until: float
    size: int


class KeptAnswers:
    """Bounded by bytes; what was least recently asked for goes first. Listens to the feed (server.events.feed)."""

    def __init__(self, feed: Feed, *, capacity_bytes: int) -> None:
        self._feed = feed
        self._capacity = capacity_bytes
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._by_tag: defaultdict[Tag, set[Key]] = defaultdict(set)
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._making: dict[Key, asyncio.Event] = {}
        self._bytes = 0
        self.changes = 0
        """Batches of events that changed something. Who reads in order to keep compares it before and after."""

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size_bytes(self) -> int:
        return self._bytes

    def find(self, key: Key) -> Kept | None:
        """None as well for what may have changed in the last second."""
        kept = self._kept.get(key)
        if kept is None or not self._feed.is_current():
            return None
        if kept.until < time.monotonic():
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return kept

    def is_wanted(self, key: Key) -> bool:
        """Whether it has been asked for before; from now on it has."""
        number = hash(key)
        if number in self._seen:
            self._seen.move_to_end(number)
            return True
        self._seen[number] = None
        if len(self._seen) > SEEN:
            self._seen.popitem(last=False)
        return False

    async def made(self, key: Key) -> Kept | None:
        """Waits for the one who reads the same just now, if there is one, and for its answer."""
        making = self._making.get(key)
        if making is None:
            return None
        await making.wait()
        return self.find(key)

    @contextmanager
    def making(self, key: Key) -> Iterator[None]:
        """A block that reads what will be kept under the key: who asks for the same meanwhile may wait for it."""
        is_done = self._making.setdefault(key, asyncio.Event())
        try:
            yield
        finally:
            is_done.set()
            self._making.pop(key, None)

    def keep(self, key: Key, kept: Kept, *, changes: int) -> None:
        """Not what was read while something changed: `changes` is as it was before the reading."""
        if changes != self.changes or kept.size > self._capacity // 4:
            return
        self._drop(key)
        self._kept[key] = kept
        self._bytes += kept.size
        for tag in kept.tags:
            self._by_tag[tag].add(key)
        while self._bytes > self._capacity:
            self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        self.changes += 1
        self._kept.clear()
        self._by_tag.clear()
        self._bytes = 0

    def _drop(self, key: Key) -> None:
        kept = self._kept.pop(key, None)
        if kept is None:
            return
        self._bytes -= kept.size
        for tag in kept.tags:
            keys = self._by_tag[tag]
            keys.discard(key)
            if not keys:
                del self._by_tag[tag]

    # ── what has happened ───────────────────────────────────────────────────────────────────────

    def tell(self, events: Sequence[Event]) -> None:
        tags: set[Tag] = set()
        for event in events:
            changed = effects_of(event)
            if changed is None:
                self.clear()
                return
            tags.update(changed)
        if tags:
            self.changes += 1
            for key in {key for tag in tags for key in self._by_tag.get(tag, ())}:
                self._drop(key)

    def deafen(self) -> None:
        self.clear()


def kept_answers(feed: Feed, rules: Caching) -> KeptAnswers | None:
    """None where nothing is to be kept."""
    return KeptAnswers(feed, capacity_bytes=rules.kept_bytes) if rules.kept_mb else None


def tags_of(holding: Holding) -> tuple[Tag, ...]:
    lists = [ARTICLES] * holding.lists_articles + [COMMENTS] * holding.lists_comments
    return (*lists, *holding.articles)


def until(*, reads_clock: bool) -> float:
    return time.monotonic() + CLOCK_SECONDS if reads_clock else math.inf


def size_of(key: Key, body: bytes, tags: Sequence[Tag]) -> int:
    """With room for the answer compressed in three ways, each a third of it."""
    return len(key[2]) + 2 * len(body) + 100 * len(tags) + ENTRY_BYTES
