"""The counts that are stored, against what there is to count."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from server.models import Article, Comment
from tests.api.client import Api


async def assert_stored_counts_are_true(api: Api) -> None:
    """Of every article and of every comment: the rows whose audience is everyone."""
    reply = aliased(Comment)
    under = select(func.count()).where(Comment.article_id == Article.id, Comment.audience.is_(None))
    below = select(func.count()).where(reply.parent_id == Comment.id, reply.audience.is_(None))
    for stored, counted, model in (
        (Article.public_comment_count, under, Article),
        (Comment.public_reply_count, below, Comment),
    ):
        wrong = select(model.id, stored, counted.scalar_subquery()).where(stored != counted.scalar_subquery())
        assert await api.rows(wrong) == []
