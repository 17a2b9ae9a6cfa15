"""Reporting a comment: one report a reader and text, and what enough trusted ones do to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.errors import Refused
from server.models import ActorKind, Comment, Decision, Flag, FlagReason
from server.moderation.notices import Notice, refusal
from server.services.audit import record
from server.services.bans import check_not_banned
from server.services.holding import hold_if_reported
from server.services.inserting import insert_new
from server.services.named import ID_PATH, lock_named, not_found
from server.services.outbox import announce
from server.services.pace import FLAGGING, check_pace, count_attempt
from server.services.policies import load_policy
from server.services.remarks import tidy_remark
from server.services.reporters import Reporter, reporter_of
from server.settings import Settings
from server.viewer import Viewer

DETAILS_PATH = ("input", "details")
MAX_DETAILS_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader has to say about a comment. `comment_id` is None where the id was not one of the type."""

    comment_id: UUID | None
    reason: FlagReason
    details: str | None = None


async def flag_comment(
    database: Database, report: Report, *, viewer: Viewer, settings: Settings, now: datetime
) -> None:
    """Stores a report of the present text; the same reader's second one changes nothing and succeeds.

    Raises Refused: NOT_FOUND for what is not public, FORBIDDEN for the own, BANNED, RATE_LIMITED, TOO_LONG, INVALID.
    """
    await count_attempt(database, viewer, settings=settings, now=now)
    details = tidy_remark(
        report.details,
        max_chars=MAX_DETAILS_CHARS,
        too_long=refusal(Notice.DETAILS_TOO_LONG, DETAILS_PATH, most=MAX_DETAILS_CHARS),
        unusable=refusal(Notice.DETAILS_UNUSABLE, DETAILS_PATH),
    )
    async with database.transaction() as session:
        comment = await _reportable(session, report, viewer=viewer, now=now)
        reporter = await reporter_of(session, viewer, settings=settings, now=now)
        if await _has_reported(session, comment, reporter):
            return
        await check_pace(session, viewer, settings=settings, now=now, limit=FLAGGING)
        looked_at = await _last_look(session, comment.id)
        await _store(session, comment, report, reporter, details=details, at=_after(looked_at, now))
        policy = await load_policy(session, comment.article_id)
        await hold_if_reported(session, comment, policy.flags_to_hold, since=looked_at, now=now)


async def _reportable(session: AsyncSession, report: Report, *, viewer: Viewer, now: datetime) -> Comment:
    """What everybody sees. To report a comment that is held already would tell a moderator nothing."""
    _article, comment = await lock_named(session, report.comment_id, viewer=viewer)
    if comment.person_id == viewer.id:
        raise Refused([refusal(Notice.OWN_COMMENT, ID_PATH)])
    await check_not_banned(session, viewer, now=now)
    if comment.audience is not None or comment.deleted_at is not None:
        raise not_found()
    return comment


async def _has_reported(session: AsyncSession, comment: Comment, reporter: Reporter) -> bool:
    query = select(Flag.id).where(
        Flag.comment_id == comment.id,
        Flag.version == comment.text_version,
        Flag.reporter_key.in_([reporter.key, *reporter.earlier_keys]),
    )
    return (await session.scalar(query)) is not None


async def _last_look(session: AsyncSession, comment_id: UUID) -> datetime | None:
    """When a person last decided about the comment."""
    query = select(func.max(Decision.decided_at)).where(
        Decision.comment_id == comment_id, Decision.actor_kind == ActorKind.PERSON
    )
    return await session.scalar(query)


def _after(looked_at: datetime | None, now: datetime) -> datetime:
    """A report that waited for a decision's lock comes after it, though it was sent before: whoever decided has not
    read it."""
    return now if looked_at is None else max(now, looked_at + timedelta(milliseconds=1))


async def _store(
    session: AsyncSession,
    comment: Comment,
    report: Report,
    reporter: Reporter,
    *,
    details: str | None,
    at: datetime,
) -> None:
    await insert_new(
        session,
        Flag,
        comment_id=comment.id,
        version=comment.text_version,
        reporter_key=reporter.key,
        reporter_id=reporter.id,
        reason=report.reason,
        details=details,
        weight=reporter.weight,
        created_at=at,
    )
    if reporter.id is not None:  # of others the flag is the record: the audit log knows people, not addresses
        await record(
            session,
            action="comment.flag",
            subject=("comment", comment.id),
            actor_id=reporter.id,
            before=None,
            after=report.reason.value,
            at=at,
        )
    await announce(session, "comment.flagged", {"comment": comment.id}, at=at)
