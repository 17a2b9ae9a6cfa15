"""What is seen of an article in each of the site's locales: kept in rows, so that lists sort by an index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import Article, ArticleTranslation, Audience, ServedTranslation, TranslationStatus
from server.services.order_keys import order_key
from server.text.fallback import ORIGINAL, Chains

ARTICLES_AT_ONCE = 500
"""Articles in one statement: well inside the 32,766 parameters that either database takes."""

Served = dict[tuple[str, Audience], tuple[UUID, str]]
"""By locale and audience: the translation, and the key of its title."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: UUID
    title: str
    is_published: bool


async def rewrite_served(session: AsyncSession, article_ids: Iterable[UUID], chains: Chains) -> int:
    """Writes what readers and staff see of these articles, and returns for how many of them it has changed.

    Locks the articles, so that two transactions that publish translations of one see each other's.
    """
    ids = sorted(set(article_ids))
    return sum([await _rewrite(session, batch, chains) for batch in _batches(ids)])


async def rewrite_all_served(session: AsyncSession, chains: Chains) -> int:
    """As `rewrite_served`, for every article of the site."""
    changed, last = 0, UUID(int=0)
    while True:
        query = select(Article.id).where(Article.id > last).order_by(Article.id).limit(ARTICLES_AT_ONCE)
        batch = (await session.scalars(query)).all()
        if not batch:
            return changed
        changed, last = changed + await _rewrite(session, batch, chains), batch[-1]


def _batches(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), ARTICLES_AT_ONCE):
        yield ids[start : start + ARTICLES_AT_ONCE]


async def _rewrite(session: AsyncSession, ids: Sequence[UUID], chains: Chains) -> int:
    wanted = await _wanted(session, ids, chains)
    present = await _present(session, ids)
    changed = [article_id for article_id in ids if wanted.get(article_id, {}) != present[article_id]]
    if changed:
        await session.execute(delete(ServedTranslation).where(ServedTranslation.article_id.in_(changed)))
        rows = [row for article_id in changed for row in _rows(article_id, wanted.get(article_id, {}))]
        if rows:
            await session.execute(insert(ServedTranslation), rows)
    return len(changed)


async def _wanted(session: AsyncSession, ids: Sequence[UUID], chains: Chains) -> dict[UUID, Served]:
    articles = await session.execute(
        select(Article.id, Article.original_locale)
        .where(Article.id.in_(ids))
        .order_by(Article.id)
        .with_for_update(key_share=True)
    )
    originals = {row.id: row.original_locale for row in articles}
    candidates = await _candidates(session, ids)
    return {
        article_id: _served(candidates[article_id], original, chains)
        for article_id, original in originals.items()
    }


async def _candidates(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, dict[str, _Candidate]]:
    rows = await session.execute(
        select(
            ArticleTranslation.article_id,
            ArticleTranslation.locale,
            ArticleTranslation.id,
            ArticleTranslation.title,
            ArticleTranslation.status,
        ).where(ArticleTranslation.article_id.in_(ids))
    )
    found: dict[UUID, dict[str, _Candidate]] = defaultdict(dict)
    for article_id, locale, translation_id, title, status in rows:
        is_published = status is TranslationStatus.PUBLISHED
        found[article_id][locale] = _Candidate(translation_id, title, is_published)
    return found


def _served(candidates: dict[str, _Candidate], original: str, chains: Chains) -> Served:
    """The first of each locale's chain that exists: of the published for readers, of all for staff."""
    published = {locale: each for locale, each in candidates.items() if each.is_published}
    served: Served = {}
    for locale in chains.fallbacks:
        chain = [original if each == ORIGINAL else each for each in chains.chain(locale)]
        for audience, visible in ((Audience.READERS, published), (Audience.STAFF, candidates)):
            first = next((visible[each] for each in chain if each in visible), None)
            if first is not None:
                served[locale, audience] = first.id, order_key(first.title)
    return served


async def _present(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Served]:
    rows = await session.execute(
        select(
            ServedTranslation.article_id,
            ServedTranslation.locale,
            ServedTranslation.audience,
            ServedTranslation.translation_id,
            ServedTranslation.title_key,
        ).where(ServedTranslation.article_id.in_(ids))
    )
    found: dict[UUID, Served] = defaultdict(dict)
    for article_id, locale, audience, translation_id, title_key in rows:
        found[article_id][locale, audience] = translation_id, title_key
    return found


def _rows(article_id: UUID, served: Served) -> Iterator[dict[str, Any]]:
    for (locale, audience), (translation_id, title_key) in served.items():
        yield {
            "article_id": article_id,
            "locale": locale,
            "audience": audience,
            "translation_id": translation_id,
            "title_key": title_key,
        }
