"""BCP 47 language tags: their canonical form, and their parents."""

from __future__ import annotations

from functools import lru_cache

import langcodes
import regex

MAX_TAG_CHARS = 64
"""Code points; the width of the columns that hold a tag. RFC 5646 asks for room for at least 35."""

# RFC 5646, section 2.1; its grandfathered tags are a list of their own.
_WELL_FORMED = regex.compile(
    r"""
    x(?:-[a-z0-9]{1,8})+
    |(?P<language>[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})
    (?:-(?P<script>[a-z]{4}))?
    (?:-(?P<region>[a-z]{2}|[0-9]{3}))?
    (?:-(?P<variant>[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*
    (?:-(?P<extension>[a-wy-z0-9](?:-[a-z0-9]{2,8})+))*
    (?:-x(?:-[a-z0-9]{1,8})+)?
    """,
    regex.VERBOSE | regex.IGNORECASE | regex.ASCII,
)


@lru_cache(maxsize=1024)
def canonical_tag(tag: str) -> str:
    """`PT-br` -> `pt-BR`, `en_US` -> `en-US`, `iw` -> `he`. Raises ValueError for an ill-formed tag."""
    candidate = tag.replace("_", "-")
    if candidate.lower() in langcodes.tag_parser.EXCEPTIONS:
        return langcodes.standardize_tag(candidate)
    match = _WELL_FORMED.fullmatch(candidate) if len(candidate) <= MAX_TAG_CHARS else None
    if match is None or _repeats(match.captures("variant")) or _repeats(_singletons(match)):
        raise ValueError(f"{tag[:MAX_TAG_CHARS]!r} is not a BCP 47 language tag such as en, bn or pt-BR")
    return langcodes.standardize_tag(candidate)


def parents(tag: str) -> list[str]:
    """Ever shorter tags, the nearest first (RFC 4647, lookup): `zh-Hant-TW` -> `zh-Hant`, `zh`."""
    subtags = tag.split("-")[:-1]
    found = []
    while subtags:
        if len(subtags[-1]) > 1:
            found.append("-".join(subtags))
        subtags = subtags[:-1]
    return found


def language(tag: str) -> str:
    """The primary language subtag: `pt-BR` -> `pt`."""
    return tag.split("-", 1)[0]


def _singletons(match: regex.Match[str]) -> list[str]:
    return [extension[0] for extension in match.captures("extension")]


def _repeats(subtags: list[str]) -> bool:
    """A variant or an extension's singleton may stand in a tag only once."""
    return len({subtag.lower() for subtag in subtags}) < len(subtags)
