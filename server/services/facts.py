"""What checks may know of a text: its commenter's history and ban, what they and others wrote, whose name it bears.

Gathered in a fixed number of statements, before anything is decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, case, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.prepared import Prepared
from server.models import Comment
from server.models.types import Id, Instant
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
from server.services.commenters import commenter_of
from server.services.judging import Judging, judging_of
from server.services.likeness import find_echoes
from server.viewer import Viewer

_REFUSED = (CommentStatus.REJECTED, CommentStatus.SPAM)


class _Lately(NamedTuple):
    body: str | None
    created_at: datetime
    status: CommentStatus


_NO_COMMENT = UUID(int=0)
"""No comment has this id."""

_LATELY = Prepared(
    select(
        case((Comment.article_id == bindparam("article", type_=Id), Comment.body)).label("body"),
        Comment.created_at,
        Comment.status,
    )
    .where(
        Comment.person_id == bindparam("person", type_=Id),
        Comment.created_at > bindparam("since", type_=Instant),
        Comment.id != bindparam("edited", type_=Id),
        Comment.deleted_at.is_(None),
    )
    .order_by(Comment.created_at.desc())
    .limit(MAX_HISTORY)
)


@dataclass(frozen=True, slots=True)
class Written:
    """What a person has written, tidied. `edited` is the comment whose text it replaces, None for a new one;
    `address_hashes` is what may be kept of the address it came from, under each secret."""

    article_id: UUID
    body: str
    author_name: str | None
    author_email: str | None = None
    locale: str | None = None
    edited: UUID | None = None
    address_hashes: tuple[str, ...] = ()


async def gather(
    session: AsyncSession, written: Written, *, viewer: Viewer, policy: Policy, now: datetime
) -> Submission:
    """The text with all that the checks may know of it."""
    judging = judging_of(session)
    lately = await _lately(session, written, viewer=viewer, now=now)
    commenter = await commenter_of(
        session,
        viewer,
        name=written.author_name,
        email=written.author_email,
        address_hashes=written.address_hashes,
        now=now,
    )
    return Submission(
        body=written.body,
        author_name=written.author_name,
        author_email=written.author_email,
        locale=written.locale,
        policy=policy,
        commenter=commenter.facts,
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
        bears_staff_name=commenter.bears_staff_name,
        is_near_a_ban=commenter.is_near_a_ban,
        risk_model=judging.risk_model,
        awaits_score=judging.has_scorer,
        now=now,
    )


# ── the commenter's own ─────────────────────────────────────────────────────────────────────────


async def _lately(
    session: AsyncSession, written: Written, *, viewer: Viewer, now: datetime
) -> Sequence[_Lately]:
    """The commenter's other comments on the site, the newest first: `body` of those on the article alone."""
    if viewer.id is None:
        return ()
    rows = await _LATELY.rows(
        session,
        article=written.article_id,
        person=viewer.id,
        since=now - HISTORY_WINDOW,
        edited=written.edited or _NO_COMMENT,
    )
    return [_Lately(*row) for row in rows]


def _recent(lately: Sequence[_Lately], *, now: datetime) -> tuple[RecentComment, ...]:
    here = [
        RecentComment(body=row.body, created_at=row.created_at)
        for row in lately
        if row.body is not None and row.created_at > now - RECENT_WINDOW
    ]
    return tuple(here[:MAX_RECENT])


def _history(lately: Sequence[_Lately], judging: Judging) -> History:
    """Where nobody is refused for writing too fast (GALLEY_RATE_LIMITS), nobody is held for it."""
    statuses = [row.status for row in lately]
    return History(
        posted_at=tuple(row.created_at for row in lately) if judging.has_rate_limits else (),
        refused_count=sum(status in _REFUSED for status in statuses),
        decided_count=sum(status is not CommentStatus.PENDING for status in statuses),
    )
