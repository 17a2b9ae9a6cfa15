"""The search index of articles: what is looked through, kept in step with what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import ArticleBlock, ArticleSearch, ArticleTranslation, Segment
from server.text.search import search_text

ARTICLES_AT_ONCE = 100
"""Their texts are in memory together: a few megabytes."""


async def index_articles(session: AsyncSession, article_ids: Iterable[UUID]) -> None:
    """Writes the index of these articles anew: one row for each translation, drafts too.

    To be called with the articles locked, after their texts were written. What is public is looked up by the
    search itself, so publishing needs no call.
    """
    ids = sorted(set(article_ids))
    for start in range(0, len(ids), ARTICLES_AT_ONCE):
        batch = ids[start : start + ARTICLES_AT_ONCE]
        await session.execute(delete(ArticleSearch).where(ArticleSearch.article_id.in_(batch)))
        if rows := await _rows(session, batch):
            await session.execute(insert(ArticleSearch), rows)


async def _rows(session: AsyncSession, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    bodies = await _bodies(session, ids)
    translations = await session.execute(
        select(
            ArticleTranslation.id,
            ArticleTranslation.article_id,
            ArticleTranslation.locale,
            ArticleTranslation.title,
            ArticleTranslation.summary,
        )
        .where(ArticleTranslation.article_id.in_(ids))
        .order_by(ArticleTranslation.id)
    )
    rows = []
    for translation_id, article_id, locale, title, summary in translations:
        found = search_text(title=title, summary=summary, body=bodies[article_id, locale])
        rows.append(
            {
                "translation_id": translation_id,
                "article_id": article_id,
                "document": found,
                "runs": found.runs,
            }
        )
    return rows


async def _bodies(session: AsyncSession, ids: Sequence[UUID]) -> dict[tuple[UUID, str], list[str]]:
    """The paragraphs of each article in each locale, as a reader sees them."""
    segments = await session.execute(
        select(ArticleBlock.article_id, Segment.locale, Segment.plain)
        .join(Segment, Segment.block_id == ArticleBlock.id)
        .where(ArticleBlock.article_id.in_(ids))
        .order_by(ArticleBlock.position, ArticleBlock.id)
    )
    bodies = defaultdict[tuple[UUID, str], list[str]](list)
    for article_id, locale, plain in segments:
        bodies[article_id, locale].append(plain)
    return bodies
