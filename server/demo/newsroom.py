"""The demo's authors, terms, images and articles, stored as an editor would have done it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from server.demo.records import (
    IMAGE_HEIGHT,
    IMAGE_WIDTH,
    DemoArticle,
    DemoAuthor,
    DemoBlock,
    DemoContent,
    DemoImage,
    DemoTerm,
    DemoTranslation,
)
from server.demo.story import moment
from server.models import ArticleTranslation, TranslationStatus
from server.services.articles import create_article
from server.services.drafts import ArticleDraft, BlockDraft, TranslationDraft
from server.services.images import create_image
from server.services.names import ensure_author, ensure_category, ensure_tag
from server.services.publishing import publish
from server.text.fallback import Chains

EnsureTerm = Callable[..., Awaitable[UUID]]

LAST_SAVED = timedelta(hours=2)
"""How long ago an article was saved that is not published yet."""


@dataclass(frozen=True, slots=True)
class Loading:
    """What every step needs. `editor_id` is the person who publishes."""

    session: AsyncSession
    chains: Chains
    now: datetime
    editor_id: UUID


@dataclass(frozen=True, slots=True)
class Names:
    """Ids by slug, of images by key."""

    authors: dict[str, UUID]
    categories: dict[str, UUID]
    tags: dict[str, UUID]
    images: dict[str, UUID]


async def load_names(loading: Loading, content: DemoContent) -> Names:
    return Names(
        authors={each.slug: await _author(loading, each) for each in content.authors},
        categories={each.slug: await _term(loading, ensure_category, each) for each in content.categories},
        tags={each.slug: await _term(loading, ensure_tag, each) for each in content.tags},
        images={each.key: await _image(loading, each) for each in content.images},
    )


async def load_articles(loading: Loading, articles: Iterable[DemoArticle], names: Names) -> dict[str, UUID]:
    """Their ids by key. The oldest is stored first, so that ids rise with time, and drafts last."""
    in_order = sorted(articles, key=lambda article: -(article.published_hours_ago or 0))
    return {article.key: await _article(loading, article, names) for article in in_order}


# ── names ───────────────────────────────────────────────────────────────────────────────────────


async def _author(loading: Loading, author: DemoAuthor) -> UUID:
    return await ensure_author(
        loading.session,
        slug=author.slug,
        names=author.names,
        bios=author.bios,
        original_locale=next(iter(author.names)),
        default_locale=loading.chains.default_locale,
    )


async def _term(loading: Loading, ensure: EnsureTerm, term: DemoTerm) -> UUID:
    return await ensure(
        loading.session,
        slug=term.slug,
        names=term.names,
        original_locale=next(iter(term.names)),
        default_locale=loading.chains.default_locale,
    )


async def _image(loading: Loading, image: DemoImage) -> UUID:
    return await create_image(
        loading.session,
        url=image.url,
        width=IMAGE_WIDTH,
        height=IMAGE_HEIGHT,
        credit=image.credit,
        texts={locale: (alt, image.captions[locale]) for locale, alt in image.alts.items()},
        original_locale=next(iter(image.alts)),
    )


# ── articles ────────────────────────────────────────────────────────────────────────────────────


async def _article(loading: Loading, article: DemoArticle, names: Names) -> UUID:
    hours_ago = article.published_hours_ago
    saved_at = loading.now - LAST_SAVED if hours_ago is None else moment(hours_ago, loading.now)
    article_id = await create_article(
        loading.session, _draft(article, names), now=saved_at, chains=loading.chains
    )
    published = [each for each in article.translations.values() if each.published_hours_ago is not None]
    for translation in sorted(published, key=lambda each: -(each.published_hours_ago or 0)):
        await _publish(loading, article_id, translation)
    for translation in article.translations.values():
        if translation.status is TranslationStatus.IN_REVIEW:
            await _send_to_review(loading, article_id, translation)
    return article_id


def _draft(article: DemoArticle, names: Names) -> ArticleDraft:
    return ArticleDraft(
        original_locale=article.original,
        translations={
            locale: TranslationDraft(
                title=each.title,
                summary=each.summary,
                slug=each.slug,
                translators=tuple(names.authors[slug] for slug in each.translators),
            )
            for locale, each in article.translations.items()
        },
        blocks=tuple(_block(block) for block in article.blocks),
        category_id=names.categories[article.category],
        author_ids=tuple(names.authors[slug] for slug in article.authors),
        tag_ids=tuple(names.tags[slug] for slug in article.tags),
        lead_image_id=names.images[article.image],
    )


def _block(block: DemoBlock) -> BlockDraft:
    return BlockDraft(
        kind=block.kind,
        texts={locale: segment.text for locale, segment in block.segments.items()},
        outdated=frozenset(locale for locale, segment in block.segments.items() if segment.is_outdated),
    )


async def _publish(loading: Loading, article_id: UUID, translation: DemoTranslation) -> None:
    at = moment(translation.published_hours_ago or 0, loading.now)
    await publish(
        loading.session,
        article_id=article_id,
        locale=translation.locale,
        at=at,
        now=at,
        chains=loading.chains,
        actor_id=loading.editor_id,
    )


async def _send_to_review(loading: Loading, article_id: UUID, translation: DemoTranslation) -> None:
    await loading.session.execute(
        update(ArticleTranslation)
        .where(ArticleTranslation.article_id == article_id, ArticleTranslation.locale == translation.locale)
        .values(status=TranslationStatus.IN_REVIEW)
    )
