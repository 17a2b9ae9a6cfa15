"""Following an article's thread: which comments readers see now, and which they no longer see."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.database import Database
from server.events.event import Event
from server.events.feed import Feed
from server.live.asking import given, question
from server.live.broadcast import READY
from server.models.types import utc_now
from server.planning.request import Chains
from server.planning.roots import PUBLIC_COMMENTS
from server.viewer import GUEST


@dataclass(frozen=True, slots=True)
class ThreadChange:
    """`is_public` as the database had it after the event."""

    comment_id: UUID
    is_public: bool


async def thread_changes(
    article_id: UUID, *, feed: Feed, database: Database, chains: Chains
) -> AsyncGenerator[Any, None]:
    """READY, then a ThreadChange for each comment that became visible to all or no longer is."""
    is_public = question(
        PUBLIC_COMMENTS,
        {"article": given("article"), "among": given("among")},
        database=database,
        chains=chains,
    )
    async with feed.listening(article_id) as ear:
        yield READY
        while True:
            events = await ear.hear()
            shown = _named(events, "shown")
            hidden = {*_named(events, "hidden"), *_deleted(events)}
            if not shown and not hidden:
                continue
            among = [*shown, *(each for each in hidden if each not in shown)]
            found = await is_public.ask_patiently(
                GUEST, utc_now(), article=f"article_{article_id.hex}", among=among
            )
            public = {UUID(hex=each) for each in found}
            for comment_id in among:
                if comment_id in (shown if comment_id in public else hidden):
                    yield ThreadChange(comment_id, is_public=comment_id in public)


def _named(events: Sequence[Event], name: str) -> dict[UUID, None]:
    """The ids under a name, each once, in the order of the events."""
    return dict.fromkeys(each for event in events for each in event[name])


def _deleted(events: Sequence[Event]) -> Iterable[UUID]:
    return (each for event in events if event.kind == "comment.deleted" for each in event.comments)
