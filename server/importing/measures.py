"""What paragraphs that say the same in two languages have in common: length, more or less, and numbers."""

from __future__ import annotations

import unicodedata
from collections import Counter
from math import ceil

import regex

LIKELY_RATIO = (0.5, 2.0)
"""Length of a paragraph divided by that of its translation. The first real document has 0.94-1.17."""

# One ideograph says what three letters of an alphabet say, one syllable of kana or hangul what two do: a page
# of English is about a third as many characters in Chinese, half as many in Japanese and Korean.
_WEIGHTS = ((3, regex.compile(r"\p{Han}+")), (2, regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Hangul}]+")))

LETTERS_OF_A_WORD = 4
"""In scripts that part no words, vowel and tone signs counted: "การเมือง" (politics) is two, of eight letters."""

_UNPARTED = regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+")

_NUMBER = regex.compile(r"\p{Nd}+(?:[.,\u066b\u066c\u2019']\p{Nd}+)*")


def weight(text: str) -> int:
    """Its length in code points of an alphabetic script."""
    letters = len(text)
    for factor, form in _WEIGHTS:
        letters += (factor - 1) * sum(len(run) for run in form.findall(text))
    return letters


def word_count(text: str) -> int:
    """By the spaces between them; in a script that has none, by its letters."""
    more = sum(ceil(len(run) / LETTERS_OF_A_WORD) - 1 for run in _UNPARTED.findall(text))
    return len(text.split()) + more


def numbers(text: str) -> Counter[str]:
    """Its numbers in ASCII digits without separators: ২৩ and 23 are the same, 10,00,000 and 1,000,000 too."""
    return Counter(_ascii_digits(match.group()) for match in _NUMBER.finditer(text))


def is_likely_ratio(left: float, right: float) -> bool:
    """Whether two weights are those of a paragraph and its translation."""
    lowest, highest = LIKELY_RATIO
    return right > 0 and lowest <= left / right <= highest


def _ascii_digits(number: str) -> str:
    digits = (unicodedata.decimal(character, None) for character in number)
    return "".join(str(digit) for digit in digits if digit is not None)
