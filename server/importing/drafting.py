"""A document as the draft of an article. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from server.importing.document import ImportedDocument
from server.importing.identity import Origin, external_id
from server.models import BlockKind
from server.services.articles import ArticleDraft, BlockDraft, TranslationDraft


@dataclass(frozen=True, slots=True)
class Present:
    """What a stored article has that its document does not say: titles and summaries by locale."""

    titles: Mapping[str, str] = field(default_factory=dict)
    summaries: Mapping[str, str | None] = field(default_factory=dict)
    is_new: bool = True


def article_draft(
    document: ImportedDocument,
    origin: Origin,
    present: Present,
    *,
    category_id: UUID | None,
    lead_image_id: UUID | None,
) -> ArticleDraft:
    """The external id is of the first import and stays."""
    return ArticleDraft(
        original_locale=document.original_locale,
        translations={
            locale: TranslationDraft(
                title=_title(document, present, locale), summary=present.summaries.get(locale)
            )
            for locale in document.locales
        },
        blocks=tuple(
            BlockDraft(BlockKind.PARAGRAPH, {locale: paragraph.text for locale, paragraph in row.items()})
            for row in document.rows
        ),
        category_id=category_id,
        lead_image_id=lead_image_id,
        external_id=external_id(document, origin.source_url) if present.is_new else None,
        source_url=origin.source_url,
        import_name=origin.name,
        content_digest=document.digest,
    )


def publishable(document: ImportedDocument) -> list[str]:
    """Locales with a title of their own and text below it; the others stay drafts."""
    with_text = {locale for row in document.rows for locale in row}
    return [locale for locale in document.locales if locale in document.titles and locale in with_text]


def _title(document: ImportedDocument, present: Present, locale: str) -> str:
    """Its own, else the one that somebody has written since, else the original's, else any."""
    own = document.titles.get(locale)
    if own is not None:
        return own.text
    fallback = document.titles.get(document.original_locale) or next(iter(document.titles.values()))
    return present.titles.get(locale) or fallback.text
