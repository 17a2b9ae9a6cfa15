"""What the checks found and the policy decided, written beside the comment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from server.models import ActorKind, Comment, Decision, Finding
from server.moderation.findings import Finding as Found
from server.moderation.pipeline import Verdict
from server.moderation.status import CommentStatus, RejectionReason
from server.services.audit import entry_row
from server.services.inserting import Row, insert_together, row_of
from server.services.likeness import likeness_rows, remember_likeness
from server.services.outbox import event_row


async def record_verdict(session: AsyncSession, comment: Comment, verdict: Verdict, *, now: datetime) -> None:
    """The findings, the text's likeness, the policy's decision, the audit entry and the event of a new comment."""
    rows = [*_rows_of_text(session, comment, verdict, previous=None, now=now), *likeness_rows(comment)]
    await insert_together(session, rows)


async def store_judged(
    session: AsyncSession, comment: Comment, verdict: Verdict, *, more: Sequence[Row] = (), now: datetime
) -> None:
    """A new comment that no session knows, with all that record_verdict writes, and `more` that refers to it."""
    rows = _rows_of_text(session, comment, verdict, previous=None, now=now)
    await insert_together(session, [row_of(comment), *rows, *likeness_rows(comment), *more])


async def record_edit(
    session: AsyncSession, comment: Comment, verdict: Verdict, *, previous: CommentStatus, now: datetime
) -> None:
    """The same of a new text. `comment` is as it is now, `previous` the status that it had."""
    await remember_likeness(session, comment)
    rows = _rows_of_text(session, comment, verdict, previous=previous, now=now)
    await insert_together(session, rows)


def _rows_of_text(
    session: AsyncSession,
    comment: Comment,
    verdict: Verdict,
    *,
    previous: CommentStatus | None,
    now: datetime,
) -> list[Row]:
    entry = entry_row(
        action="comment.submit" if previous is None else "comment.edit",
        subject=("comment", comment.id),
        actor_id=comment.person_id,
        before=previous,
        after=verdict.status.value,
        at=now,
    )
    kind = "comment.submitted" if previous is None else "comment.edited"
    return [
        *((Finding, _finding(comment, finding)) for finding in verdict.findings),
        (
            Decision,
            _policy_decision(
                comment,
                verdict.status,
                previous=previous,
                reason=verdict.reason,
                version=comment.version,
                now=now,
            ),
        ),
        entry,
        event_row(session, kind, {"comment": comment.id, "article": comment.article_id}, at=now),
    ]


def finding_row(comment: Comment, finding: Found) -> Finding:
    """What a check has to say of the comment's present text."""
    return Finding(**_finding(comment, finding))


def _finding(comment: Comment, finding: Found) -> dict[str, Any]:
    return {
        "comment_id": comment.id,
        "version": comment.text_version,
        "check_name": finding.check,
        "outcome": finding.outcome,
        "score": None if finding.score is None else round(finding.score * 10_000),
        "message": finding.message,
        "spans": [asdict(span) for span in finding.spans],
    }


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
    values = _policy_decision(comment, status, previous=previous, version=version, reason=reason, now=now)
    session.add(Decision(**values))


def _policy_decision(
    comment: Comment,
    status: CommentStatus,
    *,
    previous: CommentStatus | None,
    version: int,
    reason: RejectionReason | None,
    now: datetime,
) -> dict[str, Any]:
    return {
        "comment_id": comment.id,
        "version": version,
        "status": status,
        "previous_status": previous,
        "reason": reason,
        "actor_kind": ActorKind.POLICY,
        "decided_at": now,
    }
