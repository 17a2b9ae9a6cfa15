"""The shape of a thread: which comment replies to which, and what became of each. Places only, no texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from server.moderation.status import CommentStatus

APPROVED, PENDING, REJECTED = CommentStatus.APPROVED, CommentStatus.PENDING, CommentStatus.REJECTED
CLUSTER = 5
"""In a long thread: a comment, three replies, and one that waits."""


@dataclass(frozen=True, slots=True)
class Place:
    """`parent` is an earlier place of the thread."""

    parent: int | None
    status: CommentStatus


def long_thread(count: int) -> Iterator[Place]:
    """A fifth waits: now a reply, now a comment of its own."""
    for place in range(count):
        cluster, within = divmod(place, CLUSTER)
        top = place - within
        if within == 0:
            yield Place(None, APPROVED)
        elif within < CLUSTER - 1:
            yield Place(top, APPROVED)
        else:
            yield Place(None if cluster % 8 == 0 else top, PENDING)


def short_thread(count: int, *, pending: int, has_rejected: bool) -> Iterator[Place]:
    """Comments, a short exchange below the first one, and what waits. In an exchange that was cut off a reply was
    rejected after somebody had answered it."""
    exchange = [Place(0, APPROVED), Place(0, REJECTED if has_rejected else APPROVED), Place(2, APPROVED)]
    approved = count - pending
    replies = exchange if approved > len(exchange) else []
    yield from (Place(None, APPROVED) for _ in range(min(1, approved)))
    yield from replies
    yield from (Place(None, APPROVED) for _ in range(approved - 1 - len(replies)))
    has_parent = approved > 0
    yield from (Place(0 if has_parent and each % 2 else None, PENDING) for each in range(pending))
