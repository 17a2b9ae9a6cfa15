"""What subscriptions ask beside what clients select: which comments are in a queue, which are public."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, literal_column, or_, select

from server.models import Comment
from server.models.aliases import alias_of
from server.models.types import Id
from server.permissions import may_see_comment
from server.planning.arrays import array_rows
from server.planning.builder import Builder
from server.planning.comment_filters import comment_filters
from server.planning.ids import id_getter
from server.planning.json_text import Concat, Hex, Part, list_text, nested
from server.planning.queues import in_queue
from server.planning.rows import columns_of
from server.planning.selection import Selected


def queue_members(builder: Builder, selected: Selected) -> Part:
    """{"PENDING": ["0190…", …], …}: by asked queue, the ids of `among` that are in it, or of all that are the newest
    `limit`. Arguments: queues, filter, among or limit."""
    texts: list[Part] = []
    for queue in selected.value("queues"):
        texts += ["," if texts else "", f'"{queue}":', _members(builder, selected, str(queue))]
    return Concat("{", *texts, "}")


def _members(builder: Builder, selected: Selected, queue: str) -> Part:
    name = builder.row_name()
    base: Any = alias_of(Comment, name)
    of = columns_of(base)
    where = [
        *in_queue(queue, of, f"{name}c"),
        may_see_comment(of, builder.rights, builder.known, alias=f"{builder.row_name()}a"),
        *comment_filters(builder, selected, of),
    ]
    if selected.argument("among"):
        where.append(_is_among(builder, selected, base.c.id))
        ids = select(base.c.id.label("id")).select_from(base).where(*where)
    else:
        limit = builder.argument(selected.arguments["limit"], Integer, at=selected)
        newest = (base.c.created_at.desc(), base.c.id.desc())
        ids = select(base.c.id.label("id")).select_from(base).where(*where).order_by(*newest).limit(limit)
    return _list_of_ids(builder, ids)


def public_comments(builder: Builder, selected: Selected) -> Part:
    """The ids of `among` that readers of the article see now; a tombstone only while something hangs below it."""
    base: Any = alias_of(Comment, builder.row_name())
    article = builder.parameter(id_getter(selected.arguments["article"], "article"), Id, at=selected)
    is_shown = or_(base.c.deleted_at.is_(None), base.c.public_reply_count > literal_column("0"))
    where = and_(
        base.c.article_id == article,
        base.c.audience.is_(None),
        is_shown,
        _is_among(builder, selected, base.c.id),
    )
    return _list_of_ids(builder, select(base.c.id.label("id")).select_from(base).where(where))


def _is_among(builder: Builder, selected: Selected, id_: ColumnElement[Any]) -> ColumnElement[bool]:
    """By the primary key, also where the database does not know how long the list will be."""
    argument = selected.arguments["among"]

    def read(request: Any) -> list[str]:
        return [each.hex for each in argument.read(request.variables)]

    rows = array_rows(builder, read, at=selected)
    value: Any = cast(rows.c.value, Id) if builder.is_postgresql else rows.c.value
    return id_.in_(select(value))


def _list_of_ids(builder: Builder, ids: Any) -> Part:
    rows: Any = ids.subquery(builder.row_name())
    return nested(select(list_text(Concat('"', Hex(rows.c.id), '"'))).select_from(rows), None)
