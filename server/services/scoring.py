"""The use case of a scorer's answer: the finding is kept, and all findings are decided anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.models import ActorKind, Comment, Decision, Finding
from server.moderation.checks.score import AWAITED
from server.moderation.findings import Finding as Found
from server.moderation.findings import Outcome
from server.moderation.pipeline import Verdict, decide
from server.moderation.status import CommentStatus
from server.services.audience import lock_article, refresh_audiences
from server.services.audit import record
from server.services.outbox import announce
from server.services.policies import load_policy
from server.services.scoring_question import Question
from server.services.verdicts import finding_row

MAX_QUESTIONS = 8
"""Comments that are asked about at the same time."""


async def waiting_questions(session: AsyncSession) -> list[Question]:
    """The comments that wait for an answer, the oldest first. One whose text has changed since waits under its new
    text, and one that is deleted no longer."""
    query = (
        select(Finding.id, Finding.version, Comment)
        .join(Comment, Comment.id == Finding.comment_id)
        .where(Finding.check_name == AWAITED)
        .order_by(Finding.id)
        .limit(MAX_QUESTIONS)
    )
    questions, stale = list[Question](), list[UUID]()
    for finding_id, version, comment in await session.execute(query):
        if comment.text_version != version or comment.deleted_at is not None:
            stale.append(finding_id)
            continue
        questions.append(
            Question(
                comment_id=comment.id,
                article_id=comment.article_id,
                version=version,
                body=comment.body,
                locale=comment.locale,
            )
        )
    if stale:
        await session.execute(delete(Finding).where(Finding.id.in_(stale)))
    return questions


async def record_answer(database: Database, question: Question, answer: Found, *, now: datetime) -> bool:
    """Puts the answer in the place of the waiting finding and decides all findings anew.

    A comment that still waits gets the status they lead to, as a decision of the policy's; what a person has decided
    stays. False where there is nothing to answer any more: another process was first, or the text has changed.
    """
    async with database.transaction() as session:
        article = await lock_article(session, question.article_id)
        comment = await session.get(Comment, question.comment_id, populate_existing=True)
        if article is None or comment is None or not await _take(session, question):
            return False
        if comment.text_version != question.version or comment.deleted_at is not None:
            return False
        session.add(finding_row(comment, answer))
        await session.flush()
        policy = await load_policy(session, article.id)
        verdict = decide(await _findings(session, comment), policy, is_staff=comment.is_staff)
        await _apply(session, comment, verdict, now=now)
        return True


async def _take(session: AsyncSession, question: Question) -> bool:
    """Whoever deletes the waiting finding answers it: once, however many were asked."""
    waiting = (
        (Finding.comment_id == question.comment_id)
        & (Finding.version == question.version)
        & (Finding.check_name == AWAITED)
    )
    taken: Any = await session.execute(delete(Finding).where(waiting))
    return bool(taken.rowcount)


async def _findings(session: AsyncSession, comment: Comment) -> list[Found]:
    rows = await session.scalars(
        select(Finding)
        .where(Finding.comment_id == comment.id, Finding.version == comment.text_version)
        .order_by(Finding.id)
    )
    return [
        Found(
            check=row.check_name,
            outcome=Outcome(row.outcome),
            message=row.message,
            score=None if row.score is None else row.score / 10_000,
        )
        for row in rows
    ]


async def _apply(session: AsyncSession, comment: Comment, verdict: Verdict, *, now: datetime) -> None:
    """The version stays: the text is the one that moderators have read, and their decisions about it hold."""
    before = CommentStatus(comment.status)
    is_undecided = before is CommentStatus.PENDING and comment.reviewed_version is None
    after = verdict.status if is_undecided else before
    changes: dict[str, Any] = {"risk": round(verdict.risk * 10_000)}
    if after is not before:
        changes |= {"status": after, "rejection_reason": verdict.reason}
    same = (Comment.id == comment.id) & (Comment.version == comment.version) & (Comment.status == before)
    await session.execute(
        update(Comment).where(same).values(**changes).execution_options(synchronize_session=False)
    )
    if after is not before:
        await _record_decision(session, comment, verdict, before=before, now=now)
        await session.refresh(comment)
        await refresh_audiences(session, comment)
    kind = "comment.decided" if after is not before else "comment.scored"
    await announce(session, kind, {"comment": comment.id}, at=now)


async def _record_decision(
    session: AsyncSession, comment: Comment, verdict: Verdict, *, before: CommentStatus, now: datetime
) -> None:
    session.add(
        Decision(
            comment_id=comment.id,
            version=comment.version,
            status=verdict.status,
            previous_status=before,
            reason=verdict.reason,
            actor_kind=ActorKind.POLICY,
            decided_at=now,
        )
    )
    await record(
        session,
        action="comment.score",
        subject=("comment", comment.id),
        actor_id=None,
        before=before.value,
        after=verdict.status.value,
        at=now,
    )
