"""A text -> the document that stands in it. Pure: the same text and site give the same document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from server.importing.comment_line import without_comment_line
from server.importing.document import ImportedDocument, Paragraph, Texts
from server.importing.guesses import review_guesses
from server.importing.lines import content_digest, paragraphs
from server.importing.outline import Outline, outline
from server.importing.refusal import ImportRefused
from server.importing.review import review_pairs, review_texts, review_truncation
from server.importing.rows import rows
from server.importing.sides import Line, Reader
from server.importing.structure import review_structure
from server.importing.tongues import likely, locales_of
from server.importing.warnings import DocumentWarning, WarningCode, in_order


def parse_document(
    text: str, *, site_locales: Sequence[str], original: str | None = None
) -> ImportedDocument:
    """`original` overrides the language of the first title. Raises ImportRefused."""
    found, counted = without_comment_line(paragraphs(text))
    if not found:
        raise ImportRefused("There is nothing in it but a line that counts comments.")
    reader = Reader(found)
    drawn = outline(found, reader)
    locales = locales_of(_by_side(drawn), site_locales=site_locales, original=original, reader=reader)
    body = rows(drawn.body, sides=list(locales), shape=drawn.shape)
    document = ImportedDocument(
        locales=tuple(locales.values()),
        original_locale=next(iter(locales.values())),
        category=_category(drawn, locales, site_locales, reader),
        titles=_texts(drawn.titles, locales),
        captions=_texts(drawn.captions, locales),
        rows=tuple(_texts(row.values(), locales) for row in body),
        layout=drawn.shape.layout,
        comment_count=max((count for _, count in counted), default=None),
        digest=content_digest(found),
        warnings=(),
    )
    warnings = chain(
        review_guesses(drawn, locales=locales, reader=reader, is_original_given=original is not None),
        review_structure(document, site_locales),
        _review_texts(document),
        _review_comments(counted),
    )
    return replace(document, warnings=in_order(warnings))


def _by_side(drawn: Outline) -> dict[str, str]:
    lines = [*drawn.titles, *drawn.below]
    sides = dict.fromkeys([drawn.titles[0].side, *drawn.sides])
    return {side: "\n".join(line.paragraph.text for line in lines if line.side == side) for side in sides}


def _texts(lines: Iterable[Line], locales: Mapping[str, str]) -> Texts:
    """By locale, in the document's order of locales."""
    texts = {locales[line.side]: line.paragraph for line in lines}
    return {locale: texts[locale] for locale in locales.values() if locale in texts}


def _category(drawn: Outline, locales: Mapping[str, str], site: Sequence[str], reader: Reader) -> Texts:
    """Its language may be one that the document has not got."""
    names: dict[str, Paragraph] = {}
    for name in drawn.head.category:
        reading = reader.read(name.text)
        side = reading.script if reading.has_letters else drawn.titles[0].side
        names[locales.get(side) or likely(side, name.text, site)] = name
    return names


def _review_texts(document: ImportedDocument) -> Iterator[DocumentWarning]:
    for locale in document.locales:
        head = [texts[locale] for texts in (document.titles, document.captions) if locale in texts]
        for paragraph in head:
            yield from review_texts([paragraph])
        yield from review_texts(document.body(locale))
    yield from review_truncation(document.rows)
    yield from review_pairs((document.captions, *document.rows), document.original_locale)


def _review_comments(counted: Sequence[tuple[Paragraph, int]]) -> Iterator[DocumentWarning]:
    for line, count in counted:
        if count:
            message = f"The file counts comments ({count}) and has none of them: none is imported."
            yield DocumentWarning(WarningCode.COMMENTS_NOT_INCLUDED, line.line, message)
