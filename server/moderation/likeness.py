"""When two texts are the same, when they are nearly so, and keys by which texts that may be so are found."""

from __future__ import annotations

import zlib
from functools import lru_cache
from hashlib import blake2b

import regex

from server.moderation.words.tokens import UNSPACED, tokens_of
from server.text.normal import nfc, strip_edges

NEARLY = 0.7
"""The share of all their shingles that two texts have in common, from which they are nearly the same: one word of
twenty exchanged, or a link put behind three lines."""

SHINGLE_CHARS = 5
"""Letters in a row that are compared at a time: about a word."""

MAX_LETTERS = 4_000
"""Letters of a text that are compared, from its start. Their shingles cost 2 ms."""

MIN_LETTERS = 40
MIN_UNSPACED_LETTERS = 15
"""Shorter texts by different people may be alike by chance: "Thank you, a very good article". A letter of a script
without spaces says as much as two or three others."""

BANDS = 4
_ROWS = 2
_BINS = BANDS * _ROWS
# Texts that share 80 % of their shingles share a band of two minima with 1 - (1 - 0.8²)⁴ = 98 % likelihood, those
# that share 70 % with 93 %, those that share 30 % with 31 %, unrelated ones hardly ever. What shares a band is
# then compared in full.

_UNSPACED_LETTER = regex.compile(f"[{UNSPACED}]")


def exact_key(text: str) -> str:
    """Equal for texts that differ only in composition (NFC, NFD) and white space."""
    return " ".join(strip_edges(nfc(text)).split())


@lru_cache(maxsize=128)
def loose_key(text: str) -> str:
    """Equal for texts that differ only in case, punctuation, spacing and what nobody sees.

    A text without letters and digits is only like itself.
    """
    return "".join([token.text for token in tokens_of(text)]) or exact_key(text)


def is_telling(key: str) -> bool:
    """Whether a loose key is long enough for likeness to others' to mean something."""
    unspaced = len(_UNSPACED_LETTER.findall(key, 0, MAX_LETTERS))
    needed = MIN_UNSPACED_LETTERS if unspaced * 2 > len(key) else MIN_LETTERS
    return len(key) >= needed


def are_alike(one: str, other: str) -> bool:
    """Whether two loose keys are nearly the same: equal, or long enough and NEARLY of their shingles shared."""
    if one == other:
        return True
    if not (is_telling(one) and is_telling(other)):
        return False
    mine, theirs = _shingles(one), _shingles(other)
    return len(mine & theirs) >= NEARLY * len(mine | theirs)


@lru_cache(maxsize=8)
def bands(text: str) -> tuple[int, ...]:
    """BANDS keys of 64 bits (signed); texts that are alike nearly always share one. () for a text that is too short.

    The same in every process. MinHash with one permutation (Li, Owen, Zhang 2012), empty bins filled from the next.
    """
    key = loose_key(text)
    if not is_telling(key):
        return ()
    lowest: list[int | None] = [None] * _BINS
    for shingle in _shingles(key):
        number = zlib.crc32(shingle.encode())
        place, rest = number % _BINS, number // _BINS
        before = lowest[place]
        if before is None or rest < before:
            lowest[place] = rest
    filled = [_next_filled(lowest, place) for place in range(_BINS)]
    return tuple(_band(number, filled[number * _ROWS : (number + 1) * _ROWS]) for number in range(BANDS))


def _shingles(key: str) -> set[str]:
    key = key[:MAX_LETTERS]
    return {key[start : start + SHINGLE_CHARS] for start in range(max(1, len(key) - SHINGLE_CHARS + 1))}


def _next_filled(lowest: list[int | None], place: int) -> int:
    for step in range(_BINS):
        found = lowest[(place + step) % _BINS]
        if found is not None:
            return found * _BINS + step
    raise AssertionError("a telling text has a shingle")


def _band(number: int, minima: list[int]) -> int:
    packed = ",".join(map(str, [number, *minima])).encode()
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), signed=True)
