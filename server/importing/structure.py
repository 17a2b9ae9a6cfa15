"""What a document lacks: translations, an image's file, languages that the site lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from server.importing.document import ImportedDocument, Paragraph
from server.importing.warnings import DocumentWarning, WarningCode


def review_structure(document: ImportedDocument, site_locales: Sequence[str]) -> Iterator[DocumentWarning]:
    yield from _unlisted(document, site_locales)
    yield from _untranslated_head(document)
    yield from _untranslated_body(document)
    if document.captions:
        line = min(caption.line for caption in document.captions.values())
        message = "The file has captions and no image: the article's lead image has no address."
        yield DocumentWarning(WarningCode.CAPTION_WITHOUT_IMAGE, line, message)


def _unlisted(document: ImportedDocument, site_locales: Sequence[str]) -> Iterator[DocumentWarning]:
    for locale in document.locales:
        if locale not in site_locales:
            message = f"The text in {locale} is in a language that the site does not list (GALLEY_LOCALES)."
            yield DocumentWarning(WarningCode.LOCALE_NOT_LISTED, _first(document, locale).line, message)


def _untranslated_head(document: ImportedDocument) -> Iterator[DocumentWarning]:
    for locale in document.locales:
        if document.category and locale not in document.category:
            name = next(iter(document.category.values()))
            message = f"The category {name.text!r} has no name in {locale}."
            yield DocumentWarning(WarningCode.CATEGORY_NOT_TRANSLATED, name.line, message)
        if locale not in document.titles:
            title = next(iter(document.titles.values()))
            message = f"There is no title in {locale}; this one stands there until somebody writes it."
            yield DocumentWarning(WarningCode.TITLE_NOT_TRANSLATED, title.line, message)


def _untranslated_body(document: ImportedDocument) -> Iterator[DocumentWarning]:
    present = {locale for row in document.rows for locale in row}
    for locale in document.locales:
        if locale not in present:
            line = _first(document, locale).line
            message = f"There is a title in {locale} and no paragraph below it."
            yield DocumentWarning(WarningCode.BODY_NOT_TRANSLATED, line, message)
            continue
        for row in document.rows:
            if locale not in row:
                line = next(iter(row.values())).line
                message = f"This paragraph has no counterpart in {locale}."
                yield DocumentWarning(WarningCode.MISSING_SEGMENT, line, message)


def _first(document: ImportedDocument, locale: str) -> Paragraph:
    parts = (document.titles, document.captions, *document.rows)
    return next(part[locale] for part in parts if locale in part)
