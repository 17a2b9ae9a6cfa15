"""What the checks found and the policy decided, written beside the comment."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from server.models import ActorKind, Comment, Decision, Finding
from server.moderation.findings import Finding as Found
from server.moderation.pipeline import Verdict
from server.moderation.status import CommentStatus, RejectionReason
from server.services.audit import record
from server.services.likeness import remember_likeness
from server.services.outbox import announce


async def record_verdict(session: AsyncSession, comment: Comment, verdict: Verdict, *, now: datetime) -> None:
    """The findings, the text's likeness, the policy's decision, the audit entry and the event of a new comment."""
    await _record_text(session, comment, verdict, previous=None, now=now)


async def record_edit(
    session: AsyncSession, comment: Comment, verdict: Verdict, *, previous: CommentStatus, now: datetime
) -> None:
    """The same of a new text. `comment` is as it is now, `previous` the status that it had."""
    await _record_text(session, comment, verdict, previous=previous, now=now)


async def _record_text(
    session: AsyncSession,
    comment: Comment,
    verdict: Verdict,
    *,
    previous: CommentStatus | None,
    now: datetime,
) -> None:
    session.add_all([finding_row(comment, finding) for finding in verdict.findings])
    await remember_likeness(session, comment)
    add_policy_decision(
        session,
        comment,
        verdict.status,
        previous=previous,
        reason=verdict.reason,
        version=comment.version,
        now=now,
    )
    await record(
        session,
        action="comment.submit" if previous is None else "comment.edit",
        subject=("comment", comment.id),
        actor_id=comment.person_id,
        before=previous,
        after=verdict.status.value,
        at=now,
    )
    kind = "comment.submitted" if previous is None else "comment.edited"
    await announce(session, kind, {"comment": comment.id}, at=now)


def finding_row(comment: Comment, finding: Found) -> Finding:
    """What a check has to say of the comment's present text."""
    return Finding(
        comment_id=comment.id,
        version=comment.text_version,
        check_name=finding.check,
        outcome=finding.outcome,
        score=None if finding.score is None else round(finding.score * 10_000),
        message=finding.message,
        spans=[asdict(span) for span in finding.spans],
    )


def add_policy_decision(
    session: AsyncSession,
    comment: Comment,
    status: CommentStatus,
    *,
    previous: CommentStatus | None,
    version: int,
    now: datetime,
    reason: RejectionReason | None = None,
) -> None:
    """`version` is the version that was judged."""
    session.add(
        Decision(
            comment_id=comment.id,
            version=version,
            status=status,
            previous_status=previous,
            reason=reason,
            actor_kind=ActorKind.POLICY,
            decided_at=now,
        )
    )
