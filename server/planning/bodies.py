"""The body of an article: one translation's text, its segments, and several translations side by side."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute

from server.models import Article, ArticleBlock, ArticleTranslation, ImageTranslation, Segment
from server.permissions import may_see_translation
from server.planning.arrays import array_rows
from server.planning.builder import Builder
from server.planning.fields import mapping, object_text, rows_text
from server.planning.json_text import (
    AsText,
    Concat,
    Nested,
    Paragraphs,
    Part,
    Quoted,
    boolean,
    json_value,
    nested,
)
from server.planning.locales import unique_getter
from server.planning.rows import EVERY, Row, RowSet, columns_of
from server.planning.selection import Selected
from server.text.scripts import direction

BODY_COLUMNS = {"MARKDOWN": Segment.text, "HTML": Segment.html, "TEXT": Segment.plain}


def original_of(row: Row, column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """A column of the article that a translation's row belongs to."""
    article = Article.__table__.alias(f"{row.name}a")
    query = select(article.c[column.key]).where(article.c.id == row(ArticleTranslation.article_id))
    return query.scalar_subquery()


def _segments(row: Row, name: str) -> tuple[FromClause, Any, Any]:
    """Blocks joined to their segments: the join, the block, the segment."""
    block: Any = ArticleBlock.__table__.alias(f"{name}b")
    segment: Any = Segment.__table__.alias(f"{name}t")
    return block.join(segment, segment.c.block_id == block.c.id), block, segment


def _of_translation(row: Row, block: Any, segment: Any) -> list[ColumnElement[bool]]:
    return [
        block.c.article_id == row(ArticleTranslation.article_id),
        segment.c.locale == row(ArticleTranslation.locale),
    ]


def body(builder: Builder, row: Row, selected: Selected) -> Part:
    """The segments as one text, blocks joined by an empty line; gaps are left out."""
    name = builder.row_name()
    column = BODY_COLUMNS[str(selected.value("format", "MARKDOWN"))]
    source, block, segment = _segments(row, name)
    texts = (
        select(segment.c[column.key].label("text"))
        .select_from(source)
        .where(*_of_translation(row, block, segment))
        .order_by(block.c.position)
        .limit(EVERY)
        .subquery(name)
    )
    joined = Paragraphs(literal_column(f"{name}.text"))
    return nested(select(Quoted(func.coalesce(joined, Concat("")))).select_from(texts), None)


def segments(builder: Builder, row: Row, selected: Selected) -> Part:
    name = builder.row_name()
    source, block, segment = _segments(row, name)
    outdated = is_outdated(segment, original_of(row, Article.original_locale), name)

    def text(found: RowSet) -> Concat:
        found.extra("position", block.c.position)
        found.extra("kind", block.c.kind)
        if any(child.name == "isOutdated" for child in selected.children["Segment"]):
            found.extra("is_outdated", case((outdated, literal_column("1")), else_=literal_column("0")))
        return object_text(builder, found, "Segment", selected.children["Segment"])

    return rows_text(
        builder,
        base=segment,
        name=name,
        text=text,
        source=source,
        where=_of_translation(row, block, segment),
        order_by=[block.c.position],
    )


