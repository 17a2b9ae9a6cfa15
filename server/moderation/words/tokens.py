"""The words of a folded text, and the other readings that a disguised word may have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import regex

from server.moderation.words.folding import Folded, fold_letters, is_extending
from server.moderation.words.lookalikes import LOOKALIKES

MIN_SPELLED_LETTERS = 3
"""f.u.c.k and f u c k are read as one word; two letters (U.S., a b) are too often honest."""

MAX_GAP_CHARS = 3
"""f - u - c - k: what stands between two letters, the same each time."""

MAX_STRETCHES_TRIED = 2
"""Stretched letters in one word for which both "once" and "twice" are tried: four readings at most."""

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u3005\u30FC"
"""Scripts that put no space between words, as the inside of a character class."""

_TOKEN = regex.compile(rf"[{UNSPACED}][{UNSPACED}\p{{M}}]*|[\p{{L}}\p{{M}}\p{{N}}--[{UNSPACED}]]+", regex.V1)
_ASCII_LETTER = regex.compile("[a-z]")
# Three of a letter in a row are no spelling in any language with spaces: fuuuck.
_STRETCHED = regex.compile(r"(\p{L})\1{2,}")


class Token(NamedTuple):
    """A word: its folded text, the original code point of each of its letters, and its place.

    `first` and `end` are the indexes in the folded text of its first letter, and of the first after it.
    """

    text: str
    origins: Sequence[int]
    first: int
    end: int


def tokenise(folded: Folded) -> list[Token]:
    """Runs of letters, marks and digits, parted where a script with spaces meets one without.

    Inside a word with Latin letters, look-alikes are read as Latin.
    """
    tokens = []
    for match in _TOKEN.finditer(folded.chars):
        text, (first, end) = match.group(), match.span()
        if not text.isascii() and _ASCII_LETTER.search(text):
            text = folded.latin[first:end]
        tokens.append(Token(text, folded.origins[first:end], first, end))
    return tokens


@lru_cache(maxsize=8)
def tokens_of(text: str) -> Sequence[Token]:
    """Of a whole text. Several checks ask for those of one text."""
    return tokenise(fold_letters(text))


def other_readings(folded: Folded, tokens: Sequence[Token]) -> Iterator[Token]:
    """Words of look-alikes only, words spelled out letter by letter, words with stretched letters."""
    others = [*_all_lookalikes(tokens), *_spelled_out(folded, tokens)]
    yield from others
    for token in [*tokens, *others]:
        if _STRETCHED.search(token.text):
            yield from _unstretched(token)


def _all_lookalikes(tokens: Sequence[Token]) -> Iterator[Token]:
    """A word of look-alikes only, beside a Latin word, may be meant as Latin."""
    for index, token in enumerate(tokens):
        if token.text[0] in LOOKALIKES and all(char in LOOKALIKES for char in token.text):
            beside = tokens[max(0, index - 1) : index + 2]
            if any(_ASCII_LETTER.search(neighbour.text) for neighbour in beside):
                latin = "".join([LOOKALIKES[char] for char in token.text])
                yield Token(latin, token.origins, token.first, token.end)


def _spelled_out(folded: Folded, tokens: Sequence[Token]) -> Iterator[Token]:
    """Single letters parted by one and the same characters, as in f.u.c.k."""
    run: list[Token] = []
    run_gap = ""
    for token in tokens:
        if not _is_single(token):
            yield from _joined(run)
            run = []
            continue
        gap = folded.chars[run[-1].end : token.first] if run else ""
        if len(run) > 1 and gap != run_gap:
            yield from _joined(run)
            run = run[-1:]
        if run and (len(gap) > MAX_GAP_CHARS or "\n" in gap):
            yield from _joined(run)
            run = []
        run.append(token)
        run_gap = gap
    yield from _joined(run)


def _is_single(token: Token) -> bool:
    """One letter with its marks: f, কু, a Hangul syllable."""
    text = token.text
    return text[0].isalpha() and (len(text) == 1 or (len(text) < 8 and all(map(is_extending, text[1:]))))


def _joined(run: Sequence[Token]) -> Iterable[Token]:
    if len(run) < MIN_SPELLED_LETTERS:
        return
    origins = [origin for token in run for origin in token.origins]
    yield Token("".join([token.text for token in run]), origins, run[0].first, run[-1].end)


def _unstretched(token: Token) -> Iterator[Token]:
    """Each stretched letter once or twice; beyond MAX_STRETCHES_TRIED all once and all twice."""
    runs = [match.span() for match in _STRETCHED.finditer(token.text)]
    choices: Iterable[tuple[int, ...]] = product((1, 2), repeat=len(runs))
    if len(runs) > MAX_STRETCHES_TRIED:
        choices = ((1,) * len(runs), (2,) * len(runs))
    for kept in choices:
        text, origins, done = "", list[int](), 0
        for (start, end), count in zip([*runs, (len(token.text),) * 2], [*kept, 0], strict=True):
            text += token.text[done : start + count]
            origins += token.origins[done : start + count]
            done = end
        yield Token(text, origins, token.first, token.end)
