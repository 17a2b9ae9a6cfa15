"""What was not told by the file and had to be guessed from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.importing.document import Layout
from server.importing.outline import Outline
from server.importing.sides import Line, Reader
from server.importing.warnings import DocumentWarning, WarningCode


def review_guesses(
    found: Outline, *, locales: Mapping[str, str], reader: Reader, is_original_given: bool
) -> Iterator[DocumentWarning]:
    """`locales`: by side."""
    for line in (*found.titles, *found.below):
        if not line.is_certain:
            yield _uncertain(line, locales[line.side], reader)
    if found.head.is_guessed:
        category = found.head.category[0]
        message = f"{category.text!r} is taken for the category, as it is short and a title follows."
        yield DocumentWarning(WarningCode.CATEGORY_GUESSED, category.line, message)
    if len(found.sides) > 1 and not is_original_given:
        title = found.titles[0]
        original = locales[title.side]
        message = f"The file does not say which language is the original; its first title is in {original}."
        yield DocumentWarning(WarningCode.ORIGINAL_GUESSED, title.paragraph.line, message)
    if found.shape.irregularity:
        yield DocumentWarning(WarningCode.IRREGULAR_LAYOUT, found.body[0].paragraph.line, _irregular(found))


def _irregular(found: Outline) -> str:
    if found.shape.layout is Layout.BLOCKS:
        return "The languages stand in more than one block each: check which paragraphs were paired."
    return "The languages do not take turns throughout: check which paragraphs were paired."


def _uncertain(line: Line, locale: str, reader: Reader) -> DocumentWarning:
    reading = reader.read(line.paragraph.text)
    if not reading.has_letters:
        message = f"It has no letters; taken for {locale} by place."
    elif reading.script != line.side:
        message = f"Its script ({reading.script}) is that of no language here; taken for {locale} by place."
    else:
        message = (
            f"Only {reading.share:.0%} of its letters are in the script of {locale}; taken for {locale}."
        )
    return DocumentWarning(WarningCode.UNCERTAIN_LANGUAGE, line.paragraph.line, message)
