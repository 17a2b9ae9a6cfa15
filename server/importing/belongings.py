"""What an imported article has beside its text: a category, a lead image with captions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.importing.document import ImportedDocument
from server.models import Article, Category, CategoryTranslation, ImageTranslation
from server.models.types import to_milliseconds
from server.services.articles import ARTICLE_CHANGED
from server.services.images import create_image, write_image_texts
from server.services.names import ensure_category
from server.services.outbox import announce
from server.text.normal import fold
from server.text.slugs import slug_key, slugify


async def write_category(
    session: AsyncSession, document: ImportedDocument, *, default_locale: str
) -> UUID | None:
    """The category of that name, made where there is none; None where the document has none."""
    names = {locale: name.text for locale, name in document.category.items()}
    if not names:
        return None
    original = document.original_locale if document.original_locale in names else next(iter(names))
    return await ensure_category(
        session,
        slug=await _slug_of_same_name(session, names[original]),
        names=names,
        original_locale=original,
        default_locale=default_locale,
    )


async def write_lead_image(
    session: AsyncSession, document: ImportedDocument, image_id: UUID | None
) -> tuple[UUID | None, bool]:
    """The article's lead image, and whether its captions changed: the one it has, else one without an address."""
    captions = {locale: caption.text for locale, caption in document.captions.items()}
    if not captions:
        return image_id, False
    if image_id is None:
        texts = {locale: ("", caption) for locale, caption in captions.items()}
        original = document.original_locale
        new_id = await create_image(
            session, url=None, width=None, height=None, credit=None, texts=texts, original_locale=original
        )
        return new_id, True
    rows = await session.execute(
        select(ImageTranslation.locale, ImageTranslation.alt).where(ImageTranslation.image_id == image_id)
    )
    alts = {row.locale: row.alt for row in rows}
    kept = {locale: (alts.get(locale), caption) for locale, caption in captions.items()}
    return image_id, await write_image_texts(session, image_id, kept)


async def touch(session: AsyncSession, article_id: UUID, *, now: datetime) -> None:
    """The article has changed in something that is no part of its text."""
    await session.execute(
        update(Article).where(Article.id == article_id).values(updated_at=to_milliseconds(now))
    )
    await announce(session, ARTICLE_CHANGED, {"article": article_id}, at=now)


async def _slug_of_same_name(session: AsyncSession, name: str) -> str | None:
    """BREAKING NEWS is the category Breaking News; C++ is not C#, although both give one slug."""
    slug = slug_key(slugify(name))
    names = await session.scalars(
        select(CategoryTranslation.name)
        .join(Category, Category.id == CategoryTranslation.category_id)
        .where(Category.slug == slug)
    )
    return slug if any(fold(each) == fold(name) for each in names) else None
