"""An article as it is stored, read in a fixed number of statements before it is changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import (
    Article,
    ArticleAuthor,
    ArticleBlock,
    ArticleTag,
    ArticleTranslation,
    BlockKind,
    Segment,
    TranslationCredit,
)
from server.services.audience import lock_article


@dataclass(frozen=True, slots=True)
class StoredSegment:
    text: str
    digest: str
    source_digest: str | None


@dataclass(frozen=True, slots=True)
class StoredBlock:
    """`segments` by locale."""

    id: UUID
    kind: BlockKind
    position: int
    segments: Mapping[str, StoredSegment]


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """Translations by locale, blocks in order; credits by translation; byline and tags in order."""

    article: Article
    translations: Mapping[str, ArticleTranslation]
    credits: Mapping[UUID, tuple[UUID, ...]]
    blocks: tuple[StoredBlock, ...]
    author_ids: tuple[UUID, ...]
    tag_ids: tuple[UUID, ...]


async def load_article(session: AsyncSession, article_id: UUID) -> StoredArticle | None:
    """The article, locked against others who would change it; None where there is none, or it is deleted."""
    article = await lock_article(session, article_id)
    if article is None or article.deleted_at is not None:
        return None
    rows = await session.scalars(
        select(ArticleTranslation)
        .where(ArticleTranslation.article_id == article_id)
        .execution_options(populate_existing=True)
    )
    translations = {row.locale: row for row in rows}
    return StoredArticle(
        article=article,
        translations=translations,
        credits=await _credits(session, article_id),
        blocks=await _blocks(session, article_id),
        author_ids=await _ordered(session, ArticleAuthor, ArticleAuthor.author_id, article_id),
        tag_ids=await _ordered(session, ArticleTag, ArticleTag.tag_id, article_id),
    )


async def _blocks(session: AsyncSession, article_id: UUID) -> tuple[StoredBlock, ...]:
    segments: dict[UUID, dict[str, StoredSegment]] = defaultdict(dict)
    rows = await session.execute(
        select(Segment.block_id, Segment.locale, Segment.text, Segment.digest, Segment.source_digest)
        .join(ArticleBlock, ArticleBlock.id == Segment.block_id)
        .where(ArticleBlock.article_id == article_id)
    )
    for block_id, locale, text, own, source in rows:
        segments[block_id][locale] = StoredSegment(text, own, source)
    blocks = await session.execute(
        select(ArticleBlock.id, ArticleBlock.kind, ArticleBlock.position)
        .where(ArticleBlock.article_id == article_id)
        .order_by(ArticleBlock.position, ArticleBlock.id)
    )
    return tuple(
        StoredBlock(block_id, kind, position, segments[block_id]) for block_id, kind, position in blocks
    )


async def _ordered(session: AsyncSession, model: Any, column: Any, article_id: UUID) -> tuple[UUID, ...]:
    query = select(column).where(model.article_id == article_id).order_by(model.position)
    return tuple(await session.scalars(query))


async def _credits(session: AsyncSession, article_id: UUID) -> dict[UUID, tuple[UUID, ...]]:
    rows = await session.execute(
        select(TranslationCredit.translation_id, TranslationCredit.author_id)
        .join(ArticleTranslation, ArticleTranslation.id == TranslationCredit.translation_id)
        .where(ArticleTranslation.article_id == article_id)
        .order_by(TranslationCredit.position)
    )
    found: dict[UUID, tuple[UUID, ...]] = {}
    for translation_id, author_id in rows:
        found[translation_id] = (*found.get(translation_id, ()), author_id)
    return found
