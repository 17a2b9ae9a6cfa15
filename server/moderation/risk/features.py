"""A text as numbers: which short runs of letters its words hold, each hashed into a bucket.

The same text gives the same buckets in every process and release; another way of hashing needs another FORMAT.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache

from server.moderation.words.tokens import Token

FORMAT = 1

BUCKETS = 2**18
"""262,144: the runs of letters of some thousand comments in several scripts, with few in one bucket; 1 MB of
weights in memory, at most 0.5 MB in the database."""

LENGTHS = range(2, 6)
"""Runs of 2 to 5 letters, a word's edges among them: endings, stems and short words, in every script."""

MAX_WORD_CHARS = 64
"""Longer ones (an address, a line of Chinese) are read in pieces of this length."""

MAX_WORDS = 2_000
"""Words that are looked at, from the start; more than 10,000 characters of most languages."""


def buckets(tokens: Sequence[Token]) -> set[int]:
    """The buckets of a text's words, in tokenise's form."""
    found: set[int] = set()
    for piece, _ in pieces(tokens):
        found.update(_buckets_of(piece))
    return found


def pieces(tokens: Sequence[Token]) -> Iterator[tuple[str, Sequence[int]]]:
    """Each word, long ones in parts, with the index in the text of each of its letters."""
    for token in tokens[:MAX_WORDS]:
        for start in range(0, len(token.text), MAX_WORD_CHARS):
            yield token.text[start : start + MAX_WORD_CHARS], token.origins[start : start + MAX_WORD_CHARS]


def runs(piece: str) -> Iterator[tuple[int, int, int]]:
    """Start and end (in the piece, edges left out) and bucket of every run of letters."""
    framed = f" {piece} "
    for length in LENGTHS:
        for start in range(len(framed) - length + 1):
            part = framed[start : start + length]
            yield max(0, start - 1), min(len(piece), start + length - 1), zlib.crc32(part.encode()) % BUCKETS


@lru_cache(maxsize=1024)
def _buckets_of(piece: str) -> array[int]:
    """Kept for the words that most comments are made of; 1,024 of them take 0.4 MB."""
    return array("I", {bucket for _, _, bucket in runs(piece)})
