"""Keys of comments' texts, by which those that are nearly the same are found without reading all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, delete, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import Comment, CommentLikeness
from server.models.types import Id, Instant
from server.moderation.likeness import BANDS, bands
from server.moderation.submission import RECENT_WINDOW
from server.services.inserting import Row, inserting

MAX_ECHOES = 5
"""Comments that are looked at for each key, the newest first: a flood of one text must not be read in full."""

_COLUMNS = tuple(f"band_{number}" for number in range(BANDS))


def likeness_rows(comment: Comment) -> list[Row]:
    """The keys of a new comment's text; none for one that is too short."""
    keys = dict(zip(_COLUMNS, bands(comment.body), strict=False))
    return (
        [(CommentLikeness, {"comment_id": comment.id, "created_at": comment.created_at, **keys})]
        if keys
        else []
    )


async def remember_likeness(session: AsyncSession, comment: Comment) -> None:
    """Keeps the keys of a comment's present text, in place of those of an earlier one."""
    keys = dict(zip(_COLUMNS, bands(comment.body), strict=False))
    if not keys:
        await session.execute(delete(CommentLikeness).where(CommentLikeness.comment_id == comment.id))
        return
    insert = inserting(session, CommentLikeness)
    statement = insert.values(comment_id=comment.id, created_at=comment.created_at, **keys)
    await session.execute(statement.on_conflict_do_update(index_elements=["comment_id"], set_=keys))


def echo_values(keys: Sequence[int], *, now: datetime) -> dict[str, Any]:
    """What ECHOES is asked with, beside `person`, `article` and `edited`. `keys` are a text's bands."""
    return {"alike_since": now - RECENT_WINDOW, **dict(zip(_COLUMNS, keys, strict=True))}


def _newest(column: str) -> Any:
    own = and_(
        Comment.person_id == bindparam("person", type_=Id),
        Comment.article_id == bindparam("article", type_=Id),
    )
    alike = (
        select(Comment.id, Comment.body, Comment.created_at)
        .join(CommentLikeness, CommentLikeness.comment_id == Comment.id)
        .where(
            getattr(CommentLikeness, column) == bindparam(column, type_=BigInteger),
            CommentLikeness.created_at > bindparam("alike_since", type_=Instant),
            Comment.deleted_at.is_(None),
            ~own,
            Comment.id != bindparam("edited", type_=Id),
        )
        .order_by(CommentLikeness.created_at.desc())
        .limit(MAX_ECHOES)
        .subquery()
    )
    return select(alike)


_ALIKE = union(*map(_newest, _COLUMNS)).subquery()
ECHOES = select(_ALIKE.c.body, _ALIKE.c.created_at)
"""Texts since RECENT_WINDOW that share a key with one, but for those of the person on the article. Over an index for
each key, at most MAX_ECHOES rows each."""