def is_outdated(segment: Any, original_locale: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The original's text is no longer the one that this segment translates."""
    outer = Row(segment.name)
    original: Any = Segment.__table__.alias(f"{name}o")
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
    source, block, segment = _segments(row, name)
    original = original_of(row, Article.original_locale)
    by_segment = exists(
        select(literal_column("1"))
        .select_from(source)
        .where(*_of_translation(row, block, segment), is_outdated(segment, original, name))
    )
    other: Any = ArticleTranslation.__table__.alias(f"{name}s")
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


# ── completeness ────────────────────────────────────────────────────────────────────────────────


def completeness(builder: Builder, row: Row, selected: Selected) -> Part:
    """How much of title, summary (where the original has one), lead caption (where one is) and blocks is there."""
    name = builder.row_name()
    counts = {"translated": _translated(row, name), "total": _total(row, name)}
    parts: list[Part] = []
    for child in selected.children["Completeness"]:
        made = '"Completeness"' if child.name == "__typename" else AsText(counts[child.name])
        parts += [("," if parts else "") + f'"{child.key}":', made]
    return Concat("{", *parts, "}")


def _as_one(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return case((condition, literal_column("1")), else_=literal_column("0"))


def _total(row: Row, name: str) -> ColumnElement[Any]:
    block: Any = ArticleBlock.__table__.alias(f"{name}tb")
    blocks = (
        select(func.count())
        .select_from(block)
        .where(block.c.article_id == row(ArticleTranslation.article_id))
    )
    original: Any = ArticleTranslation.__table__.alias(f"{name}to")
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
    return literal_column("1") + _as_one(summary) + _as_one(caption) + blocks.scalar_subquery()


def _translated(row: Row, name: str) -> ColumnElement[Any]:
    source, block, segment = _segments(row, f"{name}n")
    blocks = select(func.count()).select_from(source).where(*_of_translation(row, block, segment))
    original: Any = ArticleTranslation.__table__.alias(f"{name}no")
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
    return literal_column("1") + _as_one(summary) + _as_one(caption) + blocks.scalar_subquery()


def _caption(row: Row, name: str, locale: ColumnElement[Any] | None = None) -> Any:
    """The lead image's caption in a locale, or in any."""
    image: Any = ImageTranslation.__table__.alias(name)
    query: Select[Any] = (
        select(literal_column("1"))
        .select_from(image)
        .where(image.c.image_id == original_of(row, Article.lead_image_id), image.c.caption.is_not(None))
    )
    return query if locale is None else query.where(image.c.locale == locale)


# ── side by side ────────────────────────────────────────────────────────────────────────────────


def parallel_text(builder: Builder, row: Row, selected: Selected) -> Part:
    """One row a block, one segment for each asked locale, its text null where the viewer finds none."""
    base: Any = ArticleBlock.__table__.alias(f"{builder.row_name()}t")
    return rows_text(
        builder,
        base=base,
        name=builder.row_name(),
        text=lambda block: _parallel_block(builder, block, row, selected),
        where=[base.c.article_id == row(Article.id)],
        order_by=[base.c.position],
    )


def _parallel_block(builder: Builder, block: RowSet, article: Row, selected: Selected) -> Concat:
    parts: list[Part] = []
    for child in selected.children["ParallelBlock"]:
        parts.append(("," if parts else "") + f'"{child.key}":')
        if child.name == "segments":
            parts.append(block.nest(_parallel_segments(builder, block, article, selected, child)))
        elif child.name == "index":
            parts.append(AsText(block(ArticleBlock.position)))
        elif child.name == "kind":
            parts.append(json_value(block(ArticleBlock.kind), nullable=False))
        else:
            parts.append('"ParallelBlock"')
    return Concat("{", *parts, "}")


def _parallel_segments(
    builder: Builder, block: RowSet, article: Row, of: Selected, child: Selected
) -> Nested:
    locales = of.arguments["locales"]
    wanted = array_rows(builder, unique_getter(locales), at=of)
    directions = array_rows(
        builder, lambda request: [direction(tag) for tag in unique_getter(locales)(request)], at=of
    )
    segment: Any = Segment.__table__.alias(f"{builder.row_name()}s")
    shown: Any = ArticleTranslation.__table__.alias(f"{builder.row_name()}v")
    name = builder.row_name()
    is_shown = exists(
        select(literal_column("1"))
        .select_from(shown)
        .where(
            shown.c.article_id == article(Article.id),
            shown.c.locale == Row(segment.name)(Segment.locale),
            may_see_translation(columns_of(shown), builder.rights),
        )
    )
    source = wanted.join(directions, directions.c.position == wanted.c.position).outerjoin(
        segment,
        and_(segment.c.block_id == block(ArticleBlock.id), segment.c.locale == wanted.c.value, is_shown),
    )

    def text(row: RowSet) -> Concat:
        values: dict[str, Any] = {
            "locale": lambda: Quoted(row.extra("asked", wanted.c.value)),
            "direction": lambda: Quoted(row.extra("direction", directions.c.value)),
            "text": lambda: json_value(row(Segment.text), nullable=True),
            "isOutdated": lambda: boolean(
                row.extra(
                    "is_outdated", _as_one(is_outdated(segment, article(Article.original_locale), name))
                )
                == literal_column("1")
            ),
            "__typename": lambda: '"ParallelSegment"',
        }
        parts: list[Part] = []
        for part in child.children["ParallelSegment"]:
            parts += [("," if parts else "") + f'"{part.key}":', values[part.name]()]
        row.extra("position", wanted.c.position)
        return Concat("{", *parts, "}")

    return rows_text(
        builder,
        base=segment,
        name=name,
        text=text,
        source=source,
        order_by=[wanted.c.position],
    )


def _segment_index(_builder: Builder, row: Row, _selected: Selected) -> Part:
    return AsText(literal_column(f"{row.name}.position"))


def _segment_kind(_builder: Builder, row: Row, _selected: Selected) -> Part:
    return Concat('"', literal_column(f"{row.name}.kind"), '"')


def _segment_is_outdated(_builder: Builder, row: Row, _selected: Selected) -> Part:
    return boolean(literal_column(f"{row.name}.is_outdated") == literal_column("1"))


mapping("Segment", Segment, index=_segment_index, kind=_segment_kind, isOutdated=_segment_is_outdated)
