"""Keys that order names and titles, short enough for an index."""

from __future__ import annotations

from server.text.normal import sort_key

MAX_KEY_CHARS = 600
"""Code points: at most 2,400 bytes. An index row of PostgreSQL takes 2,704, with the locale and the id."""


def order_key(text: str) -> str:
    """`sort_key`, cut. Texts that are the same that far go by their ids."""
    return sort_key(text)[:MAX_KEY_CHARS]
