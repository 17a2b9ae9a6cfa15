"""Rejecting all that is pending of one commenter: what may come with a ban."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.models import ActorKind, Claim, Comment, Decision
from server.models.types import uuid7
from server.moderation.status import CommentStatus, RejectionReason
from server.services.audience import lock_article
from server.services.audit import record
from server.services.outbox import announce
from server.viewer import Role, Viewer

AT_ONCE = 100
"""Comments of one article in one transaction and batch: its lock is held for a moment only, and a batch can be taken
back."""

NOTE = "Rejected with the ban of its author."


async def reject_pending(database: Database, person_id: UUID, *, viewer: Viewer, now: datetime) -> int:
    """Rejects the person's pending comments as the viewer's decisions, and says how many.

    A transaction for each hundred at most. What another moderator claims is left to them, but by an administrator.
    When it is interrupted, what was done stays done, and doing it again goes on from there.
    """
    async with database.transaction() as session:
        query = select(Comment.article_id).where(*_pending(person_id, viewer, now))
        articles = (await session.scalars(query.distinct().order_by(Comment.article_id))).all()
    rejected = 0
    for article_id in articles:
        while few := await _reject_some(database, article_id, person_id, viewer=viewer, now=now):
            rejected += few
    return rejected


def _pending(person_id: UUID, viewer: Viewer, now: datetime) -> list[ColumnElement[bool]]:
    where = [
        Comment.person_id == person_id,
        Comment.status == CommentStatus.PENDING,
        Comment.deleted_at.is_(None),
    ]
    if not viewer.has_role(Role.ADMIN):
        by_another = and_(Claim.comment_id == Comment.id, Claim.by_id != viewer.id, Claim.expires_at > now)
        where.append(~exists().where(by_another))
    return where


async def _reject_some(
    database: Database, article_id: UUID, person_id: UUID, *, viewer: Viewer, now: datetime
) -> int:
    """Who sees the comments does not change: what waited and what is rejected is seen by its author alone."""
    async with database.transaction() as session:
        await lock_article(session, article_id)
        query = select(Comment.id, Comment.version, Comment.reviewed_version).where(
            Comment.article_id == article_id, *_pending(person_id, viewer, now)
        )
        few = (await session.execute(query.order_by(Comment.id).limit(AT_ONCE))).all()
        batch_id = uuid7()
        for comment_id, version, reviewed_version in few:
            decision = Decision(
                comment_id=comment_id,
                version=version,
                previous_reviewed_version=reviewed_version,
                actor_id=viewer.id,
                decided_at=now,
                batch_id=batch_id,
            )
            await _reject(session, decision)
        # The work is done, as with every decision: whoever takes it back must not meet a claim upon it.
        await session.execute(delete(Claim).where(Claim.comment_id.in_([row.id for row in few])))
        return len(few)


async def _reject(session: AsyncSession, decision: Decision) -> None:
    """Completes the decision and does what it says."""
    now, made = decision.decided_at, decision.version + 1
    await session.execute(
        update(Comment)
        .where(Comment.id == decision.comment_id)
        .values(
            status=CommentStatus.REJECTED,
            rejection_reason=RejectionReason.OTHER,
            version=made,
            reviewed_version=made,
        )
        .execution_options(synchronize_session=False)
    )
    decision.status, decision.previous_status = CommentStatus.REJECTED, CommentStatus.PENDING
    decision.reason, decision.note = RejectionReason.OTHER, NOTE
    decision.actor_kind = ActorKind.PERSON
    session.add(decision)
    await record(
        session,
        action="comment.reject",
        subject=("comment", decision.comment_id),
        actor_id=decision.actor_id,
        before=CommentStatus.PENDING.value,
        after=CommentStatus.REJECTED.value,
        at=now,
    )
    await announce(session, "comment.decided", {"comment": decision.comment_id}, at=now)
