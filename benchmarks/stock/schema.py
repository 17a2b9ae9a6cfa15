"""The root, with caches for parsing and validating as Strawberry offers them."""

from __future__ import annotations

from enum import Enum
from uuid import UUID

import strawberry
from graphql import GraphQLError
from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.types import Info

from benchmarks.stock.loaders import Sessions
from benchmarks.stock.types import Article, ArticleConnection, CommentConnection
from server import models
from server.moderation.status import CommentStatus
from server.text.slugs import slug_key


@strawberry.enum
class QueueName(Enum):
    PENDING = "PENDING"


@strawberry.enum
class QueueOrder(Enum):
    RISK = "RISK"


def _sessions(info: Info) -> Sessions:
    found: Sessions = info.context["sessions"]
    return found


@strawberry.type
class Query:
    @strawberry.field
    async def articles(self, info: Info, first: int = 20) -> ArticleConnection:
        query = (
            select(models.Article)
            .where(models.Article.is_public)
            .order_by(models.Article.published_at.desc(), models.Article.id.desc())
        )
        async with _sessions(info)() as session:
            rows = await session.scalars(query.limit(first))
        return ArticleConnection(nodes=[Article.of(row) for row in rows])

    @strawberry.field
    async def article(
        self,
        info: Info,
        id: strawberry.ID | None = None,
        slug: str | None = None,
    ) -> Article | None:
        async with _sessions(info)() as session:
            row = await session.scalar(_article(id, slug))
        return Article.of(row) if row else None

    @strawberry.field
    async def moderation_queue(
        self, info: Info, queue: QueueName, order_by: QueueOrder, first: int = 20
    ) -> CommentConnection:
        if "MODERATOR" not in info.context["roles"]:
            raise GraphQLError("This requires the role MODERATOR.")
        async with _sessions(info)() as session:
            rows = await session.scalars(_pending().limit(first))
        return CommentConnection.of(list(rows))


def _article(id: strawberry.ID | None, slug: str | None) -> Select[models.Article]:
    query = select(models.Article).where(models.Article.is_public)
    if id is not None:
        return query.where(models.Article.id == UUID(id.removeprefix("article_")))
    return query.join(models.ArticleSlug, models.ArticleSlug.article_id == models.Article.id).where(
        models.ArticleSlug.slug == slug_key(slug or "")
    )


def _pending() -> Select[models.Comment]:
    """Held comments below nothing that is hidden. The sub-select is a scalar one: PostgreSQL would hash an EXISTS
    here, and read every public comment for it."""
    comment, parent, article = models.Comment, aliased(models.Comment), models.Article
    parent_is_public = (
        select(parent.audience.is_(None)).where(parent.id == comment.parent_id).scalar_subquery()
    )
    return (
        select(comment)
        .where(
            comment.status == CommentStatus.PENDING,
            or_(comment.parent_id.is_(None), parent_is_public),
            exists().where(article.id == comment.article_id, article.deleted_at.is_(None)),
        )
        .order_by(comment.risk.desc(), comment.id.desc())
    )


schema = strawberry.Schema(
    Query, extensions=[lambda: ParserCache(maxsize=100), lambda: ValidationCache(maxsize=100)]
)
