"""Submitting a comment: facts, checks, verdict, one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from server.auth import address_hash, address_hashes, make_guest_token
from server.database import Database
from server.errors import Refused
from server.models import Article, Comment, Person
from server.models.types import uuid7
from server.moderation.author import tidy_email, tidy_name
from server.moderation.body import tidy_body
from server.moderation.notices import Notice, notice, refusal
from server.moderation.pipeline import Verdict, decide, review
from server.moderation.policy import Policy
from server.moderation.status import CommentStatus
from server.moderation.submission import Submission
from server.moderation.validation import validate
from server.services.acquainted import Acquainted, lock_person
from server.services.audience import Thread, audience_of, count_new_public, lock_thread
from server.services.facts import Written, gather
from server.services.idempotency import Sending, find_earlier, is_known, key_rows
from server.services.languages import language_written
from server.services.pace import check_pace, count_attempt
from server.services.people import ensure_person
from server.services.policies import load_policy
from server.services.verdicts import store_judged
from server.settings import Settings
from server.text.markup import render_comment
from server.text.normal import digest, fold
from server.viewer import Viewer

ARTICLE_PATH = ("input", "articleId")
PARENT_PATH = ("input", "parentId")


@dataclass(frozen=True, slots=True)
class NewComment:
    """What a reader sends. `parent_id` and `article_id` are None where the id was not one of the type."""

    article_id: UUID | None
    body: str
    parent_id: UUID | None = None
    is_reply: bool = False
    author_name: str | None = None
    author_email: str | None = None
    locale: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """`commenter` is the viewer as the comment's author; `guest_token` is for a guest who sent none."""

    comment_id: UUID
    commenter: Viewer
    notice: str
    guest_token: str | None


async def submit_comment(
    database: Database, new: NewComment, *, viewer: Viewer, settings: Settings, now: datetime
) -> Submitted:
    """Stores a comment with its findings, decision, audit entry and event, or raises Refused with all that is
    wrong. The same idempotency key brings the same comment, also when both are sent at once."""
    new = _tidied(new, viewer)
    if not await _is_repeat(database, new, viewer=viewer, now=now):
        await count_attempt(database, viewer, settings=settings, now=now)
    try:
        return await _submit(database, new, viewer=viewer, settings=settings, now=now)
    except IntegrityError:
        # Another transaction used the key between our look and our insert: what it stored is the answer.
        if new.idempotency_key is None:
            raise
        return await _submit(database, new, viewer=viewer, settings=settings, now=now)


async def _is_repeat(database: Database, new: NewComment, *, viewer: Viewer, now: datetime) -> bool:
    """Answered already: no attempt at anything, however often it is sent."""
    if new.article_id is None:
        return False
    try:
        sending = Sending.of(new.idempotency_key, viewer, new.article_id, new.body, new.parent_id)
    except Refused:
        return False
    return sending is not None and await is_known(database, sending, now=now)


async def _submit(
    database: Database, new: NewComment, *, viewer: Viewer, settings: Settings, now: datetime
) -> Submitted:
    async with database.transaction() as session:
        article = await _open_article(session, new)
        sending = Sending.of(new.idempotency_key, viewer, article.id, new.body, new.parent_id)
        earlier = await find_earlier(session, sending, now=now)
        if earlier is not None:
            return await _answer(session, earlier, article, viewer=viewer, settings=settings)
        policy = await load_policy(session, article.id)
        _check_open(article, policy, viewer=viewer, now=now)
        parent = await _parent(session, new, article, policy)
        known = await lock_person(session, viewer.id)
        written = _written(new, article, viewer=viewer, settings=settings)
        submission = await gather(session, written, viewer=viewer, policy=policy, now=now)
        if problems := validate(submission):
            raise Refused(problems)
        await check_pace(session, viewer, settings=settings, now=now)
        verdict = decide(review(submission), policy, is_staff=viewer.is_staff)
        comment = await _made(
            session,
            submission,
            verdict,
            viewer=viewer,
            known=known,
            article=article,
            parent=parent,
            settings=settings,
        )
        await store_judged(session, comment, verdict, more=key_rows(sending, comment.id, now=now), now=now)
        await count_new_public(session, comment)
        return await _answer(session, comment, article, viewer=viewer, settings=settings)


def _tidied(new: NewComment, viewer: Viewer) -> NewComment:
    """An identified reader's name is the one that the identity tells."""
    name = viewer.name if viewer.is_identified and viewer.name else new.author_name
    return replace(
        new,
        body=tidy_body(new.body),
        author_name=tidy_name(name),
        author_email=tidy_email(new.author_email),
    )


