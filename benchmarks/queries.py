"""What is asked: a document and the variables of several requests, so that no single row is all that is read."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from server.database import connection_arguments

FOLDER = Path(__file__).parent / "queries"
NAMES = ("feed", "article", "title", "thread", "queue", "parallel")
FEED_ARTICLES = 20
SLUGS = 64
"""Different articles that are asked for by slug, in turn."""


@dataclass(frozen=True, slots=True)
class Query:
    """`needs_moderator`: it is sent with a moderator's token."""

    name: str
    text: str
    variables: tuple[Mapping[str, Any], ...]
    needs_moderator: bool = False


def queries_for(url: str) -> dict[str, Query]:
    """By name, with variables that the database has answers to."""
    slugs = _column(url, _SOME_SLUGS.format(count=SLUGS))
    discussed = _rows(url, _DISCUSSED)
    variables: dict[str, Sequence[Mapping[str, Any]]] = {
        "feed": [{"first": FEED_ARTICLES}],
        "article": [{"slug": slug} for slug, _ in discussed],
        "title": [{"slug": slug} for slug in slugs],
        "thread": [{"id": f"article_{str(article).replace('-', '')}"} for _, article in discussed],
        "queue": [{}],
        "parallel": [{"slug": slug} for slug in slugs],
    }
    return {
        name: Query(
            name,
            (FOLDER / f"{name}.graphql").read_text(encoding="utf-8"),
            tuple(variables[name]),
            needs_moderator=name == "queue",
        )
        for name in NAMES
    }


_SOME_SLUGS = """
SELECT slug FROM (
  SELECT t.slug, t.article_id, row_number() OVER (ORDER BY a.published_at, a.id) AS number, count(*) OVER () AS total
  FROM article_translation t JOIN article a ON a.id = t.article_id
  WHERE a.is_public AND t.locale = 'en'
) numbered
WHERE number % (1 + (total - 1) / {count}) = 1 % (1 + (total - 1) / {count}) ORDER BY number LIMIT {count}
"""
_DISCUSSED = """
SELECT t.slug, a.id FROM article a JOIN article_translation t ON t.article_id = a.id
WHERE a.is_public AND t.locale = 'en' ORDER BY a.public_comment_count DESC, a.id LIMIT 10
"""


def _column(url: str, query: str) -> list[Any]:
    return [row[0] for row in _rows(url, query)]


def _rows(url: str, query: str) -> list[tuple[Any, ...]]:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(str(make_url(url).database))) as connection:
            return connection.execute(query).fetchall()
    return asyncio.run(_postgres_rows(url, query))


async def _postgres_rows(url: str, query: str) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(**connection_arguments(make_url(url)))
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()
