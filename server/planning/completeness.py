"""How much of an article a translation has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    func,
    literal_column,
    select,
)

from server.models import Article, ArticleBlock, ArticleTranslation, ImageTranslation
from server.models.aliases import alias_of
from server.planning.bodies import of_translation, original_of, segments_of
from server.planning.builder import Builder
from server.planning.json_text import (
    AsText,
    Concat,
    Part,
    as_one,
)
from server.planning.rows import Row
from server.planning.selection import Selected


def completeness(builder: Builder, row: Row, selected: Selected) -> Part:
    """How much of title, summary (where the original has one), lead caption (where one is) and blocks is there."""
    name = builder.row_name()
    counts = {"translated": _translated(row, name), "total": _total(row, name)}
    parts: list[Part] = []
    for child in selected.children["Completeness"]:
        made = '"Completeness"' if child.name == "__typename" else AsText(counts[child.name])
        parts += [("," if parts else "") + f'"{child.key}":', made]
    return Concat("{", *parts, "}")


def _total(row: Row, name: str) -> ColumnElement[Any]:
    block: Any = alias_of(ArticleBlock, f"{name}tb")
    blocks = (
        select(func.count())
        .select_from(block)
        .where(block.c.article_id == row(ArticleTranslation.article_id))
    )
    original: Any = alias_of(ArticleTranslation, f"{name}to")
    summary = exists(
        select(literal_column("1"))
        .select_from(original)
        .where(
            original.c.article_id == row(ArticleTranslation.article_id),
            original.c.locale == original_of(row, Article.original_locale),
            original.c.summary.is_not(None),
        )
    )
    caption = exists(_caption(row, f"{name}tc"))
    return literal_column("1") + as_one(summary) + as_one(caption) + blocks.scalar_subquery()


def _translated(row: Row, name: str) -> ColumnElement[Any]:
    source, block, segment = segments_of(row, f"{name}n")
    blocks = select(func.count()).select_from(source).where(*of_translation(row, block, segment))
    original: Any = alias_of(ArticleTranslation, f"{name}no")
    summary = and_(
        row(ArticleTranslation.summary).is_not(None),
        exists(
            select(literal_column("1"))
            .select_from(original)
            .where(
                original.c.article_id == row(ArticleTranslation.article_id),
                original.c.locale == original_of(row, Article.original_locale),
                original.c.summary.is_not(None),
            )
        ),
    )
    caption = exists(_caption(row, f"{name}nc", locale=row(ArticleTranslation.locale)))
    return literal_column("1") + as_one(summary) + as_one(caption) + blocks.scalar_subquery()


def _caption(row: Row, name: str, locale: ColumnElement[Any] | None = None) -> Any:
    """The lead image's caption in a locale, or in any."""
    image: Any = alias_of(ImageTranslation, name)
    query: Select[Any] = (
        select(literal_column("1"))
        .select_from(image)
        .where(image.c.image_id == original_of(row, Article.lead_image_id), image.c.caption.is_not(None))
    )
    return query if locale is None else query.where(image.c.locale == locale)
