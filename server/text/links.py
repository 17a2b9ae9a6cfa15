"""Addresses in text: which ones may become links, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator

import regex

LINK_SCHEMES = frozenset({"http", "https", "mailto"})

MAX_URL_CHARS = 2_000
"""Code points. Longer ones stay text: the shortest limit among browsers and proxies in use is 2,048."""

# No address holds white space, quotes or these brackets unencoded (RFC 3986); the others end a sentence in
# scripts that put no space after an address.
_END = regex.compile(
    r"""[\s<>"`\[\]{}|\\^\p{Cc}\u0964\u0965\u2018-\u201F\u3000-\u3002\u3008-\u3011\uFF01-\uFF0F\uFF1A-\uFF1F]"""
)
_TRAILING = ".,:;!?'*_~\u060c\u061b\u061f\u06d4"

# An address that a browser or a reader would follow: with a scheme, protocol-relative, or with "www.".
_START = regex.compile(
    r"""(?<![A-Za-z0-9])(?:(?:https?|ftp|hxxps?)://|mailto:|(?:javascript|vbscript|data|file):(?=\S))
    |(?<![A-Za-z0-9:/.])//(?=[\p{L}\p{N}-]+\.)
    |(?<![A-Za-z0-9./@-])www\.(?=[\p{L}\p{N}])""",
    regex.VERBOSE | regex.IGNORECASE,
)

# What an address of the web goes to: scheme or none, a user name or none, the host.
_HOST = regex.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?(?://|(?=www\.))(?:(?P<user>[^/?#@]*)@)?(?P<host>\[[^\]]*\]|[^/?#:@\s]+)",
    regex.IGNORECASE,
)


def is_absolute_link(url: str) -> bool:
    """http or https with a host, or mailto with an address: what a comment may link to."""
    scheme, colon, rest = url.partition(":")
    if not colon or scheme.lower() not in LINK_SCHEMES or len(url) > MAX_URL_CHARS:
        return False
    return "@" in rest if scheme.lower() == "mailto" else rest.startswith("//") and rest[2:3].isalnum()


def is_article_link(url: str) -> bool:
    """An absolute link, or one that stays on the site: relative, never protocol-relative."""
    start = regex.split(r"[/?#]", url, maxsplit=1)[0]
    return is_absolute_link(url) if ":" in start else not url.startswith(("//", "\\", "/\\"))


def is_ascii_word(character: str) -> bool:
    """An address does not begin after one of these. After a letter of another script it may: 见https://..."""
    return character.isascii() and character.isalnum()


def end_of_address(text: str, start: int) -> int:
    """Where the address that has begun before `start` ends: without a sentence's punctuation after it.

    At most MAX_URL_CHARS are looked at.
    """
    match = _END.search(text, start, start + MAX_URL_CHARS)
    end = match.start() if match else min(len(text), start + MAX_URL_CHARS)
    unopened = text.count(")", start, end) - text.count("(", start, end)
    while end > start:
        last = text[end - 1]
        if last == ")" and unopened > 0:
            unopened -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return end


def find_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Start and end (code points) of every address in a source text, linked or not, in order."""
    position = 0
    while match := _START.search(text, position):
        position = max(end_of_address(text, match.end()), match.end())
        yield match.start(), position


def host_of(address: str) -> str | None:
    """The host of an address that `find_addresses` found, in lower case; None where it names none (mailto, data)."""
    match = _HOST.match(address)
    return match.group("host").rstrip(".").lower() if match else None


def user_info_of(address: str) -> str | None:
    """What stands before the "@" of an address with a host: in https://bank.example@evil.example/ a false host."""
    match = _HOST.match(address)
    return match.group("user") if match else None
