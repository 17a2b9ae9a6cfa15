"""A moderator's decision about one comment, and the same decision about many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.errors import ErrorCode, Refused, UserError
from server.models import Decision
from server.models.types import uuid7
from server.moderation.status import CommentStatus, transition
from server.permissions import require_role
from server.services.decisions.changing import Change, apply_change
from server.services.decisions.conflicts import changed_since, claimed, deleted, moderated
from server.services.decisions.judgement import Judgement, check_note, check_reason
from server.services.decisions.standing import Standing, lock_standing
from server.viewer import Role, Viewer

ITEMS_PATH = ("input", "items")
MAX_ITEMS = 100
EXPECTED_VERSION = "expectedVersion"

_ACTIONS = {
    CommentStatus.APPROVED: "comment.approve",
    CommentStatus.REJECTED: "comment.reject",
    CommentStatus.SPAM: "comment.spam",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one comment of many: a decision that stands, or why there is none."""

    comment_id: UUID | None
    decision: Decision | None = None
    error: UserError | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Outcomes in the order asked. `id` is what the decisions share; None where there is nothing to take back."""

    id: UUID | None
    outcomes: tuple[Outcome, ...]


async def decide_comment(database: Database, judgement: Judgement, *, viewer: Viewer, now: datetime) -> UUID:
    """Applies the decision and returns the comment's id.

    The same decision by the same person again changes nothing and succeeds. Raises Forbidden without the role,
    Refused (INVALID, TOO_LONG), UserError (NOT_FOUND, INVALID), or Conflict that says who did what first.
    """
    require_role(viewer, Role.MODERATOR)
    check_reason(judgement.status, judgement.reason)
    check_note(judgement.note)
    async with database.transaction() as session:
        decision = await _decide(session, judgement, viewer=viewer, now=now)
        return decision.comment_id


async def decide_comments(
    database: Database, judgements: Sequence[Judgement], *, viewer: Viewer, now: datetime
) -> Batch:
    """Applies the same decision to up to 100 comments, each in a transaction of its own.

    One after the other, so an item that is named twice is decided once and answered twice. Sent again, the whole
    batch is answered as the first time. Raises Forbidden without the role, Refused for what is wrong with all.
    """
    require_role(viewer, Role.MODERATOR)
    check_count(len(judgements), ITEMS_PATH)
    check_reason(judgements[0].status, judgements[0].reason)
    check_note(judgements[0].note)
    batch_id = uuid7()
    outcomes = [
        await _outcome(database, judgement, viewer=viewer, now=now, batch_id=batch_id)
        for judgement in judgements
    ]
    return Batch(_shared_batch(outcomes, batch_id), tuple(outcomes))


def check_count(count: int, path: Sequence[str]) -> None:
    """Raises Refused (REQUIRED, TOO_LONG) for no comment at all, or more than 100."""
    if count == 0:
        raise Refused([UserError(ErrorCode.REQUIRED, "Name at least one comment.", path)])
    if count > MAX_ITEMS:
        message = f"At most {MAX_ITEMS} comments can be named at once."
        raise Refused([UserError(ErrorCode.TOO_LONG, message, path)])


async def _outcome(
    database: Database, judgement: Judgement, *, viewer: Viewer, now: datetime, batch_id: UUID
) -> Outcome:
    try:
        async with database.transaction() as session:
            decision = await _decide(session, judgement, viewer=viewer, now=now, batch_id=batch_id)
    except UserError as error:
        return Outcome(judgement.comment_id, error=error)
    return Outcome(judgement.comment_id, decision)


def _shared_batch(outcomes: Sequence[Outcome], new: UUID) -> UUID | None:
    """The new batch where anything was decided; the earlier one where all of it was a repeat."""
    batches = {outcome.decision.batch_id for outcome in outcomes if outcome.decision}
    if new in batches:
        return new
    return batches.pop() if len(batches) == 1 else None


async def _decide(
    session: AsyncSession,
    judgement: Judgement,
    *,
    viewer: Viewer,
    now: datetime,
    batch_id: UUID | None = None,
) -> Decision:
    """The decision, new or repeated. Raises UserError, placed at the judgement's path."""
    standing = await lock_standing(session, judgement.comment_id, path=judgement.path)
    repeated = _repeated(judgement, standing, viewer)
    if repeated is not None:
        return repeated
    await _check_unchanged(session, judgement, standing)
    await check_unclaimed(session, standing, viewer=viewer, now=now, path=judgement.path)
    change = Change(
        version=judgement.expected_version,
        status=transition(CommentStatus(standing.comment.status), judgement.status),
        reviewed_version=judgement.expected_version + 1,
        action=_ACTIONS[judgement.status],
        path=judgement.path,
        reason=judgement.reason,
        note=judgement.note,
        batch_id=batch_id,
    )
    return await apply_change(session, standing, change, viewer=viewer, now=now)


def _is_same(judgement: Judgement, standing: Standing, last: Decision) -> bool:
    """Just this has been decided, and still holds. Another reason for a rejection is another decision."""
    is_same = (last.status, last.reason) == (judgement.status, judgement.reason)
    return is_same and standing.is_decided and last.undoes_id is None


def _repeated(judgement: Judgement, standing: Standing, viewer: Viewer) -> Decision | None:
    """This person's own last decision, where it is the same, about the version named or knowing of the decision
    itself."""
    last = standing.last
    if last is None or last.actor_id != viewer.id or not _is_same(judgement, standing, last):
        return None
    return last if judgement.expected_version in (last.version, standing.comment.version) else None


async def _check_unchanged(session: AsyncSession, judgement: Judgement, standing: Standing) -> None:
    """Raises Conflict where the comment is not as it was judged, or somebody has decided just the same; INVALID for a
    version that cannot have been read."""
    comment = standing.comment
    if comment.deleted_at is not None:
        raise await deleted(session, comment, path=judgement.path)
    if not 0 < judgement.expected_version <= comment.version:
        path = (*judgement.path[:-1], EXPECTED_VERSION)
        raise UserError(ErrorCode.INVALID, "The comment has never had this version.", path)
    if comment.version != judgement.expected_version:
        raise await changed_since(session, standing, judgement.expected_version, path=judgement.path)
    if standing.last is not None and _is_same(judgement, standing, standing.last):
        raise await moderated(session, standing, path=judgement.path)


async def check_unclaimed(
    session: AsyncSession, standing: Standing, *, viewer: Viewer, now: datetime, path: Sequence[str]
) -> None:
    """Raises Conflict (CLAIMED) where another moderator is at work on the comment."""
    claim = standing.claim_against(viewer, now=now)
    if claim is not None:
        raise await claimed(session, standing.comment, by=claim.by_id, since=claim.claimed_at, path=path)
