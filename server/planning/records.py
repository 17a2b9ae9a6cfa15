"""What moderators read beside comments: commenters, and the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from server.models import AuditEntry, Comment, Person
from server.models.types import Id, Instant, Nfc
from server.planning.builder import Builder
from server.planning.comment_filters import FilterPart
from server.planning.connections import Source, connection
from server.planning.cursors import KeyKind, Order
from server.planning.fields import FieldPart, identity, mapping
from server.planning.ids import read_id
from server.planning.json_text import Part
from server.planning.moderation import actor_text, ban_part, count_with_status
from server.planning.queues import comment_list
from server.planning.rows import Row, columns_of
from server.planning.selection import Argument, Selected


def _comments_of_commenter(builder: Builder, row: Row, selected: Selected) -> Part:
    return comment_list(builder, selected, lambda of: [of(Comment.person_id) == row(Person.id)])


_COMMENTER: dict[str, FieldPart] = {
    "id": identity("commenter", Person.id),
    "approvedCount": count_with_status("APPROVED"),
    "rejectedCount": count_with_status("REJECTED"),
    "ban": lambda builder, row, selected: ban_part(builder, selected, row(Person.id)),
    "comments": _comments_of_commenter,
}
mapping("Commenter", Person, **_COMMENTER)


# ── the audit log ───────────────────────────────────────────────────────────────────────────────

AUDIT_ORDER = Order("an", KeyKind.INSTANT, lambda of: of(AuditEntry.at), True)


def audit_log(builder: Builder, selected: Selected) -> Part:
    def where(base: FromClause) -> Sequence[ColumnElement[bool]]:
        of = columns_of(base)
        given = selected.argument("filter")
        if given is None:
            return []
        return [make(builder, selected, found, of) for name, make in _AUDIT.items() if (found := given[name])]

    return connection(builder, selected, Source("AuditEntry", AuditEntry, where, AUDIT_ORDER))


def _any_id(builder: Builder, argument: Argument, at: Selected) -> ColumnElement[Any]:
    def read(text: str) -> Any:
        parts = read_id(text)
        return parts[1] if parts else None

    return builder.argument(argument, Id, at=at, read=read)


_AUDIT: dict[str, FilterPart] = {
    "subject": lambda builder, at, argument, of: of(AuditEntry.subject_id) == _any_id(builder, argument, at),
    "actor": lambda builder, at, argument, of: of(AuditEntry.actor_id) == _any_id(builder, argument, at),
    "action": lambda builder, at, argument, of: (
        of(AuditEntry.action) == builder.argument(argument, Nfc, at=at)
    ),
    "from": lambda builder, at, argument, of: of(AuditEntry.at) >= builder.argument(argument, Instant, at=at),
    "to": lambda builder, at, argument, of: of(AuditEntry.at) < builder.argument(argument, Instant, at=at),
}


def _audit_actor(builder: Builder, row: Row, selected: Selected) -> Part:
    return actor_text(builder, selected, kind=row(AuditEntry.actor_kind), person_id=row(AuditEntry.actor_id))


AUDIT_FIELDS: dict[str, FieldPart] = {"id": identity("audit", AuditEntry.id), "actor": _audit_actor}
