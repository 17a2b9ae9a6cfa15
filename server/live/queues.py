"""Following queues: which comments enter, leave or change in them, for one filter and one kind of viewer."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from server.database import Database
from server.events.event import Event
from server.events.feed import EVERYTHING, Feed
from server.live.asking import constant, given, question
from server.live.broadcast import READY
from server.live.counting import Counting
from server.models.types import utc_now
from server.planning.request import Chains
from server.planning.roots import QUEUE_MEMBERS
from server.viewer import Viewer

MEMBERS_KEPT = 50_000
"""Ids a queue that are remembered, to tell ENTERED from UPDATED: about four megabytes. Of a longer one the newest."""

ASKED_AT_ONCE = 1_000


class QueueChange(StrEnum):
    """What a comment did in a queue."""

    ENTERED = "ENTERED"
    LEFT = "LEFT"
    UPDATED = "UPDATED"


@dataclass(frozen=True, slots=True)
class QueueNews:
    """`at` is when it was found (time.monotonic); `counting` counts for all who follow the same."""

    queue: str
    change: QueueChange
    comment_id: UUID
    at: float
    counting: Counting


@dataclass(slots=True)
class Members:
    """What is in a queue, as far as it has been told. `is_whole` is false where it was too long to remember: what
    is older than `since` and not known is then taken for a member."""

    ids: set[UUID]
    is_whole: bool
    since: datetime

    def change(self, comment_id: UUID, *, is_in: bool, is_touched: bool) -> QueueChange | None:
        was_in = comment_id in self.ids or (
            not self.is_whole and _made_at(comment_id) < self.since.timestamp()
        )
        if is_in:
            self.ids.add(comment_id)
            if was_in:
                return QueueChange.UPDATED if is_touched else None
            return QueueChange.ENTERED
        self.ids.discard(comment_id)
        return QueueChange.LEFT if was_in else None


@dataclass(frozen=True, slots=True)
class Followed:
    """What is followed: queues, a filter's values, and who asks as far as it matters."""

    queues: tuple[str, ...]
    filter: Mapping[str, Any] | None
    viewer: Viewer


async def queue_changes(
    followed: Followed, *, counting: Counting, feed: Feed, database: Database, chains: Chains
) -> AsyncGenerator[Any, None]:
    """READY, then QueueNews. What is in the queues is known from the beginning, and asked anew only for the
    comments that events name."""
    arguments = {"queues": constant(list(followed.queues)), "filter": constant(followed.filter)}
    first = question(QUEUE_MEMBERS, {**arguments, "limit": given("limit")}, database=database, chains=chains)
    later = question(QUEUE_MEMBERS, {**arguments, "among": given("among")}, database=database, chains=chains)
    async with feed.listening(EVERYTHING) as ear:
        since = utc_now()
        found = await first.ask(followed.viewer, since, limit=MEMBERS_KEPT + 1)
        members = {queue: _members(ids, since) for queue, ids in found.items()}
        yield READY
        while True:
            events = await ear.hear()
            touched = dict.fromkeys(each for event in events for each in event.comments)
            named = list(dict.fromkeys([*touched, *_moved(events)]))
            if any(event.kind == ARTICLE_DELETED for event in events):
                named = list(dict.fromkeys([*named, *(each for one in members.values() for each in one.ids)]))
            for start in range(0, len(named), ASKED_AT_ONCE):
                few = named[start : start + ASKED_AT_ONCE]
                found = await later.ask_patiently(followed.viewer, utc_now(), among=few)
                for news in _news(few, touched, found, members, counting):
                    yield news


ARTICLE_DELETED = "article.deleted"
"""Takes whole threads out of the queues without naming their comments."""


def _members(ids: Sequence[str], since: datetime) -> Members:
    return Members({UUID(hex=each) for each in ids}, is_whole=len(ids) <= MEMBERS_KEPT, since=since)


def _moved(events: Sequence[Event]) -> Iterable[UUID]:
    """The comments that an event had effects on: a hidden comment takes those below it out of their queues."""
    return (each for event in events for name in ("shown", "hidden", "moved") for each in event[name])


def _news(
    named: Sequence[UUID],
    touched: Mapping[UUID, None],
    found: Mapping[str, Sequence[str]],
    members: Mapping[str, Members],
    counting: Counting,
) -> Iterable[QueueNews]:
    at = time.monotonic()
    now_in = {queue: {UUID(hex=each) for each in ids} for queue, ids in found.items()}
    for comment_id in named:
        for queue, known in members.items():
            is_in = comment_id in now_in[queue]
            change = known.change(comment_id, is_in=is_in, is_touched=comment_id in touched)
            if change is not None:
                yield QueueNews(queue, change, comment_id, at, counting)


def _made_at(comment_id: UUID) -> float:
    """When a UUIDv7 was made, in seconds."""
    return (comment_id.int >> 80) / 1000
