"""Which comments wait for a moderator, and how many: what a webhook's message tells. Ids, counts and codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import STAFF_ONLY, ActorKind, Article, Comment, Decision, Flag
from server.models.types import format_instant
from server.moderation.status import CommentStatus

MESSAGE_TYPE = "comments.waiting"
LISTED = 100
"""Comments that a message names. The counts are of all."""


def _pending() -> ColumnElement[bool]:
    """Held, and nothing above it hidden (Comment.audience)."""
    return and_(Comment.status == CommentStatus.PENDING, Comment.audience != STAFF_ONLY)


def _reported() -> ColumnElement[bool]:
    """Public, and flagged in its present text since a person last decided."""
    decided_since = exists().where(
        Decision.comment_id == Flag.comment_id,
        Decision.actor_kind == ActorKind.PERSON,
        Decision.decided_at >= Flag.created_at,
    )
    flagged = exists().where(
        Flag.comment_id == Comment.id, Flag.version == Comment.text_version, not_(decided_since)
    )
    return and_(Comment.audience.is_(None), flagged)


_QUEUES = {"PENDING": _pending, "REPORTED": _reported}


def _still_there() -> ColumnElement[bool]:
    article_is_there = exists().where(Article.id == Comment.article_id, Article.deleted_at.is_(None))
    return and_(Comment.deleted_at.is_(None), article_is_there)


async def waiting_message(
    session: AsyncSession, comment_ids: Sequence[UUID], *, now: datetime
) -> dict[str, Any] | None:
    """The message about those of the comments that wait; None where none of them does (any more)."""
    found: dict[UUID, dict[str, str]] = {}
    for queue, condition in _QUEUES.items():
        for comment_id, article_id in await _among(session, comment_ids, condition()):
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
            "counts": {queue: await _count(session, condition()) for queue, condition in _QUEUES.items()},
        },
    }


async def _among(
    session: AsyncSession, comment_ids: Sequence[UUID], condition: ColumnElement[bool]
) -> list[tuple[UUID, UUID]]:
    query = select(Comment.id, Comment.article_id).where(
        Comment.id.in_(comment_ids), condition, _still_there()
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def _count(session: AsyncSession, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Comment).where(condition, _still_there())
    return await session.scalar(query) or 0
