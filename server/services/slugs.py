"""Slugs of articles: each belongs to one article for good, and the first transaction to ask gets it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import ErrorCode, UserError
from server.models import ArticleSlug, TranslationSlug
from server.services.inserting import insert_new
from server.text.normal import is_storable, nfc, strip_edges
from server.text.slugs import slug_key, slugify

FIRST_NUMBERS = 20
"""Numbered slugs that are looked at in the first statement; each further one looks at twice as many."""


async def claim_slug(session: AsyncSession, *, article_id: UUID, wanted: str, is_from_title: bool) -> str:
    """Makes a slug the article's own and returns it as it is shown. The article's row must exist.

    `wanted` is a title where `is_from_title`, else a slug that somebody chose. One that is taken by another
    article gets -2, -3 ... where it is made from a title; a chosen one raises UserError: SLUG_TAKEN, or
    INVALID for what cannot be part of an address. The article's translations may share a slug.
    """
    slug = title_slug(wanted, article_id) if is_from_title else chosen_slug(wanted)
    if await _claim(session, slug, article_id):
        return slug
    if not is_from_title:
        raise UserError(
            ErrorCode.SLUG_TAKEN, f"The slug {slug!r} belongs to another article.", ("input", "slug")
        )
    return await _numbered(session, slug, article_id)


async def remember_slug(session: AsyncSession, *, translation_id: UUID, slug: str, now: datetime) -> None:
    """Adds a claimed slug to those that the translation has had."""
    await insert_new(session, TranslationSlug, slug=slug_key(slug), translation_id=translation_id, since=now)


def title_slug(title: str, article_id: UUID) -> str:
    """A title of emoji alone gives no slug; the article's id does (its random end, as ids of one minute begin
    alike)."""
    return slugify(title) or f"article-{article_id.hex[-8:]}"


def chosen_slug(wanted: str) -> str:
    """NFC, its case kept. Raises UserError (INVALID) unless it holds words joined by single hyphens."""
    slug = nfc(strip_edges(wanted)) if is_storable(wanted) else ""
    usable = slugify(slug)
    if not usable or slug_key(usable) != slug_key(slug):
        hint = f" {usable!r} can." if usable else ""
        raise UserError(
            ErrorCode.INVALID,
            f"{slug[:80]!r} cannot be a slug: letters and digits of any script, joined by hyphens.{hint}",
            ("input", "slug"),
        )
    return slug


def is_made_from(slug: str, title: str, article_id: UUID) -> bool:
    """Whether a slug is the one that a title gives, numbered or not, and so not chosen by anybody."""
    made, number = slug_key(title_slug(title, article_id)), slug_key(slug)
    return number == made or (number.startswith(f"{made}-") and number[len(made) + 1 :].isdecimal())


async def _claim(session: AsyncSession, slug: str, article_id: UUID) -> bool:
    """True when the slug is the article's. Waits for a transaction that is about to take it."""
    if await insert_new(session, ArticleSlug, slug=slug_key(slug), article_id=article_id):
        return True
    owner = await session.scalar(select(ArticleSlug.article_id).where(ArticleSlug.slug == slug_key(slug)))
    return owner == article_id


async def _numbered(session: AsyncSession, slug: str, article_id: UUID) -> str:
    """The numbered slug that the article has already, else the first that nobody has."""
    for numbers in _number_blocks():
        names = {slug_key(f"{slug}-{number}"): f"{slug}-{number}" for number in numbers}
        rows = await session.execute(
            select(ArticleSlug.slug, ArticleSlug.article_id).where(ArticleSlug.slug.in_(names))
        )
        owners = {row.slug: row.article_id for row in rows}
        own = [name for key, name in names.items() if owners.get(key) == article_id]
        free = [name for key, name in names.items() if key not in owners]
        for name in own + free:
            if await _claim(session, name, article_id):
                return name
    raise AssertionError("numbers do not end")


def _number_blocks() -> Iterator[range]:
    start, size = 2, FIRST_NUMBERS
    while True:
        yield range(start, start + size)
        start, size = start + size, size * 2
