"""A document's text -> what an editor should look at. Nothing here changes a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from server.importing.document import Paragraph, Texts
from server.importing.measures import LIKELY_RATIO, is_likely_ratio, numbers, weight
from server.importing.quotes import Missing, quotes, starts_quoted
from server.importing.truncation import Lost, lost_parts
from server.importing.warnings import DocumentWarning, WarningCode
from server.text.normal import has_control_characters

MIN_COMPARED_WEIGHT = 60
"""Code points of an alphabet. Shorter paragraphs, such as headings, differ in length for no reason."""

_MISSING = {
    Missing.OPENING: "A quotation ends here that does not begin.",
    Missing.CLOSING: "A quotation begins here that does not end.",
    Missing.EITHER: "It has an odd number of quotation marks.",
}
_LOST = {
    Lost.BEGINNING: "It begins inside a sentence: its beginning seems to be lost. It is stored as it is.",
    Lost.END: "It ends inside a sentence: its end seems to be lost. It is stored as it is.",
}


def review_texts(texts: Sequence[Paragraph]) -> Iterator[DocumentWarning]:
    """Of paragraphs in one language, in order: quotation marks and control characters."""
    for at, paragraph in enumerate(texts):
        following = texts[at + 1].text if at + 1 < len(texts) else ""
        missing = quotes(paragraph.text).missing
        goes_on = missing is not Missing.OPENING and starts_quoted(
            following
        )  # each opens, the last one closes
        if missing is not None and not goes_on:
            yield DocumentWarning(WarningCode.UNBALANCED_QUOTES, paragraph.line, _MISSING[missing])
        if has_control_characters(paragraph.text):
            message = "It holds an invisible control character; it is stored as it is."
            yield DocumentWarning(WarningCode.CONTROL_CHARACTERS, paragraph.line, message)


def review_truncation(rows: Sequence[Texts]) -> Iterator[DocumentWarning]:
    """Also of the other languages' paragraphs in such a row: both may come from the same broken page."""
    for row, lost in zip(rows, _lost_by_row(rows), strict=True):
        for locale, part in lost.items():
            yield DocumentWarning(WarningCode.TRUNCATED_PARAGRAPH, row[locale].line, _LOST[part])
        for locale in row.keys() - lost.keys() if lost else ():
            other = next(iter(lost))
            message = (
                f"Line {row[other].line}, its counterpart in {other}, seems to have lost its "
                f"{lost[other].value.lower()}: this one may be incomplete too."
            )
            yield DocumentWarning(WarningCode.TRUNCATED_PARAGRAPH, row[locale].line, message)


def _lost_by_row(rows: Sequence[Texts]) -> list[dict[str, Lost]]:
    found: list[dict[str, Lost]] = [{} for _ in rows]
    for locale in dict.fromkeys(locale for row in rows for locale in row):
        places = [at for at, row in enumerate(rows) if locale in row]
        lost = lost_parts([rows[at][locale].text for at in places])
        for at, part in zip(places, lost, strict=True):
            if part is not None:
                found[at][locale] = part
    return found


def review_pairs(rows: Sequence[Texts], original: str) -> Iterator[DocumentWarning]:
    """Of translations beside their original: lengths, numbers, quotations."""
    for row in rows:
        source = row.get(original)
        for locale, paragraph in row.items() if source else ():
            if source is not None and locale != original:
                yield from _review_pair(source, paragraph)


def _review_pair(source: Paragraph, paragraph: Paragraph) -> Iterator[DocumentWarning]:
    lengths = weight(source.text), weight(paragraph.text)
    if max(lengths) >= MIN_COMPARED_WEIGHT and not is_likely_ratio(*lengths):
        limit = LIKELY_RATIO[1]
        message = f"It and its original on line {source.line} differ in length by more than {limit:g} times."
        yield DocumentWarning(WarningCode.LENGTHS_DIFFER, paragraph.line, message)
    ours, theirs = numbers(paragraph.text), numbers(source.text)
    if ours != theirs and ours.total() == theirs.total():  # else one language spells a number out
        message = f"Its numbers ({_listed(ours)}) are not those of line {source.line} ({_listed(theirs)})."
        yield DocumentWarning(WarningCode.NUMBERS_DIFFER, paragraph.line, message)
    here, there = quotes(paragraph.text), quotes(source.text)
    if here.missing is None and there.missing is None and here.pairs != there.pairs:
        message = f"It has {here.pairs} quotations, line {source.line} has {there.pairs}."
        yield DocumentWarning(WarningCode.QUOTE_COUNT_DIFFERS, paragraph.line, message)


def _listed(found: Mapping[str, int]) -> str:
    return ", ".join(found)
