"""Keys of comments' texts, by which those that are nearly the same are found without reading all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, select, union
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import Comment, CommentLikeness
from server.moderation.likeness import BANDS, bands
from server.moderation.submission import RECENT_WINDOW, RecentComment

MAX_ECHOES = 5
"""Comments that are looked at for each key, the newest first: a flood of one text must not be read in full."""

_COLUMNS = tuple(f"band_{number}" for number in range(BANDS))


async def remember_likeness(session: AsyncSession, comment: Comment) -> None:
    """Keeps the keys of a comment's present text, in place of those of an earlier one."""
    keys = dict(zip(_COLUMNS, bands(comment.body), strict=False))
    if not keys:
        await session.execute(delete(CommentLikeness).where(CommentLikeness.comment_id == comment.id))
        return
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert: Any = sqlite.insert if is_sqlite else postgresql.insert
    statement = insert(CommentLikeness).values(comment_id=comment.id, created_at=comment.created_at, **keys)
    await session.execute(statement.on_conflict_do_update(index_elements=["comment_id"], set_=keys))


async def find_echoes(
    session: AsyncSession,
    body: str,
    *,
    person_id: UUID | None,
    article_id: UUID,
    edited: UUID | None,
    now: datetime,
) -> tuple[RecentComment, ...]:
    """Texts since RECENT_WINDOW that share a key with this one, but for those of the person on the article. One
    statement over an index for each key, at most MAX_ECHOES rows each; none for a text that is too short."""
    keys = bands(body)
    if not keys:
        return ()
    own = and_(Comment.person_id == person_id, Comment.article_id == article_id)
    others: list[ColumnElement[bool]] = [Comment.deleted_at.is_(None)]
    if person_id is not None:
        others.append(~own)
    if edited is not None:
        others.append(Comment.id != edited)
    found = union(
        *(_newest(column, key, others, now=now) for column, key in zip(_COLUMNS, keys, strict=True))
    )
    rows = await session.execute(select(*found.subquery().c))
    return tuple(RecentComment(body=row.body, created_at=row.created_at) for row in rows)


def _newest(column: str, key: int, conditions: Sequence[ColumnElement[bool]], *, now: datetime) -> Any:
    alike = (
        select(Comment.id, Comment.body, Comment.created_at)
        .join(CommentLikeness, CommentLikeness.comment_id == Comment.id)
        .where(
            getattr(CommentLikeness, column) == key,
            CommentLikeness.created_at > now - RECENT_WINDOW,
            *conditions,
        )
        .order_by(CommentLikeness.created_at.desc())
        .limit(MAX_ECHOES)
        .subquery()
    )
    return select(alike)
