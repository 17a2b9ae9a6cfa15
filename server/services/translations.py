"""An article's translations: title, summary, slug and credits, and the version that every change raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import ArticleTranslation, TranslationCredit
from server.models.types import to_milliseconds, uuid7
from server.services.drafts import ArticleDraft, TranslationDraft
from server.services.slugs import chosen_slug, claim_slug, is_made_from, remember_slug, title_slug
from server.services.stored import StoredArticle
from server.text.normal import digest
from server.text.scripts import direction
from server.text.slugs import slug_key


async def write_translations(
    session: AsyncSession,
    stored: StoredArticle,
    draft: ArticleDraft,
    *,
    bodies: AbstractSet[str],
    now: datetime,
) -> bool:
    """Stores the draft's titles, summaries, slugs and credits; the bodies of these locales have changed.

    Raises the version of each translation that changed, also where it only lost a block. True where any did.
    """
    now = to_milliseconds(now)
    slugs = await _claim_slugs(session, stored, draft)
    changed = set(bodies)
    for locale, wanted in draft.translations.items():
        translation = stored.translations.get(locale) or _new_translation(stored.article.id, locale, now)
        session.add(translation)
        has_new_slug = translation.slug != slugs[locale]
        if _set_text(translation, wanted, slug=slugs[locale], source=_source(draft, locale)):
            changed.add(locale)
        await session.flush()
        if has_new_slug:
            await remember_slug(session, translation_id=translation.id, slug=translation.slug, now=now)
        before = stored.credits.get(translation.id, ())
        if await _write_credits(session, translation.id, before, wanted.translators):
            changed.add(locale)
    await _raise_versions(session, stored.translations, changed, now)
    return bool(changed)


def title_digest(draft: TranslationDraft) -> str:
    """Of title and summary, the part of a translation that is no block."""
    return digest(f"{draft.title}\0{draft.summary or ''}")


def _source(draft: ArticleDraft, locale: str) -> str | None:
    """The digest of what this title translates; None for the original."""
    original = draft.original_locale
    return None if locale == original else title_digest(draft.translations[original])


def _new_translation(article_id: UUID, locale: str, now: datetime) -> ArticleTranslation:
    return ArticleTranslation(
        id=uuid7(),
        article_id=article_id,
        locale=locale,
        direction=direction(locale),
        version=1,
        created_at=now,
        updated_at=now,
    )


def _set_text(
    translation: ArticleTranslation, wanted: TranslationDraft, *, slug: str, source: str | None
) -> bool:
    """True where something is new. A title that did not change still translates what it did before."""
    own = title_digest(wanted)
    is_same = translation.digest == own
    if is_same and translation.slug == slug:
        return False
    if not is_same:
        translation.title, translation.summary = wanted.title, wanted.summary
        translation.digest, translation.source_digest = own, source
    translation.slug = slug
    return True


async def _raise_versions(
    session: AsyncSession, present: Mapping[str, ArticleTranslation], changed: AbstractSet[str], now: datetime
) -> None:
    for locale in changed & present.keys():
        present[locale].version += 1
        present[locale].updated_at = now
    await session.flush()


# ── slugs ───────────────────────────────────────────────────────────────────────────────────────


async def _claim_slugs(session: AsyncSession, stored: StoredArticle, draft: ArticleDraft) -> dict[str, str]:
    """Each translation's slug by locale. They are claimed in the order of their keys: of two
    transactions that want the same ones, only one waits."""
    article_id = stored.article.id
    slugs: dict[str, str] = {}
    claims: list[tuple[str, str, TranslationDraft]] = []
    for locale, wanted in draft.translations.items():
        kept = _kept_slug(stored.translations.get(locale), wanted)
        if kept is not None:
            slugs[locale] = kept
        else:
            slug = chosen_slug(wanted.slug) if wanted.slug else title_slug(wanted.title, article_id)
            claims.append((slug_key(slug), locale, wanted))
    for _key, locale, wanted in sorted(claims, key=lambda claim: claim[:2]):
        slugs[locale] = await claim_slug(
            session,
            article_id=article_id,
            wanted=wanted.slug or wanted.title,
            is_from_title=not wanted.slug,
        )
    return slugs


def _kept_slug(translation: ArticleTranslation | None, wanted: TranslationDraft) -> str | None:
    """The present slug, unless another was chosen, or it was made from a title that is no longer the same."""
    if translation is None:
        return None
    if wanted.slug:
        return translation.slug if chosen_slug(wanted.slug) == translation.slug else None
    is_made = is_made_from(translation.slug, translation.title, translation.article_id)
    return None if is_made and wanted.title != translation.title else translation.slug


# ── credits ─────────────────────────────────────────────────────────────────────────────────────


async def _write_credits(
    session: AsyncSession, translation_id: UUID, before: Sequence[UUID], wanted: Sequence[UUID]
) -> bool:
    """In order and without repeats. None at all leaves the present ones."""
    ids = tuple(dict.fromkeys(wanted))
    if not ids or ids == tuple(before):
        return False
    if before:
        await session.execute(
            delete(TranslationCredit).where(TranslationCredit.translation_id == translation_id)
        )
    rows = [
        {"translation_id": translation_id, "position": at, "author_id": each} for at, each in enumerate(ids)
    ]
    await session.execute(insert(TranslationCredit), rows)
    return True
