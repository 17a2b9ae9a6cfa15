"""Giving a comment a status: compare-and-set, record, audience and counts, in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.prepared import Prepared
from server.models import ActorKind, Claim, Comment, Decision
from server.models.types import Id, uuid7
from server.moderation.status import CommentStatus, RejectionReason
from server.services.audience import refresh_audiences
from server.services.audit import entry_row
from server.services.decisions.conflicts import moderated
from server.services.decisions.standing import Standing
from server.services.inserting import insert_together, row_of
from server.services.outbox import event_row
from server.services.people import ensure_person
from server.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Change:
    """A decision that is taken. `version` is the version it judges and the comment must have; `reviewed_version`
    what the comment's becomes; `action` the audit log's code; `path` the argument that errors are about."""

    version: int
    status: CommentStatus
    reviewed_version: int | None
    action: str
    path: tuple[str, ...]
    reason: RejectionReason | None = None
    note: str | None = None
    batch_id: UUID | None = None
    undoes_id: UUID | None = None


async def apply_change(
    session: AsyncSession, standing: Standing, change: Change, *, viewer: Viewer, now: datetime
) -> Decision:
    """Writes all that belongs to a decision, and ends whatever claim there is: the work is done.

    Raises Conflict where the comment is not as it was judged after all.
    """
    comment = standing.comment
    decision = _decision(comment, change, now=now)
    await _compare_and_set(session, standing, change)
    moderator = await ensure_person(session, viewer, name=viewer.name or "Moderator", now=now)
    decision.actor_id = moderator
    if standing.claim is not None:
        await session.execute(delete(Claim).where(Claim.comment_id == comment.id))
    entry = entry_row(
        action=change.action,
        subject=("comment", comment.id),
        actor_id=moderator,
        before=str(decision.previous_status),
        after=change.status.value,
        at=now,
    )
    ids = {"comment": comment.id, "article": comment.article_id}
    event = event_row(session, "comment.decided", ids, at=now)
    await insert_together(session, [row_of(decision), entry, event])
    if change.status is not decision.previous_status:
        await refresh_audiences(session, comment)
    return decision


def _decision(comment: Comment, change: Change, *, now: datetime) -> Decision:
    return Decision(
        id=uuid7(),
        comment_id=comment.id,
        version=change.version,
        status=change.status,
        previous_status=CommentStatus(comment.status),
        previous_reason=comment.rejection_reason,
        previous_reviewed_version=comment.reviewed_version,
        reason=change.reason,
        note=change.note,
        actor_kind=ActorKind.PERSON,
        decided_at=now,
        batch_id=change.batch_id,
        undoes_id=change.undoes_id,
    )


async def _compare_and_set(session: AsyncSession, standing: Standing, change: Change) -> None:
    """The lock has kept others away; the condition is what the decision rests on, lock or none."""
    comment = standing.comment
    changed = await _SET_STATUS.rows(
        session,
        comment=comment.id,
        judged=change.version,
        previous=comment.status,
        status=change.status,
        reason=change.reason,
        version=change.version + 1,
        reviewed=change.reviewed_version,
    )
    if not changed:
        await session.refresh(comment)
        raise await moderated(session, standing, path=change.path)


_SET_STATUS = Prepared(
    update(Comment)
    .where(
        Comment.id == bindparam("comment", type_=Id),
        Comment.version == bindparam("judged"),
        Comment.status == bindparam("previous"),
        Comment.deleted_at.is_(None),
    )
    .values(
        status=bindparam("status"),
        rejection_reason=bindparam("reason"),
        version=bindparam("version"),
        reviewed_version=bindparam("reviewed"),
    )
    .returning(Comment.id)
)
