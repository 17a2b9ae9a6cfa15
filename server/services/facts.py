"""What checks may know of a text: its commenter's history and ban, what they and others wrote, whose name it bears.

Gathered in a fixed number of statements, before anything is decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, case, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.prepared import Prepared
from server.models import Comment
from server.models.types import Id, Instant
from server.moderation.likeness import bands
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
from server.services.likeness import ECHOES, echo_values
from server.viewer import Viewer

_REFUSED = (CommentStatus.REJECTED, CommentStatus.SPAM)


class _Lately(NamedTuple):
    """Another comment: the commenter's own, with its status, or an echo by somebody else."""

    body: str | None
    created_at: datetime
    status: CommentStatus | None


_NOBODY = UUID(int=0)
"""No person and no comment has this id."""

_OWN = (
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
_OWN_ALONE = Prepared(_OWN)
_own = _OWN.subquery()
_OWN_AND_ECHOES = Prepared(select(*union_all(select(*_own.c), ECHOES.add_columns(null())).subquery().c))


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
    own, echoes = await _lately(session, written, viewer=viewer, now=now)
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
        recent=_recent(own, now=now),
        history=_history(own, judging),
        echoes=echoes,
        bears_staff_name=commenter.bears_staff_name,
        is_near_a_ban=commenter.is_near_a_ban,
        risk_model=judging.risk_model,
        awaits_score=judging.has_scorer,
        now=now,
    )


# ── the commenter's own ─────────────────────────────────────────────────────────────────────────


async def _lately(
    session: AsyncSession, written: Written, *, viewer: Viewer, now: datetime
) -> tuple[Sequence[_Lately], tuple[RecentComment, ...]]:
    """The commenter's other comments on the site, the newest first: `body` of those on the article alone. And what
    may be nearly the same by others, nothing where the text is too short for that."""
    keys = bands(written.body)
    if not keys and viewer.id is None:
        return (), ()
    values: dict[str, Any] = {
        "person": viewer.id or _NOBODY,
        "article": written.article_id,
        "since": now - HISTORY_WINDOW,
        "edited": written.edited or _NOBODY,
    }
    if keys:
        values |= echo_values(keys, now=now)
    rows = [_Lately(*row) for row in await (_OWN_AND_ECHOES if keys else _OWN_ALONE).rows(session, **values)]
    own = sorted([row for row in rows if row.status is not None], key=_created_at, reverse=True)
    echoes = [
        RecentComment(body=row.body or "", created_at=row.created_at) for row in rows if row.status is None
    ]
    return own, tuple(echoes)


_created_at = attrgetter("created_at")


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
