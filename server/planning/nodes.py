"""Nodes by id: each type's table and who may see a row of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, cast, exists, func, literal_column, select, true

from server.errors import BadUserInput
from server.models import (
    Article,
    ArticleTranslation,
    AuditEntry,
    Author,
    Category,
    Comment,
    Image,
    Person,
    Tag,
)
from server.models.aliases import alias_of
from server.models.types import Id
from server.permissions import may_see_article, may_see_comment, may_see_translation
from server.planning.arrays import array_rows
from server.planning.builder import Builder
from server.planning.fields import mapping, object_text
from server.planning.ids import read_id
from server.planning.json_text import Concat, Nested, Part, list_text, nested
from server.planning.locales import LOCALE, AskedRow
from server.planning.records import AUDIT_FIELDS
from server.planning.rows import EVERY, Row, RowSet, columns_of, limited
from server.planning.selection import Selected
from server.viewer import Role

IDS_AT_ONCE = 100
"""The contract's limit for nodes(ids)."""

Visible = Callable[[Builder, Row], ColumnElement[bool] | None]
"""The condition under which the viewer sees a row; None when no row can be seen."""


@dataclass(frozen=True, slots=True)
class NodeType:
    type_name: str
    model: Any
    visible: Visible


def _always(_builder: Builder, _row: Row) -> ColumnElement[bool]:
    return true()


def _to_moderators(builder: Builder, _row: Row) -> ColumnElement[bool] | None:
    return true() if builder.rights.has_role(Role.MODERATOR) else None


def article_seen(builder: Builder, row: Row) -> ColumnElement[bool]:
    return may_see_article(row, builder.rights)


def translation_seen(builder: Builder, row: Row) -> ColumnElement[bool]:
    """The translation may be seen, and its article."""
    article: Any = alias_of(Article, f"{builder.row_name()}a")
    of_article = exists(
        select(literal_column("1"))
        .select_from(article)
        .where(
            article.c.id == row(ArticleTranslation.article_id),
            may_see_article(columns_of(article), builder.rights),
        )
    )
    return may_see_translation(row, builder.rights) & of_article


def comment_seen(builder: Builder, row: Row) -> ColumnElement[bool]:
    return may_see_comment(row, builder.rights, builder.known, alias=f"{builder.row_name()}a")


NODES = {
    "article": NodeType("Article", Article, article_seen),
    "translation": NodeType("ArticleTranslation", ArticleTranslation, translation_seen),
    "author": NodeType("Author", Author, _always),
    "category": NodeType("Category", Category, _always),
    "tag": NodeType("Tag", Tag, _always),
    "image": NodeType("Image", Image, _always),
    "comment": NodeType("Comment", Comment, comment_seen),
    "commenter": NodeType("Commenter", Person, _to_moderators),
    "audit": NodeType("AuditEntry", AuditEntry, _to_moderators),
}
"""By the prefix of the id."""


def by_key(builder: Builder, selected: Selected, prefix: str, key: ColumnElement[Any]) -> Part:
    """The visible row of one type with that id, as the selection wants it, or null."""
    kind = NODES[prefix]
    return _one(builder, selected, kind, key, Row)


def _one(
    builder: Builder,
    selected: Selected,
    kind: NodeType,
    key: ColumnElement[Any],
    make_row: Callable[[str], Row],
) -> Part:
    name = builder.row_name()
    row = make_row(name)
    visible = kind.visible(builder, row)
    if visible is None:
        return "null"
    alias = alias_of(kind.model, name)
    text = object_text(builder, row, kind.type_name, selected.children[kind.type_name])
    return nested(select(text).select_from(alias).where(row(kind.model.id) == key, visible))


