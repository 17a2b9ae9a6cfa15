"""Which comments wait for a moderator, and how many: what a webhook's message tells. Ids, counts and codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from server.models import Article, Comment
from server.models.types import format_instant
from server.permissions import Columns

MESSAGE_TYPE = "comments.waiting"
LISTED = 100
"""Comments that a message names. The counts are of all."""


QUEUES = ("PENDING", "REPORTED")

InQueue = Callable[[str, Columns, str], Sequence[ColumnElement[bool]]]
"""The conditions of a queue, as reads have them (server.planning.queues.in_queue): said once, and handed down."""


def _waits(in_queue: InQueue, queue: str) -> ColumnElement[bool]:
    article_is_there = exists().where(Article.id == Comment.article_id, Article.deleted_at.is_(None))
    return and_(article_is_there, *in_queue(queue, _column, f"w_{queue.lower()}"))


def _column(attribute: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    return Comment.__table__.c[attribute.key]


async def waiting_message(
    session: AsyncSession, comment_ids: Sequence[UUID], *, in_queue: InQueue, now: datetime
) -> dict[str, Any] | None:
    """The message about those of the comments that wait; None where none of them does (any more)."""
    found: dict[UUID, dict[str, str]] = {}
    for queue in QUEUES:
        for comment_id, article_id in await _among(session, comment_ids, _waits(in_queue, queue)):
            found[comment_id] = {
                "id": f"comment_{comment_id.hex}",
                "articleId": f"article_{article_id.hex}",
                "queue": queue,
            }
    if not found:
        return None
    return {
        "type": MESSAGE_TYPE,
        "timestamp": format_instant(now),
        "data": {
            "newlyWaiting": len(found),
            "comments": [found[comment_id] for comment_id in sorted(found)][:LISTED],
            "counts": {queue: await _count(session, _waits(in_queue, queue)) for queue in QUEUES},
        },
    }


async def _among(
    session: AsyncSession, comment_ids: Sequence[UUID], condition: ColumnElement[bool]
) -> list[tuple[UUID, UUID]]:
    query = select(Comment.id, Comment.article_id).where(Comment.id.in_(comment_ids), condition)
    return [(row[0], row[1]) for row in await session.execute(query)]


async def _count(session: AsyncSession, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Comment).where(condition)
    return await session.scalar(query) or 0
