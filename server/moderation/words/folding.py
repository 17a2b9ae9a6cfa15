"""Text in the form in which words are compared, letter by letter with where each came from.

The form is NFKD with case folded (so equal texts in NFKC are equal here too), without what shows nothing, and
without marks that a language leaves out in ordinary writing. Decomposed, because decomposition works on one
code point at a time and so keeps the way back to the original, which composition does not.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import regex

from server.moderation.words.lookalikes import FANCY_LATIN, LOOKALIKES

# Zero-width characters, soft hyphens, joiners, bidi controls, variation selectors, Hangul fillers; the Arabic
# tatweel, which only stretches a word; vowel points of Arabic and Hebrew; strokes laid over letters.
_DROPPED = regex.compile(
    r"[\p{Default_Ignorable_Code_Point}\u0640\u064B-\u0652\u0656-\u065F\u0670\u0591-\u05BD\u05BF\u05C1\u05C2"
    r"\u05C4\u05C5\u05C7\u0334-\u0338\u20D2\u20D3\u20D8-\u20DA\u20E5\u20E6\u20EA\u20EB]"
)
_MARKS = regex.compile(r"[\p{M}--\p{ccc=0}]{2,}", regex.V1)
# What continues the letter before it: marks, and the vowels and finals of a decomposed Hangul syllable.
_EXTENDING = regex.compile(r"[\p{M}\u1160-\u11FF\uD7B0-\uD7FB]")
_DOT_ABOVE = "\u0307"


@dataclass(frozen=True, slots=True)
class Folded:
    """Three sequences of one length: the folded code points, the same with look-alikes of Latin letters
    replaced, and the index in the original of the code point that each came from."""

    chars: str
    latin: str
    origins: list[int]


@lru_cache(maxsize=8)
def fold_letters(text: str) -> Folded:
    """The folded form of a text, marks in canonical order. Several checks ask for that of one text."""
    pairs = [_folded(char) for char in text]
    chars = "".join([folded for folded, _ in pairs])
    latin = "".join([as_latin for _, as_latin in pairs])
    origins = [index for index, (folded, _) in enumerate(pairs) for _ in folded]
    return _reordered(Folded(chars, latin, origins))


def is_extending(char: str) -> bool:
    """Belongs to the letter before it, so that no match may end between the two."""
    return _EXTENDING.match(char) is not None


@lru_cache(maxsize=8192)
def _folded(char: str) -> tuple[str, str]:
    """One code point folded, and the same as Latin; both empty where it is dropped."""
    chars, latin = "", ""
    for base in unicodedata.normalize("NFKD", char):
        for small in unicodedata.normalize("NFKD", FANCY_LATIN.get(base, base).casefold()):
            # The dot that case folding leaves on Turkish İ makes it no other letter than i.
            if not _DROPPED.match(small) and not (small == _DOT_ABOVE and chars.endswith("i")):
                chars += small
                latin += LOOKALIKES.get(base) or LOOKALIKES.get(small, small)
    return chars, latin


def _reordered(folded: Folded) -> Folded:
    """Marks on one letter sorted by their class, so that the order of typing does not matter."""
    if not _MARKS.search(folded.chars):
        return folded
    order = list(range(len(folded.chars)))
    for run in _MARKS.finditer(folded.chars):
        places = order[run.start() : run.end()]
        order[run.start() : run.end()] = sorted(places, key=lambda i: unicodedata.combining(folded.chars[i]))
    return Folded(
        chars="".join([folded.chars[i] for i in order]),
        latin="".join([folded.latin[i] for i in order]),
        origins=[folded.origins[i] for i in order],
    )