def node(builder: Builder, selected: Selected) -> Part:
    """node(id): planned as the type that the id names."""
    argument = selected.arguments["id"]
    parts = read_id(argument.value)
    if parts is None or parts[0] not in NODES:
        return "null"
    prefix = parts[0]

    def read(position: int) -> Callable[[str], Any]:
        return lambda text: (read_id(text) or (None, None, None))[position]

    key = builder.argument(argument, Id, at=selected, read=read(1))
    if parts[2] is None:
        return by_key(builder, selected, prefix, key)
    asked = builder.argument(argument, LOCALE, at=selected, read=read(2))
    return _one(builder, selected, NODES[prefix], key, lambda name: AskedRow(name, asked))


def nodes(builder: Builder, selected: Selected) -> Part:
    """nodes(ids): one element an id, in the order asked; null for what is ill-formed or not visible."""
    argument = selected.arguments["ids"]

    def column(position: int) -> Callable[[Any], list[str]]:
        def read(request: Any) -> list[str]:
            found = (read_id(text) for text in few_ids(argument.read(request.variables)))
            return [_text(parts[position]) if parts else "" for parts in found]

        return read

    kinds = array_rows(builder, column(0), at=selected)
    keys = array_rows(builder, column(1), at=selected)
    tags = array_rows(builder, column(2), at=selected)
    name = builder.row_name()
    row = RowSet(name, lambda attribute: literal_column(attribute.key))
    kind = row.extra("kind", kinds.c.value)
    raw = row.extra("key", keys.c.value)
    tag = row.extra("tag", tags.c.value)
    key = _as_uuid(builder, raw)
    named = {parts[0] for text in argument.value if (parts := read_id(text))}
    branches = [
        (kind == literal_column(f"'{prefix}'"), _branch(builder, selected, prefix, row, key, tag))
        for prefix in sorted(named & NODES.keys())
    ]
    text = case(*branches, else_=Concat("null")) if branches else Concat("null")
    row.extra("position", kinds.c.position)
    source = kinds.join(keys, keys.c.position == kinds.c.position).join(
        tags, tags.c.position == kinds.c.position
    )
    rowset = limited(source, where=[], order_by=[kinds.c.position], limit=EVERY)
    return nested(select(list_text(text)).select_from(row.from_clause(rowset)), None)


def few_ids(ids: list[str]) -> list[str]:
    """Raises BadUserInput for more than the contract allows."""
    if len(ids) > IDS_AT_ONCE:
        raise BadUserInput(f"At most {IDS_AT_ONCE} ids can be named at once.")
    return ids


def _text(part: str | UUID | None) -> str:
    return part.hex if isinstance(part, UUID) else part or ""


def _branch(
    builder: Builder, selected: Selected, prefix: str, element: Row, key: Any, tag: ColumnElement[Any]
) -> ColumnElement[str]:
    """One type's look-up for an element. A translation's knows the locale that its id ends in, if it does."""

    def row(name: str) -> Row:
        if prefix != "translation":
            return Row(name)
        own = literal_column(f"{name}.locale", LOCALE)
        return AskedRow(name, func.coalesce(func.nullif(tag, literal_column("''")), own))

    return _hoisted(element, _one(builder, selected, NODES[prefix], key, row))


def _hoisted(row: Row, part: Part) -> ColumnElement[str]:
    """A look-up where the row keeps nested selects: inside a CASE it would use up SQLite's parser twice as fast."""
    return row.nest(part) if isinstance(part, Nested) else Concat(part)


def _as_uuid(builder: Builder, raw: ColumnElement[Any]) -> ColumnElement[Any]:
    """The hex text as the column's type; an ill-formed id's empty text as NULL."""
    return cast(func.nullif(raw, literal_column("''")), Id) if builder.is_postgresql else raw


def _subject(builder: Builder, row: Row, selected: Selected) -> Part:
    """What an audit entry is about, as far as it still exists."""
    kind = row(AuditEntry.subject_type)
    branches = []
    for prefix in NODES:
        part = by_key(builder, selected, prefix, row(AuditEntry.subject_id))
        branches.append((kind == literal_column(f"'{prefix}'"), _hoisted(row, part)))
    return case(*branches, else_=Concat("null"))


mapping("AuditEntry", AuditEntry, subject=_subject, **AUDIT_FIELDS)
