"""What checks may know of a text: its commenter's history and ban, what they and others wrote, whose name it bears.

Gathered in a fixed number of statements, before anything is decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import Ban, Comment, Person
from server.moderation.policy import Policy
from server.moderation.status import CommentStatus
from server.moderation.submission import (
    HISTORY_WINDOW,
    MAX_HISTORY,
    MAX_RECENT,
    RECENT_WINDOW,
    History,
    RecentComment,
    Submission,
)
from server.services.judging import Judging, judging_of
from server.services.likeness import find_echoes
from server.services.people import bears_staff_name, commenter_facts
from server.viewer import Viewer

_REFUSED = (CommentStatus.REJECTED, CommentStatus.SPAM)


@dataclass(frozen=True, slots=True)
class Written:
    """What a person has written, tidied. `edited` is the comment whose text it replaces, None for a new one."""

    article_id: UUID
    body: str
    author_name: str | None
    author_email: str | None = None
    locale: str | None = None
    edited: UUID | None = None


async def gather(
    session: AsyncSession, written: Written, *, viewer: Viewer, policy: Policy, now: datetime
) -> Submission:
    """The text with all that the checks may know of it."""
    judging = judging_of(session)
    lately = await _lately(session, written, viewer=viewer, now=now)
    return Submission(
        body=written.body,
        author_name=written.author_name,
        author_email=written.author_email,
        locale=written.locale,
        policy=policy,
        commenter=await commenter_facts(session, viewer, now=now),
        recent=_recent(lately, now=now),
        history=_history(lately, judging),
        echoes=await find_echoes(
            session,
            written.body,
            person_id=viewer.id,
            article_id=written.article_id,
            edited=written.edited,
            now=now,
        ),
        bears_staff_name=await bears_staff_name(session, written.author_name, viewer=viewer),
        is_near_a_ban=await _is_near_a_ban(session, written, viewer=viewer, now=now),
        risk_model=judging.risk_model,
        awaits_score=judging.has_scorer,
        now=now,
    )


# ── the commenter's own ─────────────────────────────────────────────────────────────────────────


async def _lately(session: AsyncSession, written: Written, *, viewer: Viewer, now: datetime) -> Sequence[Any]:
    """The commenter's other comments on the site, the newest first: `body` of those on the article alone."""
    if viewer.id is None:
        return ()
    body = case((Comment.article_id == written.article_id, Comment.body))
    query = (
        select(body.label("body"), Comment.created_at, Comment.status)
        .where(Comment.person_id == viewer.id, Comment.created_at > now - HISTORY_WINDOW)
        .order_by(Comment.created_at.desc())
        .limit(MAX_HISTORY)
    )
    if written.edited is not None:
        query = query.where(Comment.id != written.edited)
    return (await session.execute(query)).all()


def _recent(lately: Sequence[Any], *, now: datetime) -> tuple[RecentComment, ...]:
    here = [
        RecentComment(body=row.body, created_at=row.created_at)
        for row in lately
        if row.body is not None and row.created_at > now - RECENT_WINDOW
    ]
    return tuple(here[:MAX_RECENT])


def _history(lately: Sequence[Any], judging: Judging) -> History:
    """Where nobody is refused for writing too fast (GALLEY_RATE_LIMITS), nobody is held for it."""
    statuses = [row.status for row in lately]
    return History(
        posted_at=tuple(row.created_at for row in lately) if judging.has_rate_limits else (),
        refused_count=sum(status in _REFUSED for status in statuses),
        decided_count=sum(status is not CommentStatus.PENDING for status in statuses),
    )


# ── whose else it may be ────────────────────────────────────────────────────────────────────────


async def _is_near_a_ban(session: AsyncSession, written: Written, *, viewer: Viewer, now: datetime) -> bool:
    """Somebody else is banned who gave this e-mail, or one the viewer gave, or wrote from the same network."""
    if viewer.id is None and written.author_email is None:
        return False
    known = select(Person.email, Person.address_hash).where(Person.id == viewer.id).cte("known")
    shared: list[ColumnElement[bool]] = [
        Person.email.in_(select(known.c.email)),
        Person.address_hash.in_(select(known.c.address_hash)),
    ]
    if written.author_email is not None:
        shared.append(Person.email == written.author_email)
    query = (
        select(Ban.id)
        .join(Person, Person.id == Ban.person_id)
        .where(Ban.lifted_at.is_(None), or_(Ban.until.is_(None), Ban.until > now), or_(*shared))
        .limit(1)
    )
    if viewer.id is not None:
        query = query.where(Person.id != viewer.id)
    return (await session.scalar(query)) is not None
