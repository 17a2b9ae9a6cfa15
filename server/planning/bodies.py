"""The body of one translation: its text, its segments, and whether the source has changed since."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute

from server.models import Article, ArticleBlock, ArticleTranslation, Segment
from server.models.aliases import alias_of
from server.planning.builder import Builder
from server.planning.fields import mapping, object_text, rows_text
from server.planning.json_text import (
    AsText,
    Concat,
    Paragraphs,
    Part,
    Quoted,
    as_one,
    boolean,
    nested,
)
from server.planning.rows import EVERY, Row, RowSet
from server.planning.selection import Selected

BODY_COLUMNS = {"MARKDOWN": Segment.text, "HTML": Segment.html, "TEXT": Segment.plain}


def original_of(row: Row, column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """A column of the article that a translation's row belongs to."""
    article = alias_of(Article, f"{row.name}a")
    query = select(article.c[column.key]).where(article.c.id == row(ArticleTranslation.article_id))
    return query.scalar_subquery()


def segments_of(row: Row, name: str) -> tuple[FromClause, Any, Any]:
    """Blocks joined to their segments: the join, the block, the segment."""
    block: Any = alias_of(ArticleBlock, f"{name}b")
    segment: Any = alias_of(Segment, f"{name}t")
    return block.join(segment, segment.c.block_id == block.c.id), block, segment


def of_translation(row: Row, block: Any, segment: Any) -> list[ColumnElement[bool]]:
    return [
        block.c.article_id == row(ArticleTranslation.article_id),
        segment.c.locale == row(ArticleTranslation.locale),
    ]


def body(builder: Builder, row: Row, selected: Selected) -> Part:
    """The segments as one text, blocks joined by an empty line; gaps are left out."""
    name = builder.row_name()
    column = BODY_COLUMNS[str(selected.value("format", "MARKDOWN"))]
    source, block, segment = segments_of(row, name)
    texts = (
        select(segment.c[column.key].label("text"))
        .select_from(source)
        .where(*of_translation(row, block, segment))
        .order_by(block.c.position)
        .limit(EVERY)
        .subquery(name)
    )
    joined = Paragraphs(literal_column(f"{name}.text"))
    return nested(select(Quoted(func.coalesce(joined, Concat("")))).select_from(texts), None)


def segments(builder: Builder, row: Row, selected: Selected) -> Part:
    name = builder.row_name()
    source, block, segment = segments_of(row, name)
    outdated = is_outdated(segment, original_of(row, Article.original_locale), name)

    def text(found: RowSet) -> Concat:
        found.extra("position", block.c.position)
        found.extra("kind", block.c.kind)
        if any(child.name == "isOutdated" for child in selected.children["Segment"]):
            found.extra("is_outdated", as_one(outdated))
        return object_text(builder, found, "Segment", selected.children["Segment"])

    return rows_text(
        builder,
        base=segment,
        name=name,
        text=text,
        source=source,
        where=of_translation(row, block, segment),
        order_by=[block.c.position],
    )


def is_outdated(segment: Any, original_locale: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The original's text is no longer the one that this segment translates."""
    outer = Row(segment.name)
    original: Any = alias_of(Segment, f"{name}o")
    return exists(
        select(literal_column("1"))
        .select_from(original)
        .where(
            original.c.block_id == outer(Segment.block_id),
            original.c.locale == original_locale,
            original.c.digest != outer(Segment.source_digest),
        )
    )


def translation_is_outdated(builder: Builder, row: Row, _selected: Selected) -> Part:
    """A segment is outdated, or the original's title or summary has changed since."""
    name = builder.row_name()
    source, block, segment = segments_of(row, name)
    original = original_of(row, Article.original_locale)
    by_segment = exists(
        select(literal_column("1"))
        .select_from(source)
        .where(*of_translation(row, block, segment), is_outdated(segment, original, name))
    )
    other: Any = alias_of(ArticleTranslation, f"{name}s")
    by_title = exists(
        select(literal_column("1"))
        .select_from(other)
        .where(
            other.c.article_id == row(ArticleTranslation.article_id),
            other.c.locale == original,
            other.c.digest != row(ArticleTranslation.source_digest),
        )
    )
    return boolean(or_(by_segment, by_title))


def _segment_index(_builder: Builder, row: Row, _selected: Selected) -> Part:
    return AsText(literal_column(f"{row.name}.position"))


def _segment_kind(_builder: Builder, row: Row, _selected: Selected) -> Part:
    return Concat('"', literal_column(f"{row.name}.kind"), '"')


def _segment_is_outdated(_builder: Builder, row: Row, _selected: Selected) -> Part:
    return boolean(literal_column(f"{row.name}.is_outdated") == literal_column("1"))


mapping("Segment", Segment, index=_segment_index, kind=_segment_kind, isOutdated=_segment_is_outdated)
