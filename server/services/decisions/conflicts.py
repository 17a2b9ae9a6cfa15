"""Conflict: what has happened to a comment since somebody read it, and who did it when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Conflict, ConflictCause
from server.models import Comment, Person
from server.services.decisions.standing import Standing, last_by_policy

_SAID = {
    ConflictCause.EDITED: "Its author has changed the comment since.",
    ConflictCause.MODERATED: "{who} has decided about the comment before.",
    ConflictCause.DELETED: "The comment has been deleted.",
    ConflictCause.CLAIMED: "{who} is at work on the comment.",
}
POLICY_NAME = "The policy"


async def deleted(session: AsyncSession, comment: Comment, *, path: Sequence[str]) -> Conflict:
    return await _conflict(
        session, comment, ConflictCause.DELETED, path=path, by=comment.person_id, at=comment.deleted_at
    )


async def claimed(
    session: AsyncSession, comment: Comment, *, by: UUID, since: datetime, path: Sequence[str]
) -> Conflict:
    return await _conflict(session, comment, ConflictCause.CLAIMED, path=path, by=by, at=since)


async def moderated(session: AsyncSession, standing: Standing, *, path: Sequence[str]) -> Conflict:
    """By the last person who decided, or by the policy where none has."""
    by, at = (standing.last.actor_id, standing.last.decided_at) if standing.last else (None, None)
    return await _conflict(
        session,
        standing.comment,
        ConflictCause.MODERATED,
        path=path,
        by=by,
        at=at,
        who=None if standing.last else POLICY_NAME,
    )


async def changed_since(
    session: AsyncSession, standing: Standing, version: int, *, path: Sequence[str]
) -> Conflict:
    """What made another version of the one that was read: of an edit and a decision, the later one is told."""
    comment, last = standing.comment, standing.last
    if last is not None and last.version >= max(version, comment.text_version):
        return await moderated(session, standing, path=path)
    if comment.text_version <= version:
        policy = await last_by_policy(session, comment.id)
        if policy is not None and policy.version >= version and comment.version > version:
            return await _conflict(
                session,
                comment,
                ConflictCause.MODERATED,
                path=path,
                at=policy.decided_at,
                who=POLICY_NAME,
            )
    return await _conflict(
        session, comment, ConflictCause.EDITED, path=path, by=comment.person_id, at=comment.edited_at
    )


async def _conflict(
    session: AsyncSession,
    comment: Comment,
    cause: ConflictCause,
    *,
    path: Sequence[str],
    by: UUID | None = None,
    at: datetime | None = None,
    who: str | None = None,
) -> Conflict:
    """`who` is the name in the message where no person did it."""
    name = await session.scalar(select(Person.name).where(Person.id == by)) if by else None
    return Conflict(
        _SAID[cause].format(who=name or who or "Another moderator"),
        cause=cause,
        current_version=comment.version,
        current_status=str(comment.status),
        by_id=by,
        by_name=name,
        at=at,
        path=path,
    )
