"""The moderators' lists: every comment, the queues, and their counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, exists, func, literal_column, not_, or_, select, tuple_

from server.models import Comment, Decision, Flag
from server.models.types import Instant
from server.permissions import Columns, may_see_comment
from server.planning.builder import Builder
from server.planning.comment_filters import comment_filters
from server.planning.connections import Source, connection
from server.planning.cursors import KeyKind, Order
from server.planning.json_text import AsText, Concat, Part, json_value, nested
from server.planning.moderation import is_reviewed
from server.planning.rows import columns_of
from server.planning.selection import Selected
from server.planning.threads import COMMENT_ORDERS

QUEUES = ("PENDING", "REPORTED", "UNREVIEWED", "SPAM")
_ONE: ColumnElement[Any] = literal_column("1")


# ── queues ──────────────────────────────────────────────────────────────────────────────────────


def _status(of: Columns, status: str) -> ColumnElement[bool]:
    return of(Comment.status) == literal_column(f"'{status}'")


def _under_visible_parent(of: Columns, name: str) -> ColumnElement[bool]:
    """No ancestor is hidden: the parent is everyone's, which implies that its own ancestors are."""
    parent: Any = Comment.__table__.alias(f"{name}u")
    shown = exists(
        select(_ONE)
        .select_from(parent)
        .where(parent.c.id == of(Comment.parent_id), parent.c.audience.is_(None))
    )
    return or_(of(Comment.parent_id).is_(None), shown)


def _pending(of: Columns, name: str) -> list[ColumnElement[bool]]:
    return [_status(of, "PENDING"), _under_visible_parent(of, name)]


def _reported(of: Columns, name: str) -> list[ColumnElement[bool]]:
    """Visible, and flagged in its present text since a person last decided. By way of the flags, which are few,
    to the comments."""
    flag: Any = Flag.__table__.alias(f"{name}f")
    decision: Any = Decision.__table__.alias(f"{name}d")
    decided_since = exists(
        select(_ONE)
        .select_from(decision)
        .where(
            decision.c.comment_id == literal_column(f"{flag.name}.comment_id"),
            decision.c.actor_kind == literal_column("'PERSON'"),
            decision.c.decided_at >= literal_column(f"{flag.name}.created_at"),
        )
    )
    flagged = select(flag.c.comment_id, flag.c.version).where(not_(decided_since))
    return [of(Comment.audience).is_(None), tuple_(of(Comment.id), of(Comment.text_version)).in_(flagged)]


def _unreviewed(of: Columns, _name: str) -> list[ColumnElement[bool]]:
    return [_status(of, "APPROVED"), of(Comment.audience).is_(None), not_(is_reviewed(of))]


def _spam(of: Columns, name: str) -> list[ColumnElement[bool]]:
    return [_status(of, "SPAM"), not_(is_reviewed(of)), _under_visible_parent(of, name)]


_CONDITIONS: dict[str, Callable[[Columns, str], list[ColumnElement[bool]]]] = {
    "PENDING": _pending,
    "REPORTED": _reported,
    "UNREVIEWED": _unreviewed,
    "SPAM": _spam,
}


def in_queue(queue: str, of: Columns, name: str) -> list[ColumnElement[bool]]:
    """The conditions of a queue. `name` begins the names of what they look at beside the comment."""
    return _CONDITIONS[queue](of, name)


def _flags_of(of: Columns) -> ColumnElement[Any]:
    flag: Any = Flag.__table__.alias("counted")
    return (
        select(func.count())
        .select_from(flag)
        .where(flag.c.comment_id == of(Comment.id), flag.c.version == of(Comment.text_version))
        .scalar_subquery()
    )


QUEUE_ORDERS = {
    "RISK": Order("qr", KeyKind.NUMBER, lambda of: of(Comment.risk), True),
    "OLDEST": Order("qo", KeyKind.INSTANT, lambda of: of(Comment.created_at), False),
    "NEWEST": Order("qn", KeyKind.INSTANT, lambda of: of(Comment.created_at), True),
    "MOST_FLAGGED": Order("qf", KeyKind.NUMBER, _flags_of, True),
}


def _visible(builder: Builder, of: Columns) -> ColumnElement[bool]:
    return may_see_comment(of, builder.rights, builder.me, alias=f"{builder.row_name()}a")


def moderation_queue(builder: Builder, selected: Selected) -> Part:
    queue = str(selected.value("queue", "PENDING"))

    def where(base: FromClause) -> Sequence[ColumnElement[bool]]:
        of = columns_of(base)
        conditions = _CONDITIONS[queue](of, builder.row_name())
        return [*conditions, _visible(builder, of), *comment_filters(builder, selected, of)]

    order = QUEUE_ORDERS[str(selected.value("orderBy", "RISK"))]
    return connection(builder, selected, Source("Comment", Comment, where, order))


def all_comments(builder: Builder, selected: Selected) -> Part:
    """Every comment of the site, whatever its status."""
    return comment_list(builder, selected, lambda _of: [])


def comment_list(
    builder: Builder, selected: Selected, keeps: Callable[[Columns], Sequence[ColumnElement[bool]]]
) -> Part:
    def where(base: FromClause) -> Sequence[ColumnElement[bool]]:
        of = columns_of(base)
        return [_visible(builder, of), *keeps(of), *comment_filters(builder, selected, of)]

    order = COMMENT_ORDERS[str(selected.value("orderBy", "NEWEST"))]
    return connection(builder, selected, Source("Comment", Comment, where, order))


def queue_counts(builder: Builder, selected: Selected) -> Part:
    """One object a queue, counted."""
    texts: list[Part] = []
    for queue in QUEUES:
        texts += ["," if texts else "", _queue_count(builder, selected, queue)]
    return Concat("[", *texts, "]")


def _queue_count(builder: Builder, selected: Selected, queue: str) -> Part:
    name = builder.row_name()
    base: Any = Comment.__table__.alias(name)
    of = columns_of(base)
    values: dict[str, Part] = {
        "queue": f'"{queue}"',
        "count": AsText(func.count()),
        "oldest": json_value(func.min(base.c.created_at, type_=Instant()), nullable=True),
        "__typename": '"QueueCount"',
    }
    parts: list[Part] = []
    for child in selected.children["QueueCount"]:
        parts += [("," if parts else "") + f'"{child.key}":', values[child.name]]
    where = [
        *_CONDITIONS[queue](of, f"{name}c"),
        _visible(builder, of),
        *comment_filters(builder, selected, of),
    ]
    if all(isinstance(part, str) for part in parts):
        return Concat("{", *parts, "}")  # only the queue's name: nothing to count, and SQLite refuses to
    return nested(select(Concat("{", *parts, "}")).select_from(base).where(*where), None)
