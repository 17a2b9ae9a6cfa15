"""A text -> its paragraphs, with the numbers of their lines, and their digest."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from server.importing.document import Paragraph
from server.importing.refusal import ImportRefused
from server.text.normal import digest, nfc, strip_edges

MAX_PARAGRAPHS = 2_000
"""In all languages. Pairing takes time with their product: a second for 1,000 beside 999."""

MAX_PARAGRAPH_CHARS = 50_000
"""Code points: ten times the longest paragraph that is still read; rendering slows down beyond it."""

# str.splitlines would also end a line at U+2028 or a form feed, and shift the numbers that an editor sees.
_LINE_END = regex.compile(r"\r\n|\n|\r")


def paragraphs(text: str) -> list[Paragraph]:
    """Each line that is not empty, in NFC and without white space at its edges. Raises ImportRefused."""
    lines = (strip_edges(line) for line in _LINE_END.split(nfc(text)))
    found = [Paragraph(line, number) for number, line in enumerate(lines, start=1) if line]
    if not found:
        raise ImportRefused("It is empty. A document has a title and a text below it.")
    if len(found) > MAX_PARAGRAPHS:
        raise ImportRefused(
            f"It has {len(found):,} paragraphs, more than the {MAX_PARAGRAPHS:,} of one article. "
            "A file holds one article: split it."
        )
    for paragraph in found:
        if len(paragraph.text) > MAX_PARAGRAPH_CHARS:
            raise ImportRefused(
                f"Line {paragraph.line} has {len(paragraph.text):,} characters, more than the "
                f"{MAX_PARAGRAPH_CHARS:,} of one paragraph. Put each paragraph on a line of its own."
            )
    return found


def content_digest(found: Iterable[Paragraph]) -> str:
    """The same for the same paragraphs, whatever the line ends, the blank lines and the composition."""
    return digest("\n".join(paragraph.text for paragraph in found))
