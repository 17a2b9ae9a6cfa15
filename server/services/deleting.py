"""Deleting a comment, by its author: gone, or a tombstone while replies hang below it. Replies stay, always."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.models import Claim, Comment, CommentLikeness, CommentRevision, Finding, Flag, SubmissionKey
from server.services.audience import count_removed, refresh_audiences, refresh_tombstones
from server.services.audit import record
from server.services.editing import has_replies
from server.services.named import lock_own
from server.services.outbox import announce
from server.services.pace import count_attempt
from server.settings import Settings
from server.text.normal import digest
from server.viewer import Viewer

_BELONGINGS = (CommentRevision, CommentLikeness, Finding, Flag, Claim, SubmissionKey)
"""What goes with the text. Decisions stay: they say what was done, not what was written."""


async def delete_comment(
    database: Database, comment_id: UUID | None, *, viewer: Viewer, settings: Settings, now: datetime
) -> bool:
    """True where a tombstone stays. Who is banned may delete too. A tombstone is deleted already: nothing changes.

    Raises Refused (NOT_FOUND, FORBIDDEN).
    """
    await count_attempt(database, viewer, settings=settings, now=now)
    async with database.transaction() as session:
        _article, comment = await lock_own(session, comment_id, viewer=viewer)
        if comment.deleted_at is not None:
            return True
        stays = await has_replies(session, comment.id)
        await record(
            session,
            action="comment.delete",
            subject=("comment", comment.id),
            actor_id=comment.person_id,
            before=str(comment.status),
            after="TOMBSTONE" if stays else None,
            at=now,
        )
        await announce(
            session, "comment.deleted", {"comment": comment.id, "article": comment.article_id}, at=now
        )
        if stays:
            await _empty(session, comment, now=now)
        else:
            await _remove(session, comment, now=now)
        return stays


async def _empty(session: AsyncSession, comment: Comment, *, now: datetime) -> None:
    """Nothing of what was written is left. The status stays, so that what was rejected publishes nothing."""
    await session.execute(
        update(Comment)
        .where(Comment.id == comment.id)
        .values(
            body="",
            body_html="",
            body_digest=digest(""),
            search_text="",
            author_name="",
            locale=None,
            risk=0,
            version=Comment.version + 1,
            deleted_at=now,
        )
        .execution_options(synchronize_session=False)
    )
    for model in _BELONGINGS:
        await session.execute(delete(model).where(model.comment_id == comment.id))
    await session.refresh(comment)
    await refresh_audiences(session, comment)


async def _remove(session: AsyncSession, comment: Comment, *, now: datetime) -> None:
    """The row with all that belongs to it, then the tombstones above that stood for nothing else."""
    await count_removed(session, comment)
    await session.execute(delete(Comment).where(Comment.id == comment.id))
    parent = await _tombstone(session, comment.parent_id)
    if parent is None:
        return
    if await has_replies(session, parent.id):
        await refresh_tombstones(session, parent.id)
        return
    subject = ("comment", parent.id)
    await record(
        session,
        action="comment.remove",
        subject=subject,
        actor_id=None,
        before="TOMBSTONE",
        after=None,
        at=now,
    )
    ids = {"comment": parent.id, "article": parent.article_id}
    await announce(session, "comment.deleted", ids, at=now)
    await _remove(session, parent, now=now)


async def _tombstone(session: AsyncSession, comment_id: UUID | None) -> Comment | None:
    query = select(Comment).where(Comment.id == comment_id, Comment.deleted_at.is_not(None))
    return await session.scalar(query.execution_options(populate_existing=True))
