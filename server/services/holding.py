"""A public comment that enough trusted readers have reported waits for a moderator."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import Comment, Flag
from server.moderation.findings import Finding, Outcome
from server.moderation.pipeline import RISK
from server.moderation.status import CommentStatus
from server.services.audience import refresh_audiences
from server.services.audit import record
from server.services.outbox import announce
from server.services.reporters import TRUSTED_WEIGHT
from server.services.verdicts import add_policy_decision, finding_row

NAME = "reports"
"""What the finding is called, as if a check had made it."""


async def hold_if_reported(
    session: AsyncSession, comment: Comment, needed: int | None, *, since: datetime | None, now: datetime
) -> bool:
    """Holds it when as many trusted readers as are needed have reported its text after `since`, when a person last
    looked (None: nobody has). `needed` None: never. The article is locked, the comment public."""
    if needed is None:
        return False
    reported_by = await _trusted_reporters(session, comment, since=since)
    if reported_by < needed or not reported_by:
        return False
    message = f"Reported by trusted readers: {reported_by} of the {needed} that hold a comment."
    session.add(finding_row(comment, Finding(NAME, Outcome.HOLD, message)))
    judged, previous = comment.version, CommentStatus(comment.status)
    await session.execute(
        update(Comment)
        .where(Comment.id == comment.id)
        .values(
            status=CommentStatus.PENDING,
            version=Comment.version + 1,
            risk=max(comment.risk, round(RISK[Outcome.HOLD] * 10_000)),
        )
        .execution_options(synchronize_session=False)
    )
    add_policy_decision(session, comment, CommentStatus.PENDING, previous=previous, version=judged, now=now)
    await record(
        session,
        action="comment.hold",
        subject=("comment", comment.id),
        actor_id=None,
        before=previous.value,
        after=CommentStatus.PENDING.value,
        at=now,
    )
    await announce(session, "comment.held", {"comment": comment.id}, at=now)
    await session.refresh(comment)
    await refresh_audiences(session, comment)
    return True


async def _trusted_reporters(session: AsyncSession, comment: Comment, *, since: datetime | None) -> int:
    query = select(func.count()).where(
        Flag.comment_id == comment.id,
        Flag.version == comment.text_version,
        Flag.weight >= TRUSTED_WEIGHT,
    )
    if since is not None:
        query = query.where(Flag.created_at > since)
    return await session.scalar(query) or 0
