"""Quotation marks in a paragraph: how many pairs, and whether one is missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import regex

# What closes each opening mark. ” and » also open: in Swedish and Finnish ”…”, in German and Danish »…«.
_CLOSING = {
    "“": "”", "„": "“”", "‟": "”", "«": "»", "‹": "›", "「": "」", "『": "』", "《": "》", "〈": "〉",
    "”": "”", "»": "«",
}  # fmt: skip
_ONLY_CLOSING = frozenset("›」』》〉")
_EITHER = frozenset("”»")
_ENDING = _ONLY_CLOSING | _EITHER
_MARK = regex.compile("[" + "".join(_CLOSING.keys() | _ONLY_CLOSING) + '"]')
# Between letters it is no quotation mark: a Hebrew abbreviation is written with it.
_STRAIGHT = regex.compile(r'(?<!\p{L}\p{M}*)"|"(?!\p{L})')
_INCHES = regex.compile(r'\p{Nd}"')
_STARTS_QUOTED = regex.compile(r'["“„‟«»”「『《]')


class Missing(StrEnum):
    OPENING = "OPENING"
    CLOSING = "CLOSING"
    EITHER = "EITHER"


@dataclass(frozen=True, slots=True)
class Quotes:
    """Pairs that are whole, and what a broken one lacks. `begins_inside`: the first mark ends a quotation."""

    pairs: int
    missing: Missing | None
    begins_inside: bool


def quotes(text: str) -> Quotes:
    """Counts double marks only: a single one is an apostrophe more often than not."""
    pairs, missing = _paired(text)
    straight = len(_STRAIGHT.findall(text))
    if straight % 2 and missing is None and not _INCHES.search(text):
        missing = Missing.EITHER
    first = _MARK.search(text)
    begins_inside = missing is Missing.OPENING and first is not None and first.group() in _ENDING
    return Quotes(pairs + straight // 2, missing, begins_inside)


def starts_quoted(text: str) -> bool:
    return _STARTS_QUOTED.match(text) is not None


def _paired(text: str) -> tuple[int, Missing | None]:
    pairs = 0
    opened: list[str] = []
    is_unopened = False
    for character in text:
        if opened and character in _CLOSING[opened[-1]]:
            opened.pop()
            pairs += 1
        elif character in _CLOSING:
            opened.append(character)
        elif character in _ONLY_CLOSING:
            is_unopened = True
    if is_unopened or (opened and opened[0] in _EITHER):
        return pairs, Missing.OPENING
    return pairs, Missing.CLOSING if opened else None
