"""What moderators decided about which texts: what a model of risk learns from, and is measured with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from server.models import ActorKind, Comment, CommentRevision, Decision
from server.moderation.risk.evaluation import is_held_out
from server.moderation.status import CommentStatus

STANDS_FOR = timedelta(minutes=5)
"""A decision is read once it has stood for this long: by then most that are taken back have been, and no transaction
is under way that could still bring an earlier one."""

_REFUSED = (CommentStatus.REJECTED, CommentStatus.SPAM)


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision by a person about another's text. `text` is the version that was judged, None where it is gone."""

    decision_id: UUID
    comment_id: UUID
    text: str | None
    is_refused: bool

    @property
    def is_held_out(self) -> bool:
        return is_held_out(self.comment_id)


async def judged_after(
    session: AsyncSession, position: UUID | None, *, until: datetime, limit: int
) -> Sequence[Judged]:
    """In the order in which they were taken, after the decision `position`. One statement, by the primary key."""
    query = _judged(until).order_by(Decision.id).limit(limit)
    if position is not None:
        query = query.where(Decision.id > position)
    return [_read(row) for row in await session.execute(query)]


async def judged_lately(session: AsyncSession, *, until: datetime, limit: int) -> Sequence[Judged]:
    """The newest first."""
    query = _judged(until).order_by(Decision.id.desc()).limit(limit)
    return [_read(row) for row in await session.execute(query)]


def _judged(until: datetime) -> Select[Any]:
    earlier = (
        select(CommentRevision.body)
        .where(CommentRevision.comment_id == Comment.id, CommentRevision.version <= Decision.version)
        .order_by(CommentRevision.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    text = case((Comment.text_version <= Decision.version, Comment.body), else_=earlier)
    query = (
        select(Decision.id, Decision.comment_id, Decision.status, text.label("text"))
        .join(Comment, Comment.id == Decision.comment_id)
        .where(
            Decision.actor_kind == ActorKind.PERSON,
            Decision.decided_at <= until,
            Decision.status != CommentStatus.PENDING,
            Comment.is_staff.is_(False),
        )
    )
    return _without_undone(query)


def _without_undone(query: Select[Any]) -> Select[Any]:
    """Neither what was taken back nor the taking back says anything about the text."""
    later = aliased(Decision)
    return query.where(Decision.undoes_id.is_(None), ~exists().where(later.undoes_id == Decision.id))


def _read(row: Any) -> Judged:
    return Judged(
        decision_id=row.id,
        comment_id=row.comment_id,
        text=row.text or None,
        is_refused=row.status in _REFUSED,
    )
