"""The comment that a reader names, to edit, delete or report it: as it is now, its article's thread locked."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Refused
from server.models import Article, Comment
from server.models.types import Id
from server.moderation.notices import Notice, refusal
from server.permissions import known, may_see_comment, rights_of
from server.services.audience import lock_article
from server.viewer import Viewer

ID_PATH = ("input", "id")


def not_found() -> Refused:
    return Refused([refusal(Notice.COMMENT_GONE, ID_PATH)])


async def lock_named(
    session: AsyncSession, comment_id: UUID | None, *, viewer: Viewer
) -> tuple[Article, Comment]:
    """Raises Refused (NOT_FOUND), alike for what is not there and for what the viewer may not see."""
    article_id = await session.scalar(select(Comment.article_id).where(Comment.id == comment_id))
    article = await lock_article(session, article_id) if article_id else None
    columns = Comment.__table__.c
    who = known(bindparam("me", viewer.id, type_=Id)) if viewer.id is not None else None
    is_seen = may_see_comment(lambda column: columns[column.key], rights_of(viewer), who)
    comment = await session.scalar(select(Comment).where(Comment.id == comment_id, is_seen))
    if article is None or comment is None:
        raise not_found()
    return article, comment


async def lock_own(
    session: AsyncSession, comment_id: UUID | None, *, viewer: Viewer
) -> tuple[Article, Comment]:
    """Raises Refused: NOT_FOUND as `lock_named` does, FORBIDDEN for somebody else's, whatever the viewer's roles."""
    article, comment = await lock_named(session, comment_id, viewer=viewer)
    if comment.person_id != viewer.id:
        raise Refused([refusal(Notice.NOT_YOURS, ID_PATH)])
    return article, comment
