"""Slugs: a title as part of an address, in its own script."""

from __future__ import annotations

import regex

from server.text.graphemes import cut_graphemes
from server.text.normal import fold, nfc

MAX_SLUG_CHARS = 200
"""Code points. At most 800 bytes, well inside PostgreSQL's 2,704 for an indexed value."""

# Apostrophes, and what has no width: joiners, soft hyphens, variation selectors. The zero-width space is not
# among them, since it parts words in Khmer and Thai.
_DROPPED = regex.compile(r"['\u2018\u2019\u02BC\uFF07]|[\p{Default_Ignorable_Code_Point}--\u200B]", regex.V1)
# A mark belongs to the letter before it; one that follows an emoji or nothing is dropped.
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*")


def slugify(title: str) -> str:
    """The title's words in NFC and lower case, joined by hyphens; "" where it has no letter and no digit.

    Letters, marks and digits of every script stay: `\\w` and most slug libraries drop Bengali vowel signs.
    """
    text = _DROPPED.sub("", nfc(title).casefold())
    return _shortened(nfc("-".join(_WORD.findall(text))))


def slug_key(slug: str) -> str:
    """The form a slug is looked up by: two slugs that differ in case or composition are one."""
    return fold(slug)


def _shortened(slug: str) -> str:
    """Cut at the last hyphen that fits, else inside the word (Han and Thai titles have few hyphens)."""
    if len(slug) <= MAX_SLUG_CHARS:
        return slug
    head, hyphen, _ = slug[: MAX_SLUG_CHARS + 1].rpartition("-")
    return head if hyphen else cut_graphemes(slug, MAX_SLUG_CHARS)
