"""Searching: the articles that an index has found, as rows (article_id, rank) for a list to join.

They stand in a WITH of their own: found once a statement, however many pages, counts and parents ask for them,
and outside the nesting that SQLite's parser counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    FromClause,
    Integer,
    Text,
    case,
    cast,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from server.errors import BadUserInput
from server.models import Article, ArticleSearch, ArticleTranslation, Audience, ServedTranslation
from server.models.aliases import alias_of
from server.permissions import PUBLISHED, may_see_translation
from server.planning.arrays import array_rows
from server.planning.builder import Builder, Getter
from server.planning.locales import LOCALE
from server.planning.request import ORIGINAL, Request
from server.planning.rows import ONE, columns_of
from server.planning.selection import Argument, Selected
from server.text.search import NothingToFind, SearchQuery, search_query

INDEX = "article_search_index"
"""FTS5's table. Inside a statement its own name stands for the whole row, which MATCH is asked of."""

MAX_RANK: ColumnElement[Any] = literal_column("1000000000.0")
"""Ranks are stored nowhere, but a cursor holds them: whole numbers below this, which an integer takes."""


@dataclass(frozen=True, slots=True)
class _Search:
    """One search of a statement while it is built. `is_staff_list` is a list that holds drafts."""

    builder: Builder
    selected: Selected
    text: Argument
    locale: Argument | None
    is_staff_list: bool

    def parameter(self, part: Callable[[SearchQuery], Any]) -> Getter:
        return lambda request: part(_query(self.text.read(request.variables)))


def _query(text: str) -> SearchQuery:
    try:
        return search_query(text)
    except NothingToFind as problem:
        raise BadUserInput(str(problem)) from None


def found_articles(
    builder: Builder, selected: Selected, asked: Argument, *, is_staff_list: bool, is_ranked: bool
) -> FromClause:
    """Rows (article_id; with `is_ranked` rank too): the articles of which a translation has all the words.

    Without a locale any translation counts that the viewer may see. With one it is the translation that its
    reader sees, after fallback; in a list that holds drafts, the one that staff see.
    """
    text = asked["text"]
    assert text is not None, "the contract's SearchInput.text is never null"
    search = _Search(builder, selected, text, asked["locale"], is_staff_list)
    name = builder.row_name()
    document: Any = alias_of(ArticleSearch, f"{name}d")
    translation: Any = alias_of(ArticleTranslation, f"{name}t")
    source, matches, score = _matched(search, document)
    source = source.join(translation, translation.c.id == document.c.translation_id)
    if search.locale is None:
        is_seen = may_see_translation(columns_of(translation), builder.rights)
    else:
        source, is_seen = _seen_in(search, search.locale, source, translation)
    columns = [document.c.article_id]
    if is_ranked:
        columns.append(cast(MAX_RANK * _below_one(func.max(score)), Integer).label("rank"))
    found = (
        select(*columns)
        .select_from(source)
        .where(matches, _has_runs(search, document), is_seen)
        .group_by(document.c.article_id)
    )
    return found.cte(f"{name}f")


def _below_one(score: ColumnElement[Any]) -> ColumnElement[Any]:
    """0..1 in the order of scores from 0 up, which have no highest (bm25) and may be next to nothing."""
    return score / (score + literal_column("1.0", Float(53)))


def _matched(search: _Search, document: Any) -> tuple[FromClause, ColumnElement[bool], ColumnElement[Any]]:
    """The documents with all the terms: from where, on what condition, and how well they meet them (from 0)."""
    builder, at = search.builder, search.selected
    if builder.is_postgresql:
        terms = builder.parameter(search.parameter(SearchQuery.as_tsquery), Text(), at=at)
        query = cast(terms, TSQUERY)
        score = cast(func.ts_rank(document.c.document, query), Float(53))
        return document, document.c.document.bool_op("@@")(query), score
    terms = builder.parameter(search.parameter(SearchQuery.as_fts5), Text(), at=at)
    index = table(INDEX, column("rowid"), column("rank", Float(53)), column(INDEX)).alias(builder.row_name())
    source = index.join(document, document.c.number == index.c.rowid)
    return source, index.c[INDEX].bool_op("MATCH")(terms), -index.c.rank


def _has_runs(search: _Search, document: Any) -> ColumnElement[bool]:
    """What is written without spaces is there in its order: its pairs alone might lie apart."""
    runs = array_rows(search.builder, search.parameter(lambda query: list(query.runs)), at=search.selected)
    find = func.strpos if search.builder.is_postgresql else func.instr
    is_missing = find(document.c.runs, runs.c.value) == literal_column("0")
    return ~exists(select(ONE).select_from(runs).where(is_missing).correlate(document))


# ── what a locale's reader sees ─────────────────────────────────────────────────────────────────


def _seen_in(
    search: _Search, locale: Argument, source: FromClause, translation: Any
) -> tuple[FromClause, ColumnElement[bool]]:
    """The served translation, where the site lists the locale; else the first of the chain that may be seen."""
    builder, at = search.builder, search.selected
    served: Any = alias_of(ServedTranslation, f"{builder.row_name()}s")
    audience = Audience.STAFF if search.is_staff_list else Audience.READERS
    joined = source.outerjoin(
        served,
        (served.c.translation_id == translation.c.id)
        & (served.c.locale == builder.argument(locale, LOCALE, at=at))
        & (served.c.audience == literal_column(f"'{audience}'")),
    )

    def unlisted_chain(request: Request) -> list[str]:
        asked = locale.read(request.variables)
        return [] if request.chains.lists(asked) else request.chains.chain(asked)

    first = _first_of(search, unlisted_chain, translation)
    return joined, or_(served.c.translation_id.is_not(None), translation.c.id == first)


def _first_of(search: _Search, chain_getter: Getter, translation: Any) -> ColumnElement[Any]:
    """The id of the article's first translation in a chain that may be seen; NULL for an empty chain."""
    chain = array_rows(search.builder, chain_getter, at=search.selected)
    name = search.builder.row_name()
    article: Any = alias_of(Article, f"{name}a")
    candidate: Any = alias_of(ArticleTranslation, f"{name}t")
    locale = case(
        (chain.c.value == literal_column(f"'{ORIGINAL}'"), article.c.original_locale), else_=chain.c.value
    )
    is_visible = [] if search.is_staff_list else [candidate.c.status == PUBLISHED]
    source = chain.join(article, article.c.id == translation.c.article_id).join(
        candidate, (candidate.c.article_id == article.c.id) & (candidate.c.locale == locale)
    )
    return (
        select(candidate.c.id)
        .select_from(source)
        .where(*is_visible)
        .order_by(chain.c.position)
        .limit(ONE)
        .correlate(translation)
        .scalar_subquery()
    )
