"""The whole site, in batches that fit into memory."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from benchmarks.data.articles import Articles
from benchmarks.data.discussion import Discussion, is_public
from benchmarks.data.newsroom import Newsroom
from benchmarks.data.rows import Rows
from benchmarks.data.size import Size
from benchmarks.data.texts import Texts
from benchmarks.data.threads import Place, long_thread, short_thread
from server.text.fallback import Chains

SEED = 7
ROWS_AT_ONCE = 40_000
"""About 60 MB in Python."""

Batch = list[tuple[str, list[dict[str, Any]]]]


def batches(size: Size, chains: Chains, *, texts: Texts | None = None) -> Iterator[tuple[int, Batch]]:
    """Rows by table, each batch with how many articles are done after it."""
    random, rows = Random(SEED), Rows()
    texts = texts or Texts(random)
    newsroom = Newsroom(random, size, rows)
    articles = Articles(random, size, rows, newsroom=newsroom, texts=texts, chains=chains)
    discussion = Discussion(random, rows, newsroom=newsroom, texts=texts)
    for number, places in enumerate(threads(size)):
        public = sum(is_public(places, each) for each in range(len(places)))
        article, moments = articles.write(number, public_comments=public)
        discussion.write(article, places, since=moments.published or moments.created)
        if rows.count >= ROWS_AT_ONCE:
            yield number + 1, rows.take()
    yield size.articles, rows.take()


def threads(size: Size) -> Iterator[list[Place]]:
    """Of each article by its number. One comment of five is pending, whatever the length."""
    total = 0
    for number, count in enumerate(size.threads()):
        if size.is_discussed(number):
            yield list(long_thread(count))
        else:
            pending = (total + count) // size.PENDING_OF - total // size.PENDING_OF
            yield list(short_thread(count, pending=pending, has_rejected=number % 3 == 1))
        total += count