def _written(new: NewComment, article: Thread, *, viewer: Viewer, settings: Settings) -> Written:
    return Written(
        article_id=article.id,
        body=new.body,
        author_name=new.author_name,
        author_email=new.author_email,
        locale=new.locale,
        address_hashes=address_hashes(settings.secrets, viewer.address),
    )


# ── where ───────────────────────────────────────────────────────────────────────────────────────


async def _open_article(session: AsyncSession, new: NewComment) -> Thread:
    """The article, locked. A draft answers as one that does not exist, whoever asks: it has no readers yet."""
    article = await lock_thread(session, new.article_id) if new.article_id else None
    if article is None or not article.is_public:
        raise Refused([refusal(Notice.ARTICLE_GONE, ARTICLE_PATH)])
    return article


def _check_open(article: Thread, policy: Policy, *, viewer: Viewer, now: datetime) -> None:
    if article.published_at is None or not policy.is_open(article.published_at, now):
        raise Refused([refusal(Notice.COMMENTS_CLOSED, ARTICLE_PATH)])
    if not policy.guests and not viewer.is_identified:
        raise Refused([refusal(Notice.SIGN_IN, ("input",))])


async def _parent(session: AsyncSession, new: NewComment, article: Thread, policy: Policy) -> Comment | None:
    """The comment that is replied to. What the reader may not see answers as what is not there."""
    if not new.is_reply:
        return None
    parent = await session.get(Comment, new.parent_id) if new.parent_id else None
    is_there = (
        parent is not None
        and parent.article_id == article.id
        and parent.audience is None
        and parent.deleted_at is None
    )
    if parent is None or not is_there:
        raise Refused([refusal(Notice.PARENT_GONE, PARENT_PATH)])
    if parent.depth + 1 > policy.max_depth:
        raise Refused([refusal(Notice.TOO_DEEP, PARENT_PATH)])
    return parent


# ── storing ─────────────────────────────────────────────────────────────────────────────────────


async def _made(
    session: AsyncSession,
    submission: Submission,
    verdict: Verdict,
    *,
    viewer: Viewer,
    known: Acquainted | None,
    article: Thread,
    parent: Comment | None,
    settings: Settings,
) -> Comment:
    """The row as it will be; its commenter's is there already, or made."""
    name = submission.author_name
    assert name is not None, "validate refuses a submission without a name"
    # Staff are known without it.
    kept = None if viewer.is_staff else address_hash(settings.secrets, viewer.address)
    person_id = await ensure_person(
        session,
        viewer,
        name=name,
        email=submission.author_email,
        address_hash=kept,
        known=known,
        now=submission.now,
    )
    comment_id = uuid7()
    return Comment(
        id=comment_id,
        article_id=article.id,
        parent_id=parent.id if parent else None,
        person_id=person_id,
        depth=parent.depth + 1 if parent else 0,
        path=f"{parent.path}/{comment_id.hex}" if parent else comment_id.hex,
        author_name=name,
        is_staff=viewer.is_staff,
        **text_columns(submission, article, name=name, settings=settings),
        status=verdict.status,
        audience=audience_of(
            verdict.status, person_id=person_id, parent_audience=parent.audience if parent else None
        ),
        rejection_reason=verdict.reason,
        risk=round(verdict.risk * 10_000),
        version=1,
        text_version=1,
        created_at=submission.now,
    )


def text_columns(
    submission: Submission, article: Article | Thread, *, name: str, settings: Settings
) -> dict[str, str | None]:
    """The body and all that follows from it."""
    locale, text_direction = language_written(
        submission.body, told=submission.locale, around=article.original_locale, settings=settings
    )
    return {
        "body": submission.body,
        "body_html": render_comment(submission.body),
        "body_digest": digest(submission.body),
        "search_text": fold(f"{name}\n{submission.body}"),
        "locale": locale,
        "direction": text_direction,
    }


async def _answer(
    session: AsyncSession, comment: Comment, article: Thread, *, viewer: Viewer, settings: Settings
) -> Submitted:
    token = None
    if viewer.id is None:
        person = await session.get_one(Person, comment.person_id)
        token = make_guest_token(
            secrets=settings.secrets, person=person.id, first_seen_at=person.first_seen_at
        )
    status = CommentStatus(comment.status)
    return Submitted(
        comment_id=comment.id,
        commenter=replace(viewer, id=comment.person_id),
        notice=notice(status, [comment.locale, article.original_locale]),
        guest_token=token,
    )
