"""Articles: written whole from a draft, and brought to what a later draft says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import ErrorCode, UserError
from server.models import Article, ArticleAuthor, ArticleTag
from server.models.types import to_milliseconds, uuid7
from server.services.body import write_body
from server.services.drafts import ArticleDraft, BlockDraft, TranslationDraft, checked
from server.services.outbox import announce
from server.services.search_index import index_articles
from server.services.served import rewrite_served
from server.services.stored import StoredArticle, load_article
from server.services.translations import write_translations
from server.text.fallback import Chains

__all__ = [
    "ARTICLE_CHANGED",
    "ArticleDraft",
    "BlockDraft",
    "TranslationDraft",
    "create_article",
    "update_article_text",
]

ARTICLE_CHANGED = "article.changed"
"""The event of anything in an article that its readers see."""

_FACTS = ("category_id", "lead_image_id", "external_id", "source_url", "import_name", "content_digest")
_SHOWN_FACTS = frozenset({"category_id", "lead_image_id"})


async def create_article(
    session: AsyncSession, draft: ArticleDraft, *, now: datetime, chains: Chains
) -> UUID:
    """A new article, every translation of it a draft. Raises UserError for what cannot be stored (see
    `drafts.checked`) and for a chosen slug that is taken."""
    draft = checked(draft)
    article = Article(
        id=uuid7(),
        original_locale=draft.original_locale,
        created_at=to_milliseconds(now),
        updated_at=to_milliseconds(now),
        **{name: getattr(draft, name) for name in _FACTS},
    )
    session.add(article)
    await session.flush()
    nothing = StoredArticle(
        article=article, translations={}, credits={}, blocks=(), author_ids=(), tag_ids=()
    )
    await _write(session, nothing, draft, now=now)
    await rewrite_served(session, [article.id], chains)
    await index_articles(session, [article.id])
    return article.id


async def update_article_text(
    session: AsyncSession, article_id: UUID, draft: ArticleDraft, *, now: datetime, chains: Chains
) -> bool:
    """Brings a stored article to what the draft says, and returns whether anything a reader sees has changed.

    What the draft leaves out stays: translations in other locales, and category, byline, tags, lead image and
    credits where the draft names none. A new translation is a draft. A slug that was made from a title follows
    it, and the old one still leads here. Raises UserError as `create_article` does, NOT_FOUND for no such
    article, INVALID for another original locale.
    """
    draft = checked(draft)
    stored = await load_article(session, article_id)
    if stored is None:
        raise UserError(ErrorCode.NOT_FOUND, "There is no such article.", ("input", "id"))
    original = stored.article.original_locale
    if draft.original_locale != original:
        raise UserError(
            ErrorCode.INVALID,
            f"The article's original is {original} and stays so.",
            ("input", "originalLocale"),
        )
    is_changed = await _write_facts(session, stored.article, draft)
    is_changed |= await _write(session, stored, draft, now=now)
    if is_changed:
        await session.execute(
            update(Article).where(Article.id == article_id).values(updated_at=to_milliseconds(now))
        )
        await rewrite_served(session, [article_id], chains)
        await index_articles(session, [article_id])
        await announce(session, ARTICLE_CHANGED, {"article": article_id}, at=now)
    return is_changed


async def _write_facts(session: AsyncSession, article: Article, draft: ArticleDraft) -> bool:
    """What stands in the article's own row; True where readers see it."""
    changes = {
        name: value
        for name in _FACTS
        if (value := getattr(draft, name)) is not None and value != getattr(article, name)
    }
    if changes:
        await session.execute(update(Article).where(Article.id == article.id).values(**changes))
    return not _SHOWN_FACTS.isdisjoint(changes)


async def _write(session: AsyncSession, stored: StoredArticle, draft: ArticleDraft, *, now: datetime) -> bool:
    article_id = stored.article.id
    bodies = await write_body(session, article_id, stored.blocks, draft)
    titles = await write_translations(session, stored, draft, bodies=bodies, now=now)
    byline = await _write_list(
        session, ArticleAuthor, "author_id", article_id, stored.author_ids, draft.author_ids
    )
    tags = await _write_list(session, ArticleTag, "tag_id", article_id, stored.tag_ids, draft.tag_ids)
    return bool(bodies) or titles or byline or tags


async def _write_list(
    session: AsyncSession,
    model: Any,
    column: str,
    article_id: UUID,
    before: Sequence[UUID],
    wanted: Sequence[UUID],
) -> bool:
    """Byline or tags, in order and without repeats. None at all leaves the present ones."""
    ids = tuple(dict.fromkeys(wanted))
    if not ids or ids == tuple(before):
        return False
    if before:
        await session.execute(delete(model).where(model.article_id == article_id))
    rows = [{"article_id": article_id, "position": at, column: each} for at, each in enumerate(ids)]
    await session.execute(insert(model), rows)
    return True
