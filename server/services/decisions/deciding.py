"""A moderator's decision: a compare-and-set on the comment, with its record, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.errors import Conflict, ConflictCause, ErrorCode, Refused, UserError
from server.models import ActorKind, Comment, Decision, Person
from server.moderation.status import CommentStatus, RejectionReason, transition
from server.permissions import require_role
from server.services.audience import lock_article, refresh_audiences
from server.services.audit import record
from server.services.outbox import announce
from server.services.people import ensure_person
from server.text.normal import is_storable
from server.viewer import Role, Viewer

ID_PATH = ("input", "id")
NOTE_PATH = ("input", "note")
MAX_NOTE_CHARS = 2_000

_ACTIONS = {
    CommentStatus.APPROVED: "comment.approve",
    CommentStatus.REJECTED: "comment.reject",
    CommentStatus.SPAM: "comment.spam",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a moderator wants. `expected_version` is the version that was read."""

    comment_id: UUID | None
    expected_version: int
    status: CommentStatus
    reason: RejectionReason | None = None
    note: str | None = None


async def decide_comment(database: Database, judgement: Judgement, *, viewer: Viewer, now: datetime) -> UUID:
    """Applies the decision and returns the comment's id.

    The same decision by the same person again changes nothing and succeeds. Raises Forbidden without the role,
    Refused (NOT_FOUND, INVALID, TOO_LONG), or Conflict that says who did what first.
    """
    require_role(viewer, Role.MODERATOR)
    _check_note(judgement.note)
    async with database.transaction() as session:
        # The article's lock comes first in every use case, persons after it: so two never wait for each other.
        comment = await _locked_comment(session, judgement.comment_id)
        last = await _last_decision(session, comment.id)
        if _is_repeat(judgement, comment, last, viewer):
            return comment.id
        await _check_unchanged(session, judgement, comment, last)
        previous = CommentStatus(comment.status)
        status = transition(previous, judgement.status)
        await _compare_and_set(session, judgement, comment, last)
        moderator = await ensure_person(session, viewer, name=viewer.name or "Moderator", now=now)
        await _record(session, judgement, comment, previous=previous, moderator=moderator, now=now)
        if status is not previous:
            await session.refresh(comment)
            await refresh_audiences(session, comment)
        return comment.id


def _check_note(note: str | None) -> None:
    if note is None:
        return
    if len(note) > MAX_NOTE_CHARS:
        message = f"A note has at most {MAX_NOTE_CHARS} characters."
        raise Refused([UserError(ErrorCode.TOO_LONG, message, NOTE_PATH)])
    if not is_storable(note):
        raise Refused(
            [UserError(ErrorCode.INVALID, "The note contains characters that cannot be stored.", NOTE_PATH)]
        )


async def _locked_comment(session: AsyncSession, comment_id: UUID | None) -> Comment:
    """The comment as it is now, its article's thread locked."""
    article_id = await session.scalar(select(Comment.article_id).where(Comment.id == comment_id))
    article = await lock_article(session, article_id) if article_id else None
    comment = await session.get(Comment, comment_id) if article and article.deleted_at is None else None
    if comment is None:
        raise Refused([UserError(ErrorCode.NOT_FOUND, "There is no such comment.", ID_PATH)])
    return comment


async def _last_decision(session: AsyncSession, comment_id: UUID) -> Decision | None:
    """The last that a person took."""
    query = (
        select(Decision)
        .where(Decision.comment_id == comment_id, Decision.actor_kind == ActorKind.PERSON)
        .order_by(Decision.version.desc(), Decision.id.desc())
        .limit(1)
    )
    return await session.scalar(query)


def _is_current(comment: Comment, last: Decision | None) -> bool:
    """The last decision is what made the comment's present version."""
    return last is not None and comment.reviewed_version == comment.version == last.version + 1


def _is_repeat(judgement: Judgement, comment: Comment, last: Decision | None, viewer: Viewer) -> bool:
    """This person has decided the same, about the version named or knowing of the decision itself."""
    if last is None or not _is_current(comment, last):
        return False
    is_same = (last.actor_id, last.status, last.reason) == (viewer.id, judgement.status, judgement.reason)
    return is_same and judgement.expected_version in (last.version, comment.version)


async def _check_unchanged(
    session: AsyncSession, judgement: Judgement, comment: Comment, last: Decision | None
) -> None:
    """Raises Conflict where the comment is not as it was judged, or somebody has decided just the same."""
    if comment.deleted_at is not None:
        raise await _conflict(session, comment, ConflictCause.DELETED, at=comment.deleted_at)
    is_decided_so = _is_current(comment, last) and comment.status == judgement.status
    if comment.version == judgement.expected_version and not is_decided_so:
        return
    if last is not None and (is_decided_so or last.version >= judgement.expected_version):
        raise await _conflict(session, comment, ConflictCause.MODERATED, by=last.actor_id, at=last.decided_at)
    raise await _conflict(session, comment, ConflictCause.EDITED, by=comment.person_id, at=comment.edited_at)


async def _conflict(
    session: AsyncSession,
    comment: Comment,
    cause: ConflictCause,
    *,
    by: UUID | None = None,
    at: datetime | None = None,
) -> Conflict:
    name = await session.scalar(select(Person.name).where(Person.id == by)) if by else None
    said = {
        ConflictCause.EDITED: "Its author has changed the comment since.",
        ConflictCause.MODERATED: f"{name or 'Another moderator'} has decided about the comment before.",
        ConflictCause.DELETED: "The comment has been deleted.",
        ConflictCause.CLAIMED: f"{name or 'Another moderator'} is at work on the comment.",
    }
    return Conflict(
        said[cause],
        cause=cause,
        current_version=comment.version,
        current_status=str(comment.status),
        by_id=by,
        by_name=name,
        at=at,
        path=ID_PATH,
    )


async def _compare_and_set(
    session: AsyncSession, judgement: Judgement, comment: Comment, last: Decision | None
) -> None:
    """The lock has kept others away; the condition is what the decision rests on, lock or none."""
    result: Any = await session.execute(
        update(Comment)
        .where(
            Comment.id == comment.id,
            Comment.version == judgement.expected_version,
            Comment.status == comment.status,
        )
        .values(
            status=judgement.status,
            rejection_reason=judgement.reason,
            version=Comment.version + 1,
            reviewed_version=Comment.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    if result.rowcount == 0:
        await session.refresh(comment)
        raise await _conflict(session, comment, ConflictCause.MODERATED, by=last.actor_id if last else None)


async def _record(
    session: AsyncSession,
    judgement: Judgement,
    comment: Comment,
    *,
    previous: CommentStatus,
    moderator: Person,
    now: datetime,
) -> None:
    session.add(
        Decision(
            comment_id=comment.id,
            version=judgement.expected_version,
            status=judgement.status,
            previous_status=previous,
            reason=judgement.reason,
            note=judgement.note,
            actor_kind=ActorKind.PERSON,
            actor_id=moderator.id,
            decided_at=now,
        )
    )
    await record(
        session,
        action=_ACTIONS[judgement.status],
        subject=("comment", comment.id),
        actor_id=moderator.id,
        before=previous.value,
        after=judgement.status.value,
        at=now,
    )
    await announce(session, "comment.decided", {"comment": comment.id}, at=now)
