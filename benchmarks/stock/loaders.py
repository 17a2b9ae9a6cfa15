"""DataLoaders: what the fields of many objects need, in one statement each. A set of them lives for one request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import aliased
from strawberry.dataloader import DataLoader

from server.models import (
    Article,
    ArticleAuthor,
    ArticleBlock,
    ArticleTranslation,
    Audience,
    Author,
    Category,
    CategoryTranslation,
    Comment,
    Finding,
    Segment,
    ServedTranslation,
)

Sessions = async_sessionmaker[AsyncSession]
Load = Callable[[AsyncSession, list[Any]], Awaitable[dict[Any, Any]]]


class InLocale(NamedTuple):
    id: UUID
    locale: str
    audience: Audience = Audience.READERS


class Page(NamedTuple):
    """The first comments below an article, or below a comment."""

    id: UUID
    first: int


class Loaders:
    def __init__(self, sessions: Sessions) -> None:
        def loader(load: Load, default: Callable[[], Any] = lambda: None) -> DataLoader[Any, Any]:
            async def load_many(keys: list[Hashable]) -> list[Any]:
                async with sessions() as session:
                    found = await load(session, keys)
                return [found[key] if key in found else default() for key in keys]

            return DataLoader(load_fn=load_many)

        self.articles = loader(_articles)
        self.authors = loader(_authors, list)
        self.categories = loader(_categories)
        self.category_names = loader(_category_names)
        self.translations = loader(_translations)
        self.comments = loader(_comments, list)
        self.replies = loader(_replies, list)
        self.findings = loader(_findings, list)
        self.blocks = loader(_blocks, list)
        self.segments = loader(_segments, dict)


# ── one row a key ───────────────────────────────────────────────────────────────────────────────


async def _articles(session: AsyncSession, ids: list[UUID]) -> dict[UUID, Article]:
    rows = await session.scalars(select(Article).where(Article.id.in_(ids)))
    return {row.id: row for row in rows}


async def _categories(session: AsyncSession, ids: list[UUID]) -> dict[UUID, Category]:
    rows = await session.scalars(select(Category).where(Category.id.in_(ids)))
    return {row.id: row for row in rows}


async def _category_names(session: AsyncSession, keys: list[InLocale]) -> dict[InLocale, CategoryTranslation]:
    """In the locale, else in the original one."""
    rows = await session.execute(
        select(CategoryTranslation, Category.original_locale)
        .join(Category, Category.id == CategoryTranslation.category_id)
        .where(
            CategoryTranslation.category_id.in_({key.id for key in keys}),
            or_(
                CategoryTranslation.locale.in_({key.locale for key in keys}),
                CategoryTranslation.locale == Category.original_locale,
            ),
        )
    )
    exact: dict[tuple[UUID, str], CategoryTranslation] = {}
    originals: dict[UUID, CategoryTranslation] = {}
    for name, original in rows:
        exact[name.category_id, name.locale] = name
        if name.locale == original:
            originals[name.category_id] = name
    found = {key: exact.get((key.id, key.locale), originals.get(key.id)) for key in keys}
    return {key: name for key, name in found.items() if name is not None}


async def _translations(session: AsyncSession, keys: list[InLocale]) -> dict[InLocale, ArticleTranslation]:
    """What is served of an article in a locale."""
    rows = await session.execute(
        select(ServedTranslation.locale, ServedTranslation.audience, ArticleTranslation)
        .join(ArticleTranslation, ArticleTranslation.id == ServedTranslation.translation_id)
        .where(
            ServedTranslation.article_id.in_({key.id for key in keys}),
            ServedTranslation.locale.in_({key.locale for key in keys}),
            ServedTranslation.audience.in_({key.audience for key in keys}),
        )
    )
    return {InLocale(each.article_id, locale, audience): each for locale, audience, each in rows}


# ── several rows a key ──────────────────────────────────────────────────────────────────────────


async def _authors(session: AsyncSession, ids: list[UUID]) -> dict[UUID, list[Author]]:
    rows = await session.execute(
        select(ArticleAuthor.article_id, Author)
        .join(Author, Author.id == ArticleAuthor.author_id)
        .where(ArticleAuthor.article_id.in_(ids))
        .order_by(ArticleAuthor.position)
    )
    return _grouped(rows)


async def _findings(session: AsyncSession, ids: list[UUID]) -> dict[UUID, list[Finding]]:
    rows = await session.scalars(
        select(Finding)
        .join(Comment, Comment.id == Finding.comment_id)
        .where(Finding.comment_id.in_(ids), Finding.version == Comment.text_version)
        .order_by(Finding.id.desc())
    )
    return _grouped((row.comment_id, row) for row in rows)


async def _blocks(session: AsyncSession, ids: list[UUID]) -> dict[UUID, list[ArticleBlock]]:
    rows = await session.scalars(
        select(ArticleBlock).where(ArticleBlock.article_id.in_(ids)).order_by(ArticleBlock.position)
    )
    return _grouped((row.article_id, row) for row in rows)


async def _segments(session: AsyncSession, ids: list[UUID]) -> dict[UUID, dict[str, Segment]]:
    """By block and locale."""
    rows = await session.scalars(select(Segment).where(Segment.block_id.in_(ids)))
    found: defaultdict[UUID, dict[str, Segment]] = defaultdict(dict)
    for row in rows:
        found[row.block_id][row.locale] = row
    return dict(found)


def _grouped(rows: Any) -> dict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for key, row in rows:
        found[key].append(row)
    return dict(found)


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


async def _comments(session: AsyncSession, keys: list[Page]) -> dict[Page, list[Comment]]:
    """Newest first, top level. SQLite would look for all comments without a parent first, hence the depth."""
    newest = (Comment.created_at.desc(), Comment.id.desc())
    if len(keys) == 1:
        query = select(Comment).where(Comment.parent_id.is_(None), Comment.audience.is_(None))
        return await _page(session, keys[0], query.where(Comment.article_id == keys[0].id), newest)
    query = select(Comment).where(Comment.depth == 0, Comment.audience.is_(None))
    return await _pages(session, keys, query, owner=Comment.article_id, order=newest)


async def _replies(session: AsyncSession, keys: list[Page]) -> dict[Page, list[Comment]]:
    """Oldest first."""
    oldest = (Comment.created_at, Comment.id)
    query = select(Comment).where(Comment.audience.is_(None))
    return await _pages(session, keys, query, owner=Comment.parent_id, order=oldest)


async def _page(
    session: AsyncSession, key: Page, query: Select[Comment], order: Sequence[Any]
) -> dict[Page, list[Comment]]:
    rows = await session.scalars(query.order_by(*order).limit(key.first))
    return {key: list(rows)}


async def _pages(
    session: AsyncSession,
    keys: list[Page],
    query: Select[Comment],
    *,
    owner: Any,
    order: Sequence[Any],
) -> dict[Page, list[Comment]]:
    """The first rows of each of many owners, by row numbers."""
    found: dict[Page, list[Comment]] = {}
    for first in {key.first for key in keys}:
        ids = [key.id for key in keys if key.first == first]
        number = func.row_number().over(partition_by=owner, order_by=order).label("number")
        numbered = query.where(owner.in_(ids)).add_columns(number).subquery()
        comment = aliased(Comment, numbered)
        rows = await session.scalars(
            select(comment).where(numbered.c.number <= first).order_by(numbered.c.number)
        )
        for row in rows:
            found.setdefault(Page(getattr(row, owner.key), first), []).append(row)
    return found
