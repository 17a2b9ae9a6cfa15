"""Taking decisions back: where nothing has happened since, the comment is again what it was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.errors import ErrorCode, Refused, UserError
from server.models import ActorKind, Decision
from server.models.types import uuid7
from server.moderation.status import CommentStatus, restoration
from server.permissions import require_role
from server.services.decisions.changing import Change, apply_change
from server.services.decisions.conflicts import changed_since, deleted
from server.services.decisions.deciding import MAX_ITEMS, Batch, Outcome, check_unclaimed
from server.services.decisions.standing import Standing, lock_standing
from server.viewer import Role, Viewer

DECISION_PATH = ("input", "decisionId")
BATCH_PATH = ("input", "batchId")


@dataclass(frozen=True, slots=True)
class TakeBack:
    """What to take back: one decision, or those of one batch. An id is None also where what was named was not one
    of its type."""

    decision_id: UUID | None = None
    batch_id: UUID | None = None
    names_decision: bool = False
    names_batch: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        return BATCH_PATH if self.names_batch else DECISION_PATH


async def undo_decisions(database: Database, wanted: TakeBack, *, viewer: Viewer, now: datetime) -> Batch:
    """Takes decisions back, each in a transaction of its own and in the order in which they were taken.

    Any moderator may. Each is taken back once (ALREADY_DONE), where nothing has happened since (Conflict). Raises
    Forbidden without the role, Refused (NOT_FOUND; FORBIDDEN for the policy's; INVALID for what took others back).
    """
    require_role(viewer, Role.MODERATOR)
    if wanted.names_decision == wanted.names_batch:
        message = "Give exactly one of decisionId and batchId."
        raise Refused([UserError(ErrorCode.INVALID, message, ("input",))])
    async with database.transaction() as session:
        decisions = await _wanted(session, wanted)
    _check_may_be_undone(decisions, wanted)
    batch_id = uuid7() if wanted.names_batch else None
    outcomes = [
        await _outcome(database, decision, viewer=viewer, now=now, batch_id=batch_id, path=wanted.path)
        for decision in decisions
    ]
    is_any_done = any(outcome.decision for outcome in outcomes)
    return Batch(batch_id if is_any_done else None, tuple(outcomes))


async def _wanted(session: AsyncSession, wanted: TakeBack) -> Sequence[Decision]:
    """One more than may be taken back at once, so that too many can be told."""
    identifier = wanted.batch_id if wanted.names_batch else wanted.decision_id
    column: Any = Decision.batch_id if wanted.names_batch else Decision.id
    if identifier is None:  # which equals the missing batch of every single decision, to SQLAlchemy
        return []
    query = select(Decision).where(column == identifier).order_by(Decision.id).limit(MAX_ITEMS + 1)
    return (await session.scalars(query)).all()


def _check_may_be_undone(decisions: Sequence[Decision], wanted: TakeBack) -> None:
    problem: tuple[ErrorCode, str] | None = None
    if not decisions:
        problem = ErrorCode.NOT_FOUND, "There is no such decision."
    elif len(decisions) > MAX_ITEMS:
        problem = ErrorCode.TOO_LONG, f"At most {MAX_ITEMS} decisions can be taken back at once."
    elif any(decision.actor_kind is ActorKind.POLICY for decision in decisions):
        problem = ErrorCode.FORBIDDEN, "The policy's decisions are not taken back. Decide about the comment."
    elif any(decision.undoes_id is not None for decision in decisions):
        problem = ErrorCode.INVALID, "This took a decision back. Decide about the comment again."
    if problem is not None:
        raise Refused([UserError(*problem, wanted.path)])


async def _outcome(
    database: Database,
    decision: Decision,
    *,
    viewer: Viewer,
    now: datetime,
    batch_id: UUID | None,
    path: tuple[str, ...],
) -> Outcome:
    try:
        async with database.transaction() as session:
            standing = await lock_standing(session, decision.comment_id, path=path)
            await _check_stands(session, decision, standing, path=path)
            await check_unclaimed(session, standing, viewer=viewer, now=now, path=path)
            change = _restoring(decision, batch_id=batch_id, path=path)
            undo = await apply_change(session, standing, change, viewer=viewer, now=now)
    except UserError as error:
        return Outcome(decision.comment_id, error=error)
    return Outcome(decision.comment_id, undo)


async def _check_stands(
    session: AsyncSession, decision: Decision, standing: Standing, *, path: tuple[str, ...]
) -> None:
    """Raises ALREADY_DONE, or Conflict where it is not the last thing that happened to the comment."""
    if await session.scalar(select(Decision.id).where(Decision.undoes_id == decision.id)):
        raise UserError(ErrorCode.ALREADY_DONE, "This decision has been taken back already.", path)
    comment = standing.comment
    if comment.deleted_at is not None:
        raise await deleted(session, comment, path=path)
    made = decision.version + 1
    is_last = standing.last is not None and standing.last.id == decision.id
    if not is_last or (comment.version, comment.status) != (made, decision.status):
        raise await changed_since(session, standing, made, path=path)


def _restoring(decision: Decision, *, batch_id: UUID | None, path: tuple[str, ...]) -> Change:
    """A version that was reviewed is reviewed again; one that was not is not."""
    assert decision.previous_status is not None, "a person decides about a comment that has a status"
    made = decision.version + 1
    was_reviewed = decision.previous_reviewed_version == decision.version
    return Change(
        version=made,
        status=restoration(CommentStatus(decision.status), CommentStatus(decision.previous_status)),
        reviewed_version=made + 1 if was_reviewed else decision.previous_reviewed_version,
        action="comment.undo",
        path=path,
        reason=decision.previous_reason,
        batch_id=batch_id,
        undoes_id=decision.id,
    )
