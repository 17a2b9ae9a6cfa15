"""What caches between Galley and its readers are told of an answer: ETag, Cache-Control, Vary, Surrogate-Key."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from schema.holdings import Holding
from schema.touched import Touched
from server.events.effects import ARTICLES, COMMENTS
from server.services.purging import ALL_KEY, MANY_KEY, article_key
from server.settings import Caching

Header = tuple[bytes, bytes]

LISTED = 200
"""Articles that the header names; an answer with more has MANY_KEY in their place. A proxy takes a few kilobytes."""

VARY = (b"vary", b"accept, authorization")
OF_ONE_READER = (b"cache-control", b"private, no-cache")


def etag_of(body: bytes) -> str:
    """Weak, as the same answer may be compressed in several ways (RFC 9110, 8.8.1)."""
    return f'W/"{blake2b(body, digest_size=12).hexdigest()}"'


def is_held(etag: str, if_none_match: str | None) -> bool:
    """Whether the client names it among those that it has (RFC 9110, 13.1.2)."""
    if if_none_match is None:
        return False
    named = [each.strip() for each in if_none_match.split(",")]
    return "*" in named or etag in named or etag.removeprefix("W/") in named


def public_headers(
    etag: str, touched: Touched, holding: Holding, *, reads_clock: bool, rules: Caching
) -> Sequence[Header]:
    """Of an answer that every guest gets; `private` where it says something of who asks."""
    seconds = rules.comment_seconds if touched.shows_comments or reads_clock else rules.article_seconds
    control = "private, no-cache" if touched.names_viewer else _control(seconds, rules.stale_seconds)
    return (
        (b"cache-control", control.encode()),
        (b"etag", etag.encode()),
        VARY,
        (b"surrogate-key", " ".join(surrogate_keys(holding)).encode()),
    )


def private_headers(etag: str) -> Sequence[Header]:
    """Of an answer to one who has said who they are."""
    return (OF_ONE_READER, (b"etag", etag.encode()), VARY)


def _control(seconds: int, stale_seconds: int) -> str:
    if seconds == 0:
        return "public, no-cache"
    return f"public, max-age={seconds}, stale-while-revalidate={stale_seconds}"


def surrogate_keys(holding: Holding) -> list[str]:
    keys = [ALL_KEY]
    keys += [ARTICLES] * holding.lists_articles + [COMMENTS] * holding.lists_comments
    if len(holding.articles) > LISTED:
        return [*keys, MANY_KEY]
    return [*keys, *sorted(article_key(each) for each in holding.articles)]
