"""The body of an article in several locales, side by side."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    and_,
    exists,
    literal_column,
    select,
)

from server.models import Article, ArticleBlock, ArticleTranslation, Segment
from server.models.aliases import alias_of
from server.permissions import may_see_translation
from server.planning.arrays import array_rows
from server.planning.bodies import is_outdated
from server.planning.builder import Builder, TextArray
from server.planning.fields import rows_text
from server.planning.json_text import (
    AsText,
    Concat,
    Nested,
    Part,
    Quoted,
    as_one,
    boolean,
    json_value,
)
from server.planning.locales import unique_getter
from server.planning.rows import Row, RowSet, columns_of
from server.planning.selection import Selected
from server.text.scripts import direction


def parallel_text(builder: Builder, row: Row, selected: Selected) -> Part:
    """One row a block, one segment for each asked locale, its text null where the viewer finds none."""
    # Read also where no segment is selected, so that too many locales are refused there too.
    builder.parameter(unique_getter(selected.arguments["locales"]), TextArray, at=selected)
    base: Any = alias_of(ArticleBlock, f"{builder.row_name()}t")
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
    segment: Any = alias_of(Segment, f"{builder.row_name()}s")
    shown: Any = alias_of(ArticleTranslation, f"{builder.row_name()}v")
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
                row.extra("is_outdated", as_one(is_outdated(segment, article(Article.original_locale), name)))
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
