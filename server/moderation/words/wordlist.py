"""An administrator's list, ready to be sought. No regular expression is ever made of its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from server.moderation.findings import TextSpan
from server.moderation.words.automaton import Automaton
from server.moderation.words.folding import fold_letters, is_extending
from server.moderation.words.readings import Readings
from server.moderation.words.tokens import UNSPACED, tokenise

# What may stand between the words of a phrase. An entry with any other sign (a$$, f*ck, an emoji) is sought
# as it is written.
_SIGN = regex.compile(r"[^\p{L}\p{M}\p{N}\p{Z}\s\p{Pd}'\u2018\u2019.,_/:]")
_UNSPACED = regex.compile(rf"[{UNSPACED}]")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]")
_LETTER = regex.compile(r"[\p{L}\p{N}]")


@dataclass(frozen=True, slots=True)
class Match:
    """An entry of the list, and where it stands in the text."""

    entry: str
    span: TextSpan


@dataclass(frozen=True, slots=True)
class _Entry:
    """`text` is without the wildcards; `goes_back` and `goes_on` say where one stood."""

    source: str
    text: str
    goes_back: bool
    goes_on: bool


class Words:
    """A compiled list.

    A word matches as a whole in scripts that part words, anywhere in scripts that do not (Han, kana, Thai,
    Lao, Khmer, Myanmar); `*` at the start or the end lets the word go on there; several words are a phrase.
    """

    def __init__(self, entries: Sequence[str]) -> None:
        parsed = [_parse(source) for source in entries]
        self._automaton = Automaton(
            (_pattern(entry), entry.source) for entry in parsed if not _SIGN.search(entry.text)
        )
        self._literals = [
            (fold_letters(entry.text).chars, entry) for entry in parsed if _SIGN.search(entry.text)
        ]

    def find(self, text: Readings) -> list[Match]:
        """Every match, in the order of the text; one for each place."""
        found: dict[tuple[int, int], Match] = {}
        for match in [*self._words(text), *self._signs(text)]:
            found.setdefault((match.span.start, match.span.end), match)
        return [found[place] for place in sorted(found)]

    def _words(self, text: Readings) -> Iterator[Match]:
        stream = text.stream
        for start, end, entry in self._automaton.find(stream):
            is_whole = stream[end - 1] == " "
            if is_whole or not is_extending(stream[end : end + 1]):
                origins = text.stream_origins[start + (stream[start] == " ") : end - is_whole]
                yield Match(entry, _span(origins))

    def _signs(self, text: Readings) -> Iterator[Match]:
        for literal, entry in self._literals:
            start = text.folded.chars.find(literal) if literal else -1
            while start >= 0:
                end = start + len(literal)
                if _stands_alone(entry, text.folded.chars, start, end):
                    yield Match(entry.source, _span(text.folded.origins[start:end]))
                start = text.folded.chars.find(literal, end)


@lru_cache(maxsize=64)
def compiled(entries: tuple[str, ...]) -> Words:
    """The compiled list, kept while it is in use: 5,000 words take 50 ms to compile."""
    return Words(entries)


MIN_WILD_LETTERS = 2
"""Of a word that may go on at an end, in scripts that part words: `e*` is in nearly every sentence."""


def can_match(source: str) -> bool:
    """Whether an entry finds something, and not nearly everything. A lone `*` and bare punctuation do not."""
    entry = _parse(source)
    if _SIGN.search(entry.text):
        return bool(fold_letters(entry.text).chars)
    pattern = _pattern(entry).strip()
    is_wild = entry.goes_back or entry.goes_on
    return bool(_LETTER.search(pattern)) and not (
        is_wild and len(pattern) < MIN_WILD_LETTERS and not _UNSPACED.match(pattern)
    )


def _parse(source: str) -> _Entry:
    text = source.strip()
    return _Entry(source, text.strip("*").strip(), text.startswith("*"), text.endswith("*"))


def _pattern(entry: _Entry) -> str:
    """The entry as it would stand in a stream: a space where a word must begin or end."""
    words = [token.text for token in tokenise(fold_letters(entry.text))]
    if not words:
        return ""
    starts_anywhere = entry.goes_back or _UNSPACED.match(words[0])
    ends_anywhere = entry.goes_on or _UNSPACED.match(words[-1])
    return ("" if starts_anywhere else " ") + " ".join(words) + ("" if ends_anywhere else " ")


def _stands_alone(entry: _Entry, chars: str, start: int, end: int) -> bool:
    """An outer letter of an entry with signs must not be part of a longer word, unless a wildcard lets it."""
    goes_back = _WORD.match(chars[start]) and _WORD.match(chars[max(0, start - 1) : start])
    goes_on = _WORD.match(chars[end - 1]) and _WORD.match(chars[end : end + 1])
    return (entry.goes_back or not goes_back) and (entry.goes_on or not goes_on)


def _span(origins: Sequence[int]) -> TextSpan:
    """Origins of -1 are the spaces between the words of a phrase."""
    known = [origin for origin in origins if origin >= 0]
    return TextSpan(min(known), max(known) + 1)
