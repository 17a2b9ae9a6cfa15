"""Editing a comment: a compare-and-set by its author, judged like a new one, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.auth import address_hashes
from server.database import Database
from server.errors import Conflict, ConflictCause, Refused
from server.models import Article, Comment, CommentRevision
from server.moderation.body import tidy_body
from server.moderation.editing import after_edit, findings_of_edit
from server.moderation.notices import BY_CAUSE, Notice, refusal, text_of
from server.moderation.pipeline import Verdict, decide, review
from server.moderation.policy import Policy
from server.moderation.status import CommentStatus
from server.moderation.submission import Submission
from server.moderation.validation import validate_text
from server.services.audience import refresh_audiences
from server.services.bans import check_not_banned
from server.services.comments import text_columns
from server.services.facts import Written, gather
from server.services.languages import language_after_edit
from server.services.named import ID_PATH, lock_own
from server.services.pace import EDITING, check_pace, count_attempt
from server.services.policies import load_policy
from server.services.verdicts import record_edit
from server.settings import Settings
from server.viewer import Viewer

VERSION_PATH = ("input", "expectedVersion")


@dataclass(frozen=True, slots=True)
class Edit:
    """What its author wants. `expected_version` is the version that was read."""

    comment_id: UUID | None
    body: str
    expected_version: int


async def edit_comment(
    database: Database, edit: Edit, *, viewer: Viewer, settings: Settings, now: datetime
) -> None:
    """Replaces the text, keeps the old one as a revision, and lets the policy decide anew. The text that is there
    already changes nothing and succeeds.

    Raises Refused (NOT_FOUND, FORBIDDEN, BANNED, EDIT_WINDOW_OVER, RATE_LIMITED, INVALID, or all that is wrong with
    the text), or Conflict.
    """
    await count_attempt(database, viewer, settings=settings, now=now)
    body = tidy_body(edit.body)
    async with database.transaction() as session:
        article, comment = await lock_own(session, edit.comment_id, viewer=viewer)
        await check_not_banned(session, viewer, now=now)
        policy = await load_policy(session, article.id)
        if _is_repeat(edit, comment, body):
            return
        await _check_editable(session, edit, comment, policy=policy, now=now)
        if body == comment.body:
            return
        written = _written(comment, body, viewer=viewer, settings=settings)
        submission = await gather(session, written, viewer=viewer, policy=policy, now=now)
        if problems := validate_text(submission):
            raise Refused(problems)
        await check_pace(session, viewer, settings=settings, now=now, limit=EDITING)
        previous = CommentStatus(comment.status)
        findings = findings_of_edit(previous, review(submission), policy)
        verdict = after_edit(previous, decide(findings, policy, is_staff=viewer.is_staff))
        await _replace_text(session, comment, submission, verdict, article=article, settings=settings)
        await record_edit(session, comment, verdict, previous=previous, now=now)
        if verdict.status is not previous:
            await refresh_audiences(session, comment)


def _is_repeat(edit: Edit, comment: Comment, body: str) -> bool:
    """This very edit has made the present version: an answer was lost on its way, and it is sent again."""
    is_made_by_it = comment.text_version == comment.version == edit.expected_version + 1
    return comment.deleted_at is None and is_made_by_it and comment.body == body


def _written(comment: Comment, body: str, *, viewer: Viewer, settings: Settings) -> Written:
    return Written(
        article_id=comment.article_id,
        body=body,
        author_name=comment.author_name,
        locale=language_after_edit(body, before=comment.locale, settings=settings),
        edited=comment.id,
        address_hashes=address_hashes(settings.secrets, viewer.address),
    )


# ── whether ─────────────────────────────────────────────────────────────────────────────────────


async def _check_editable(
    session: AsyncSession, edit: Edit, comment: Comment, *, policy: Policy, now: datetime
) -> None:
    if comment.deleted_at is not None:
        raise _conflict(comment, ConflictCause.DELETED, at=comment.deleted_at)
    if comment.status is CommentStatus.REJECTED:
        raise Refused([refusal(Notice.EDIT_OF_REJECTED, ID_PATH)])
    if now >= policy.editable_until(comment.created_at):
        raise Refused([refusal(Notice.EDIT_WINDOW_OVER, ID_PATH)])
    if await has_replies(session, comment.id):
        raise Refused([refusal(Notice.EDIT_OF_REPLIED, ID_PATH)])
    if not 0 < edit.expected_version <= comment.version:
        raise Refused([refusal(Notice.VERSION_UNKNOWN, VERSION_PATH)])
    if comment.version != edit.expected_version:
        raise _changed(edit, comment)


async def has_replies(session: AsyncSession, comment_id: UUID) -> bool:
    """Any that is stored, whoever may see it: what waits for a moderator was written to the text as it was."""
    reply = select(Comment.id).where(Comment.parent_id == comment_id).limit(1)
    return (await session.scalar(reply)) is not None


def _changed(edit: Edit, comment: Comment) -> Conflict:
    if comment.text_version > edit.expected_version:
        return _conflict(comment, ConflictCause.EDITED, by=comment, at=comment.edited_at)
    return _conflict(comment, ConflictCause.MODERATED)


def _conflict(
    comment: Comment, cause: ConflictCause, *, by: Comment | None = None, at: datetime | None = None
) -> Conflict:
    """Who has moderated is not told to readers, nor when: only what the author wrote has a name and a time."""
    return Conflict(
        text_of(BY_CAUSE[cause], ()),
        cause=cause,
        current_version=comment.version,
        current_status=str(comment.status),
        by_id=by.person_id if by else None,
        by_name=by.author_name if by else None,
        at=at,
        path=ID_PATH,
    )


# ── storing ─────────────────────────────────────────────────────────────────────────────────────


async def _replace_text(
    session: AsyncSession,
    comment: Comment,
    submission: Submission,
    verdict: Verdict,
    *,
    article: Article,
    settings: Settings,
) -> None:
    """The lock has kept others away; the condition is what the edit rests on, lock or none."""
    session.add(
        CommentRevision(
            comment_id=comment.id,
            version=comment.text_version,
            body=comment.body,
            created_at=comment.edited_at or comment.created_at,
        )
    )
    result: Any = await session.execute(
        update(Comment)
        .where(Comment.id == comment.id, Comment.version == comment.version, Comment.status == comment.status)
        .values(
            **text_columns(submission, article, name=comment.author_name, settings=settings),
            status=verdict.status,
            rejection_reason=verdict.reason,
            risk=round(verdict.risk * 10_000),
            version=Comment.version + 1,
            text_version=Comment.version + 1,
            edited_at=submission.now,
        )
        .execution_options(synchronize_session=False)
    )
    await session.refresh(comment)
    if result.rowcount == 0:
        raise _conflict(comment, ConflictCause.MODERATED)
