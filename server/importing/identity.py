"""Which article a document was imported as before, if it was."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from server.importing.document import ImportedDocument
from server.importing.refusal import ImportRefused
from server.models import Article, ArticleBlock, ArticleSlug, ArticleTranslation, Segment
from server.text.normal import digest
from server.text.scripts import UNKNOWN_SCRIPT, dominant_script
from server.text.slugs import slug_key, slugify


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from. `written`: articles that this run has made of other files."""

    name: str
    source_url: str | None
    written: AbstractSet[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """`is_unchanged`: the article was made of this very text. `has_new_source`: its address was not known."""

    article_id: UUID
    is_unchanged: bool
    has_new_source: bool = False


def external_id(document: ImportedDocument, source_url: str | None) -> str:
    """What an article is known by outside: the address it came from, else the text of its first import."""
    return source_url or f"sha256:{document.digest}"


async def find_known(session: AsyncSession, document: ImportedDocument, origin: Origin) -> Known | None:
    """By its address, else by its text, now or at the first import, else as a changed version: of the same file
    name or the same original slug, with a paragraph or (same file name) a title in common.

    Raises ImportRefused where the article has been deleted.
    """
    found = await _by_address(session, origin) or await _by_text(session, document, origin)
    if found is None:
        changed = await _changed_version(session, document, origin)
        return Known(changed, is_unchanged=False) if changed else None
    if found.deleted_at is not None:
        raise ImportRefused(
            f"It was imported before as article_{found.id.hex} and has been deleted since. "
            "A deleted article does not come back by an import."
        )
    return Known(
        found.id,
        is_unchanged=found.content_digest == document.digest,
        has_new_source=origin.source_url not in (None, found.source_url),
    )


async def _by_address(session: AsyncSession, origin: Origin) -> Article | None:
    if origin.source_url is None:
        return None
    is_it = or_(Article.source_url == origin.source_url, Article.external_id == origin.source_url)
    return await session.scalar(
        select(Article).where(is_it).order_by(Article.deleted_at.is_not(None), Article.id)
    )


async def _by_text(session: AsyncSession, document: ImportedDocument, origin: Origin) -> Article | None:
    """The text as it is before the text of a first import, what is there before what is deleted."""
    is_it = or_(Article.content_digest == document.digest, Article.external_id == external_id(document, None))
    preferred = (
        Article.deleted_at.is_not(None),
        Article.content_digest.is_distinct_from(document.digest),
        Article.import_name.is_distinct_from(origin.name),
        Article.id,
    )
    return await session.scalar(
        select(Article).where(is_it, _may_be_from(origin)).order_by(*preferred).limit(1)
    )


def _may_be_from(origin: Origin) -> ColumnElement[bool]:
    """Two addresses are two articles, however alike their texts."""
    if origin.source_url is None:
        return true()
    return or_(Article.source_url.is_(None), Article.source_url == origin.source_url)


async def _changed_version(session: AsyncSession, document: ImportedDocument, origin: Origin) -> UUID | None:
    """The article with most paragraphs in common, else one with the same title."""
    is_possible = and_(Article.deleted_at.is_(None), _may_be_from(origin))
    is_named = Article.import_name == origin.name
    same_slug = select(ArticleSlug.article_id).where(ArticleSlug.slug.in_(_original_slugs(document)))
    sharing = (
        select(ArticleBlock.article_id)
        .join(Segment, Segment.block_id == ArticleBlock.id)
        .join(Article, Article.id == ArticleBlock.article_id)
        .where(is_possible, or_(is_named, Article.id.in_(same_slug)), Segment.digest.in_(_digests(document)))
        .group_by(ArticleBlock.article_id)
        .order_by(func.count().desc(), ArticleBlock.article_id)
    )
    entitled = (
        select(Article.id)
        .join(ArticleTranslation, ArticleTranslation.article_id == Article.id)
        .where(is_possible, is_named, _has_title_of(document))
        .order_by(Article.id)
    )
    for query in (sharing, entitled):
        found = [each for each in await session.scalars(query) if each not in origin.written]
        if found:
            return found[0]
    return None


def _has_title_of(document: ImportedDocument) -> ColumnElement[bool]:
    return or_(
        *(
            and_(ArticleTranslation.locale == locale, ArticleTranslation.title == title.text)
            for locale, title in document.titles.items()
        )
    )


def _original_slugs(document: ImportedDocument) -> list[str]:
    title = document.titles.get(document.original_locale)
    slug = slugify(title.text) if title else ""
    return [slug_key(slug)] if slug else []


def _digests(document: ImportedDocument) -> list[str]:
    """Of the paragraphs that say something: three asterisks are in many documents."""
    texts = {paragraph.text for row in document.rows for paragraph in row.values()}
    return [digest(text) for text in sorted(texts) if dominant_script(text)[0] != UNKNOWN_SCRIPT]
