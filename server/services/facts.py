"""What checks may know of a text: its commenter's history and ban, their recent comments, whose name it bears.

Gathered in a fixed number of statements, before anything is decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import Comment
from server.moderation.policy import Policy
from server.moderation.submission import MAX_RECENT, RECENT_WINDOW, RecentComment, Submission
from server.services.bans import is_near_a_ban
from server.services.people import bears_staff_name, commenter_facts
from server.viewer import Viewer


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
    return Submission(
        body=written.body,
        author_name=written.author_name,
        author_email=written.author_email,
        locale=written.locale,
        policy=policy,
        commenter=await commenter_facts(session, viewer, now=now),
        recent=await _recent(session, written, viewer=viewer, now=now),
        bears_staff_name=await bears_staff_name(session, written.author_name, viewer=viewer),
        is_near_a_ban=await is_near_a_ban(
            session, viewer, email=written.author_email, address_hashes=written.address_hashes, now=now
        ),
        now=now,
    )


async def _recent(
    session: AsyncSession, written: Written, *, viewer: Viewer, now: datetime
) -> tuple[RecentComment, ...]:
    """The commenter's other comments on the article, the newest first."""
    if viewer.id is None:
        return ()
    query = (
        select(Comment.body, Comment.created_at)
        .where(
            Comment.person_id == viewer.id,
            Comment.article_id == written.article_id,
            Comment.created_at > now - RECENT_WINDOW,
            Comment.deleted_at.is_(None),
        )
        .order_by(Comment.created_at.desc())
        .limit(MAX_RECENT)
    )
    if written.edited is not None:
        query = query.where(Comment.id != written.edited)
    rows = await session.execute(query)
    return tuple(RecentComment(body=body, created_at=created_at) for body, created_at in rows)
