"""A document -> an article: a new one, or the one that it was imported as before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.importing.belongings import touch, write_category, write_lead_image
from server.importing.document import ImportedDocument
from server.importing.drafting import Present, article_draft, publishable
from server.importing.identity import Origin, find_known
from server.importing.options import ImportOptions
from server.importing.refusal import ImportRefused
from server.importing.warnings import DocumentWarning, WarningCode, in_order
from server.models import Article, ArticleTranslation
from server.services.articles import create_article, update_article_text
from server.services.audit import record
from server.services.publishing import publish
from server.text.fallback import Chains


class Action(StrEnum):
    """What became of a file."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    UNCHANGED = "UNCHANGED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Stored:
    """`article_id` None: it would be a new one."""

    action: Action
    document: ImportedDocument
    article_id: UUID | None


Parse = Callable[[str | None], ImportedDocument]
"""Reads the document with that language as its original, or with None as the file tells it."""


async def import_document(
    session: AsyncSession,
    parse: Parse,
    origin: Origin,
    options: ImportOptions,
    *,
    now: datetime,
    chains: Chains,
) -> Stored:
    """Writes in the caller's transaction; nothing on a dry run or where the article is of this very text.

    Raises ImportRefused for what is no document or cannot go on with the article it was, UserError as the services.
    """
    document = parse(options.original)
    known = await find_known(session, document, origin)
    if known is None:
        article_id = None
        if not options.is_dry_run:
            article_id = await _create(session, document, origin, options, now=now, chains=chains)
        return Stored(Action.CREATED, document, article_id)
    article = await session.get_one(Article, known.article_id)
    document = _as_stored(document, article, parse, options, is_unchanged=known.is_unchanged)
    if known.is_unchanged and not known.has_new_source:
        return Stored(Action.UNCHANGED, document, article.id)
    if not options.is_dry_run:
        if known.is_unchanged:  # what editors have changed since is theirs
            article.source_url = origin.source_url
        else:
            await _update(session, document, origin, article, now=now, chains=chains)
    return Stored(Action.UPDATED, document, article.id)


async def _create(
    session: AsyncSession,
    document: ImportedDocument,
    origin: Origin,
    options: ImportOptions,
    *,
    now: datetime,
    chains: Chains,
) -> UUID:
    category_id = await write_category(session, document, default_locale=chains.default_locale)
    lead_image_id, _ = await write_lead_image(session, document, None)
    draft = article_draft(document, origin, Present(), category_id=category_id, lead_image_id=lead_image_id)
    article_id = await create_article(session, draft, now=now, chains=chains)
    await _record(session, article_id, before=None, after=document.digest, now=now)
    if options.is_published or options.published_at is not None:
        at = options.published_at or now
        for locale in publishable(document):
            await publish(session, article_id=article_id, locale=locale, at=at, now=now, chains=chains)
    return article_id


async def _update(
    session: AsyncSession,
    document: ImportedDocument,
    origin: Origin,
    article: Article,
    *,
    now: datetime,
    chains: Chains,
) -> None:
    """Text, captions and category become the document's; what it does not say stays."""
    before = article.content_digest
    category_id = await write_category(session, document, default_locale=chains.default_locale)
    lead_image_id, has_new_captions = await write_lead_image(session, document, article.lead_image_id)
    draft = article_draft(
        document,
        origin,
        await _present(session, article.id),
        category_id=category_id,
        lead_image_id=lead_image_id,
    )
    await update_article_text(session, article.id, draft, now=now, chains=chains)
    if has_new_captions:
        await touch(session, article.id, now=now)
    await _record(session, article.id, before=before, after=document.digest, now=now)


async def _present(session: AsyncSession, article_id: UUID) -> Present:
    rows = await session.execute(
        select(ArticleTranslation.locale, ArticleTranslation.title, ArticleTranslation.summary).where(
            ArticleTranslation.article_id == article_id
        )
    )
    texts = rows.all()
    return Present(
        titles={locale: title for locale, title, _ in texts},
        summaries={locale: summary for locale, _, summary in texts},
        is_new=False,
    )


def _as_stored(
    document: ImportedDocument, article: Article, parse: Parse, options: ImportOptions, *, is_unchanged: bool
) -> ImportedDocument:
    """The document with the original that the article has, which an import does not change."""
    original = article.original_locale
    if document.original_locale == original:
        return document
    try:
        document = parse(original)
    except ImportRefused:
        if is_unchanged:
            return document
        raise ImportRefused(
            f"It belongs to article_{article.id.hex}, whose original is in {original}, and has no text in that."
        ) from None
    if options.original is None:
        return document
    message = f"The article's original is {original} and stays so; its first import said it."
    line = next(iter(document.titles.values())).line
    warning = DocumentWarning(WarningCode.ORIGINAL_KEPT, line, message)
    return replace(document, warnings=in_order([*document.warnings, warning]))


async def _record(
    session: AsyncSession, article_id: UUID, *, before: str | None, after: str, now: datetime
) -> None:
    await record(
        session,
        action="article.import",
        subject=("article", article_id),
        actor_id=None,
        before=before,
        after=after,
        at=now,
    )
