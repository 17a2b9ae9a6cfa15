"""The moderators' lists: every comment, the queues, and their counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
)

from server.models import STAFF_ONLY, Comment, CommentPolicy, Decision, Flag
from server.models.aliases import alias_of
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
from server.planning.threads import COMMENT_ORDERS, policy_rows

QUEUES = ("PENDING", "REPORTED", "UNREVIEWED", "SPAM")
_ONE: ColumnElement[Any] = literal_column("1")

REPORTS_TO_RETURN = 3
"""Where the policy has no number of its own: it never holds by reports."""


# ── queues ──────────────────────────────────────────────────────────────────────────────────────


def _status(of: Columns, status: str) -> ColumnElement[bool]:
    return of(Comment.status) == literal_column(f"'{status}'")


def _not_below_hidden(of: Columns) -> ColumnElement[bool]:
    """Of a comment that is not approved: its audience is its author, or nobody where something above is hidden."""
    return of(Comment.audience) != literal_column(f"'{STAFF_ONLY.hex}'")


def _is_unseen(of: Columns) -> ColumnElement[bool]:
    return not_(is_reviewed(of))


def _pending(of: Columns, _name: str) -> list[ColumnElement[bool]]:
    return [_status(of, "PENDING"), _not_below_hidden(of)]


def _looked_since(flag_name: str, name: str) -> ColumnElement[bool]:
    """A person has decided about the comment since it was flagged. A decision that was taken back was no look, and
    taking it back was none either."""
    decision: Any = alias_of(Decision, name)
    undo: Any = alias_of(Decision, f"{name}b")
    undone = exists(select(_ONE).select_from(undo).where(undo.c.undoes_id == decision.c.id))
    return exists(
        select(_ONE)
        .select_from(decision)
        .where(
            decision.c.comment_id == literal_column(f"{flag_name}.comment_id"),
            decision.c.actor_kind == literal_column("'PERSON'"),
            decision.c.decided_at >= literal_column(f"{flag_name}.created_at"),
            decision.c.undoes_id.is_(None),
            not_(undone),
        )
    )


def _reports_needed(comment_id: ColumnElement[Any], name: str) -> ColumnElement[int]:
    """How many new reports bring a text back that was looked at when it had some: as many as would hold it."""
    comment: Any = alias_of(Comment, f"{name}m")
    article_id = select(comment.c.article_id).where(comment.c.id == comment_id).scalar_subquery()
    policy, rowset = policy_rows(article_id, name)
    needed = func.coalesce(policy(CommentPolicy.flags_to_hold), literal_column(str(REPORTS_TO_RETURN)))
    return select(needed).select_from(policy.from_clause(rowset)).scalar_subquery()


def _reported(of: Columns, name: str) -> list[ColumnElement[bool]]:
    """Visible, and flagged in its present text since a person last looked. By way of the flags, which are few, to
    the comments. What was reported then, and left as it is, comes back by enough new reports."""
    flag: Any = alias_of(Flag, f"{name}f")
    earlier: Any = alias_of(Flag, f"{name}g")
    comment_id: ColumnElement[Any] = literal_column(f"{flag.name}.comment_id")
    version: ColumnElement[Any] = literal_column(f"{flag.name}.version")
    was_reported = exists(
        select(_ONE)
        .select_from(earlier)
        .where(
            earlier.c.comment_id == comment_id,
            earlier.c.version == version,
            _looked_since(earlier.name, f"{name}e"),
        )
    )
    flagged = (
        select(flag.c.comment_id, flag.c.version)
        .where(not_(_looked_since(flag.name, f"{name}d")))
        .group_by(flag.c.comment_id, flag.c.version)
        .having(or_(not_(was_reported), func.count() >= _reports_needed(comment_id, f"{name}p")))
    )
    return [of(Comment.audience).is_(None), tuple_(of(Comment.id), of(Comment.text_version)).in_(flagged)]


def _unreviewed(of: Columns, _name: str) -> list[ColumnElement[bool]]:
    return [_status(of, "APPROVED"), of(Comment.audience).is_(None), _is_unseen(of)]


def _spam(of: Columns, _name: str) -> list[ColumnElement[bool]]:
    return [_status(of, "SPAM"), _not_below_hidden(of), _is_unseen(of)]


_CONDITIONS: dict[str, Callable[[Columns, str], list[ColumnElement[bool]]]] = {
    "PENDING": _pending,
    "REPORTED": _reported,
    "UNREVIEWED": _unreviewed,
    "SPAM": _spam,
}


def in_queue(queue: str, of: Columns, name: str) -> list[ColumnElement[bool]]:
    """The conditions of a queue; `name` begins the names of what they look at beside the comment. What its author has
    deleted asks for nobody: no decision could be taken about it."""
    return [*_CONDITIONS[queue](of, name), of(Comment.deleted_at).is_(None)]


_REPORTS: Any = (
    select(Flag.comment_id, Flag.version, func.count().label("reports"))
    .group_by(Flag.comment_id, Flag.version)
    .subquery("counted")
)
"""The reports of every text that has any, counted once: for each comment of a queue it would be 80,000 look-ups."""


def _with_reports(base: Any) -> FromClause:
    joined: FromClause = base.outerjoin(
        _REPORTS, and_(_REPORTS.c.comment_id == base.c.id, _REPORTS.c.version == base.c.text_version)
    )
    return joined


def _report_count(_of: Columns) -> ColumnElement[Any]:
    return func.coalesce(_REPORTS.c.reports, literal_column("0"))


QUEUE_ORDERS = {
    "RISK": Order("qr", KeyKind.NUMBER, lambda of: of(Comment.risk), True),
    "OLDEST": Order("qo", KeyKind.INSTANT, lambda of: of(Comment.created_at), False),
    "NEWEST": Order("qn", KeyKind.INSTANT, lambda of: of(Comment.created_at), True),
    "MOST_FLAGGED": Order("qf", KeyKind.NUMBER, _report_count, True),
}


def _visible(builder: Builder, of: Columns) -> ColumnElement[bool]:
    return may_see_comment(of, builder.rights, builder.known, alias=f"{builder.row_name()}a")


def moderation_queue(builder: Builder, selected: Selected) -> Part:
    queue = str(selected.value("queue", "PENDING"))

    def where(base: FromClause) -> Sequence[ColumnElement[bool]]:
        of = columns_of(base)
        conditions = in_queue(queue, of, builder.row_name())
        return [*conditions, _visible(builder, of), *comment_filters(builder, selected, of)]

    order = str(selected.value("orderBy", "RISK"))
    source = Source("Comment", Comment, where, QUEUE_ORDERS[order])
    if order == "MOST_FLAGGED":
        source = replace(source, join=_with_reports)
    return connection(builder, selected, source)


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
    base: Any = alias_of(Comment, name)
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
        *in_queue(queue, of, f"{name}c"),
        _visible(builder, of),
        *comment_filters(builder, selected, of),
    ]
    if all(isinstance(part, str) for part in parts):
        return Concat("{", *parts, "}")  # only the queue's name: nothing to count, and SQLite refuses to
    return nested(select(Concat("{", *parts, "}")).select_from(base).where(*where), None)
