"""Publishing: what readers see from when on. Every act is in the audit log and in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import regex
from sqlalchemy import ColumnElement, case, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import ErrorCode, UserError
from server.models import Article, ArticleSlug, ArticleTranslation, TranslationStatus
from server.models.types import format_instant, to_milliseconds
from server.services.audience import lock_article
from server.services.audit import record
from server.services.outbox import announce
from server.services.served import rewrite_served
from server.text.fallback import Chains
from server.text.normal import is_storable
from server.text.slugs import slug_key

DUE_AT_ONCE = 500
"""Articles whose time has come, in one statement."""

_HEX = (8, 4, 4, 4, 12)
_ID = regex.compile("(?:article_)?" + "-?".join(f"([0-9a-fA-F]{{{length}}})" for length in _HEX))


async def find_article(session: AsyncSession, slug_or_id: str) -> UUID | None:
    """By id (article_0190..., or the bare UUID) or by any slug it has or had; None where nothing is found."""
    text = slug_or_id.strip()
    if not is_storable(text):
        return None
    present = select(Article.id).where(Article.deleted_at.is_(None))
    if match := _ID.fullmatch(text):
        found = await session.scalar(present.where(Article.id == UUID("".join(match.groups()))))
        if found is not None:
            return found
    by_slug = present.join(ArticleSlug, ArticleSlug.article_id == Article.id)
    return await session.scalar(by_slug.where(ArticleSlug.slug == slug_key(text)))


async def publish(
    session: AsyncSession,
    *,
    article_id: UUID,
    locale: str | None,
    at: datetime,
    now: datetime,
    chains: Chains,
    actor_id: UUID | None = None,
) -> bool:
    """Makes a translation, or with `locale` None every one, public as of `at`, or schedules it for then.

    What was public before keeps its first moment. False where there was nothing to do: what is public already
    stays as it is. Raises UserError: NOT_FOUND for no such article, UNKNOWN_LOCALE for no such translation.
    """
    at = to_milliseconds(at)
    drafts = [
        each
        for each in await _translations(session, article_id, locale)
        if each.status is not TranslationStatus.PUBLISHED and each.scheduled_for != at
    ]
    if not drafts:
        return False
    before = [_state(each) for each in drafts]
    for each in drafts:
        if at > to_milliseconds(now):
            each.scheduled_for = at
        else:
            each.status, each.scheduled_for = TranslationStatus.PUBLISHED, None
            each.published_at = each.published_at or at
    await session.flush()
    await _record(session, "article.publish", drafts, before, actor_id=actor_id, now=now)
    if at <= to_milliseconds(now):
        await _settle(session, [article_id], chains)
        await _announce(session, "article.published", drafts, now=now)
    return True


async def unpublish(
    session: AsyncSession,
    *,
    article_id: UUID,
    locale: str | None,
    now: datetime,
    chains: Chains,
    actor_id: UUID | None = None,
) -> bool:
    """Makes a translation, or with `locale` None every one, a draft again; what is scheduled is so no longer.

    The moments of first publication stay. False where there was nothing to do. Raises as `publish` does.
    """
    public = [
        each
        for each in await _translations(session, article_id, locale)
        if each.status is TranslationStatus.PUBLISHED or each.scheduled_for is not None
    ]
    if not public:
        return False
    before = [_state(each) for each in public]
    hidden = [each for each in public if each.status is TranslationStatus.PUBLISHED]
    for each in public:
        each.scheduled_for = None
    for each in hidden:
        each.status = TranslationStatus.DRAFT
    await session.flush()
    await _record(session, "article.unpublish", public, before, actor_id=actor_id, now=now)
    if hidden:
        await _settle(session, [article_id], chains)
        await _announce(session, "article.unpublished", hidden, now=now)
    return True


async def publish_due(session: AsyncSession, now: datetime, chains: Chains) -> int:
    """Publishes every translation whose time has come, as of that time, and returns how many those were.

    Any number of processes may call this at once: each translation is published by one of them. Articles that
    somebody else is changing are left for the next call.
    """
    published = 0
    while article_ids := await _lock_due(session, now):
        rows = await session.scalars(
            update(ArticleTranslation)
            .where(ArticleTranslation.article_id.in_(article_ids), *_is_due(now))
            .values(
                status=TranslationStatus.PUBLISHED,
                published_at=func.coalesce(ArticleTranslation.published_at, ArticleTranslation.scheduled_for),
                scheduled_for=None,
            )
            .returning(ArticleTranslation)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
        translations = rows.all()
        await _settle(session, article_ids, chains)
        for article_id in article_ids:
            own = [each for each in translations if each.article_id == article_id]
            before = [f"{each.locale} SCHEDULED" for each in own]
            await _record(session, "article.publish", own, before, actor_id=None, now=now)
            await _announce(session, "article.published", own, now=now)
        published += len(translations)
    return published


# ── reading ─────────────────────────────────────────────────────────────────────────────────────


async def _translations(
    session: AsyncSession, article_id: UUID, locale: str | None
) -> Sequence[ArticleTranslation]:
    """One translation or all, by tag; the article is locked."""
    article = await lock_article(session, article_id)
    if article is None or article.deleted_at is not None:
        raise UserError(ErrorCode.NOT_FOUND, "There is no such article.", ("input", "articleId"))
    rows = await session.scalars(
        select(ArticleTranslation)
        .where(ArticleTranslation.article_id == article_id)
        .order_by(ArticleTranslation.locale)
        .execution_options(populate_existing=True)
    )
    found = rows.all()
    wanted = [each for each in found if locale in (None, each.locale)]
    if not wanted:
        present = ", ".join(each.locale for each in found)
        raise UserError(
            ErrorCode.UNKNOWN_LOCALE,
            f"The article has no translation in {locale}; it has {present}.",
            ("input", "locale"),
        )
    return wanted


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        ArticleTranslation.scheduled_for <= now,
        ArticleTranslation.status != TranslationStatus.PUBLISHED,
    )


async def _lock_due(session: AsyncSession, now: datetime) -> Sequence[UUID]:
    """The article first, then its translations: the order in which everybody locks."""
    is_due = exists().where(ArticleTranslation.article_id == Article.id, *_is_due(now))
    rows = await session.scalars(
        select(Article.id)
        .where(Article.deleted_at.is_(None), is_due)
        .order_by(Article.id)
        .limit(DUE_AT_ONCE)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return rows.all()


# ── writing ─────────────────────────────────────────────────────────────────────────────────────


async def _settle(session: AsyncSession, article_ids: Sequence[UUID], chains: Chains) -> None:
    """What follows from the states of translations: is the article public, since when, what is served."""
    public = (ArticleTranslation.article_id == Article.id) & (
        ArticleTranslation.status == TranslationStatus.PUBLISHED
    )
    first = select(func.min(ArticleTranslation.published_at)).where(public).scalar_subquery()
    is_earlier = Article.published_at.is_(None) | (Article.published_at > first)
    await session.execute(
        update(Article)
        .where(Article.id.in_(article_ids))
        .values(
            is_public=exists().where(public) & Article.deleted_at.is_(None),
            published_at=case((is_earlier, first), else_=Article.published_at),
        )
        .execution_options(synchronize_session=False)
    )
    await rewrite_served(session, article_ids, chains)


def _state(translation: ArticleTranslation) -> str:
    """For the audit log: "bn DRAFT", "bn SCHEDULED 2026-11-25T06:00:00.000Z"."""
    if translation.scheduled_for is not None:
        return f"{translation.locale} SCHEDULED {format_instant(translation.scheduled_for)}"
    return f"{translation.locale} {translation.status}"


async def _record(
    session: AsyncSession,
    action: str,
    translations: Sequence[ArticleTranslation],
    before: Sequence[str],
    *,
    actor_id: UUID | None,
    now: datetime,
) -> None:
    """One entry for each translation, about its article."""
    for translation, state in zip(translations, before, strict=True):
        await record(
            session,
            action=action,
            subject=("article", translation.article_id),
            actor_id=actor_id,
            before=state,
            after=_state(translation),
            at=now,
        )


async def _announce(
    session: AsyncSession, kind: str, translations: Sequence[ArticleTranslation], *, now: datetime
) -> None:
    """One event for an article, with the translations that it is about."""
    if translations:
        ids = [each.id for each in translations]
        await announce(session, kind, {"article": translations[0].article_id, "translations": ids}, at=now)
