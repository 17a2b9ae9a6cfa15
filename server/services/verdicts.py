"""What the checks found and the policy decided, written beside the comment."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from server.models import ActorKind, Comment, Decision, Finding
from server.moderation.findings import Finding as Found
from server.moderation.pipeline import Verdict
from server.services.audit import record
from server.services.likeness import remember_likeness
from server.services.outbox import announce


async def record_verdict(session: AsyncSession, comment: Comment, verdict: Verdict, *, now: datetime) -> None:
    """The findings, the text's likeness, the policy's decision, the audit entry and the event of a new comment."""
    session.add_all([finding_row(comment, finding) for finding in verdict.findings])
    await remember_likeness(session, comment)
    session.add(
        Decision(
            comment_id=comment.id,
            version=comment.version,
            status=verdict.status,
            previous_status=None,
            reason=verdict.reason,
            actor_kind=ActorKind.POLICY,
            decided_at=now,
        )
    )
    await record(
        session,
        action="comment.submit",
        subject=("comment", comment.id),
        actor_id=comment.person_id,
        before=None,
        after=verdict.status.value,
        at=now,
    )
    await announce(session, "comment.submitted", {"comment": comment.id}, at=now)


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
