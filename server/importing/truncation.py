"""Paragraphs that lost their beginning or their end on the way."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import regex

from server.importing.quotes import quotes

LONG_PARAGRAPH_CHARS = 100
"""Code points. A shorter one without a full stop may be a heading or a verse."""

LONG_PARAGRAPHS = 4
"""So many long ones, all but one of which end with a mark, make the one without suspicious."""

# Scripts whose sentences begin with a capital. A first word with a capital inside is a name: iPhone, eBay.
_LOWER_CASE = regex.compile(
    r"(?=[\p{Ll}&&[\p{Latin}\p{Greek}\p{Cyrillic}\p{Armenian}]])[\p{L}--\p{Lu}]+(?![\p{L}])",
    regex.V1,
)
_AFTER_SOMETHING = regex.compile(r"[,;:.!?)\]}।॥،؛؟。、，]")
_OPEN_END = regex.compile(r"[\p{L}\p{M},،、，]$")


class Lost(StrEnum):
    BEGINNING = "BEGINNING"
    END = "END"


def lost_parts(texts: Sequence[str]) -> list[Lost | None]:
    """What each paragraph of one language seems to have lost."""
    lower = [_LOWER_CASE.match(text) is not None for text in texts]
    is_habit = 2 * sum(lower) > len(texts)
    cut = _cut_off(texts)
    return [
        Lost.BEGINNING
        if (is_lower and not is_habit) or _begins_inside(text)
        else (Lost.END if at == cut else None)
        for at, (text, is_lower) in enumerate(zip(texts, lower, strict=True))
    ]


def _begins_inside(text: str) -> bool:
    """With a mark that belongs to something before it, or with the end of a quotation."""
    is_ellipsis = text.startswith("...")
    return (_AFTER_SOMETHING.match(text) is not None and not is_ellipsis) or quotes(text).begins_inside


def _cut_off(texts: Sequence[str]) -> int | None:
    """The only long paragraph that ends with a letter or a comma, where languages with full stops do so."""
    long = [at for at, text in enumerate(texts) if len(text) >= LONG_PARAGRAPH_CHARS]
    open_ended = [at for at in long if _OPEN_END.search(texts[at])]
    return open_ended[0] if len(open_ended) == 1 and len(long) >= LONG_PARAGRAPHS else None
