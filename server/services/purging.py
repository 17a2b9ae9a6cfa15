"""The purge hook: a CDN's door is told the keys of what has changed for readers, soon after it has.

One process at a time tells, by a lease. Who takes the lease over does not know what was told before, and so begins by
telling that everything has changed; so does a server that has just been started, as commands may have run meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import orjson

from server.database import Database
from server.events.effects import Tag, effects_of
from server.events.event import Event
from server.events.feed import EVERYTHING, Feed
from server.models.types import format_instant, utc_now
from server.services.background import in_background
from server.services.leases import hold, new_holder
from server.services.webhook_client import post
from server.services.webhook_signing import signed_headers
from server.settings import Caching

LEASE = "purging"
LEASE_LASTS = timedelta(seconds=15)
RENEW_EVERY = timedelta(seconds=5)

PURGE_EVERY_SECONDS = 0.5
"""Keys of so long are one call."""

MESSAGE_TYPE = "answers.changed"
ALL_KEY = "galley"
"""The Surrogate-Key of every public answer."""

MANY_KEY = "many-articles"
"""That of answers with more articles than a header can name."""

MOST_KEYS = 1_000
"""Of one call. More are told as everything."""

LONGEST_PAUSE = timedelta(seconds=60)
"""Between calls that fail, each pause twice as long as the one before."""

logger = logging.getLogger("galley.purging")


def article_key(article: UUID) -> str:
    """The Surrogate-Key of what holds the article: its id, as GraphQL has it."""
    return f"article_{article.hex}"


class Purger:
    """Listens to the feed (server.events.feed). What could not be told is told with the next call."""

    def __init__(self, database: Database, rules: Caching) -> None:
        assert rules.purge_url is not None, "started only where there is an address"
        self._database = database
        self._url = rules.purge_url
        self._secrets = rules.purge_secrets
        self._holder = new_holder()
        self._is_mine = False
        self._renew_at: datetime | None = None
        self._keys: set[str] = set()
        self._pause = timedelta(0)
        self._next_at: datetime | None = None

    def tell(self, events: Sequence[Event]) -> None:
        for event in events:
            effects = effects_of(event)
            self._keys |= {ALL_KEY} if effects is None else {key for tag in effects for key in _keys(tag)}

    def deafen(self) -> None:
        self._keys.add(ALL_KEY)

    async def step(self) -> None:
        now = utc_now()
        if self._renew_at is None or now >= self._renew_at:
            await self._renew(now)
        if not self._is_mine:
            self._keys.clear()
        elif self._keys and (self._next_at is None or now >= self._next_at):
            await self._call(now)

    async def _renew(self, now: datetime) -> None:
        was_mine = self._is_mine
        async with self._database.transaction() as session:
            self._is_mine = await hold(session, LEASE, holder=self._holder, now=now, lasting=LEASE_LASTS)
        self._renew_at = now + RENEW_EVERY
        if self._is_mine and not was_mine:
            self._keys.add(ALL_KEY)

    async def _call(self, now: datetime) -> None:
        keys, self._keys = self._keys, set()
        told = [ALL_KEY] if ALL_KEY in keys or len(keys) > MOST_KEYS else sorted(keys)
        body = orjson.dumps({"type": MESSAGE_TYPE, "timestamp": format_instant(now), "data": {"keys": told}})
        headers = signed_headers(f"msg_{uuid4().hex}", body, secrets=self._secrets, now=now)
        answer = await post(self._url, body, headers)
        if answer.error is None:
            self._pause, self._next_at = timedelta(0), None
            return
        self._keys |= keys
        self._pause = min(max(self._pause * 2, timedelta(seconds=1)), LONGEST_PAUSE)
        self._next_at = utc_now() + self._pause
        logger.warning(
            "the purge hook failed (%s); trying again in %.0f s", answer.error, self._pause.total_seconds()
        )


def _keys(tag: Tag) -> tuple[str, ...]:
    return (article_key(tag), MANY_KEY) if isinstance(tag, UUID) else (tag,)


@asynccontextmanager
async def purging(database: Database, feed: Feed, rules: Caching) -> AsyncIterator[None]:
    """Tells while the block runs; nothing where there is nobody to tell."""
    if rules.purge_url is None:
        yield
        return
    purger = Purger(database, rules)
    async with (
        feed.telling(EVERYTHING, purger),
        in_background("purging", purger.step, every_seconds=PURGE_EVERY_SECONDS),
    ):
        yield
