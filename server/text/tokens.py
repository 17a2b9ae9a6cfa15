"""Words as a search compares them, in every script: the one tokeniser that feeds both databases' indexes.

Two texts have the same tokens when they differ only in composition, case, compatibility forms, the accents of
Latin letters, what most writers leave out (vowel points of Arabic and Hebrew) or which script's digits they use.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from server.text.normal import BASE_LETTERS, nfc

MAX_WORD_CHARS = 64
"""Code points that count. 512 hex digits of a code at most; PostgreSQL takes lexemes of 2,046 bytes."""

MAX_GRAPHEME_CHARS = 8
"""Code points that count: a base letter with the marks of any language, not the hundreds of a joke."""

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30FC"
"""Scripts that put no space between words, as the inside of a character class."""

# What shows nothing (joiners, soft hyphens, variation selectors; the zero-width space stays, since it parts words
# in Thai and Khmer), enclosing marks, the Arabic tatweel, the vowel points of Arabic and Hebrew.
_DROPPED = regex.compile(
    r"[[\p{Default_Ignorable_Code_Point}\p{Me}\u0640\u064B-\u0652\u0656-\u065F\u0670"
    r"\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7]--\u200B]",
    regex.V1,
)
_ACCENTS = regex.compile(r"(?<=[\p{Latin}\p{N}])\p{M}+")
# Don't, п'ять: a letter's neighbour on both sides. A quotation mark has a space on one.
_APOSTROPHE = regex.compile(r"(?<=[\p{Latin}\p{Cyrillic}])['\u2018\u2019\u02BC](?=[\p{Latin}\p{Cyrillic}])")
_FOREIGN_DIGIT = regex.compile(r"[\p{Nd}--[0-9]]", regex.V1)
# A mark belongs to the letter before it; one that follows anything else is no part of a word.
_TOKEN = regex.compile(
    rf"(?:(?P<run>[[{_UNSPACED}]&&[\p{{L}}\p{{N}}]][[[{_UNSPACED}]&&[\p{{L}}\p{{N}}]]\p{{M}}]*)"
    rf"|(?P<word>[[\p{{L}}\p{{N}}]--[{_UNSPACED}]][[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}]]*))"
    r"(?P<star>\*(?![\p{L}\p{M}\p{N}]))?",
    regex.V1,
)
_GRAPHEME = regex.compile(r"[\p{L}\p{N}]\p{M}*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a script with spaces, or a number. `has_star`: it ends in "*", which a search understands."""

    text: str
    has_star: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of a script without spaces, up to the next punctuation, space or other script."""

    graphemes: tuple[str, ...]
    has_star: bool = False


def tokenise(text: str) -> Iterator[Word | Run]:
    """The text's words and runs, in order, each in the form that is compared (NFC)."""
    for match in _TOKEN.finditer(_compared(text)):
        has_star = match["star"] is not None
        if match["run"]:
            graphemes = [each[:MAX_GRAPHEME_CHARS] for each in _GRAPHEME.findall(match["run"])]
            yield Run(tuple(graphemes), has_star)
        else:
            yield Word(match["word"][:MAX_WORD_CHARS], has_star)


def _compared(text: str) -> str:
    small = unicodedata.normalize("NFKD", text).casefold()
    letters = _DROPPED.sub("", unicodedata.normalize("NFKD", small)).translate(BASE_LETTERS)
    words = _APOSTROPHE.sub("", nfc(_ACCENTS.sub("", letters)))
    return _FOREIGN_DIGIT.sub(_ascii_digit, words)


def _ascii_digit(match: regex.Match[str]) -> str:
    """The expression may know digits of a newer Unicode than Python does."""
    digit = unicodedata.decimal(match[0], None)
    return match[0] if digit is None else str(digit)
