"""How a comment is read, by readers and by moderators."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, exists, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute

from server.models import Article, Comment, Flag
from server.models.aliases import alias_of
from server.permissions import may_see_comment
from server.planning.builder import Builder
from server.planning.content import one
from server.planning.fields import FieldPart, condition, identity, mapping, related
from server.planning.json_text import Concat, Part, json_value
from server.planning.moderation import moderation_text
from server.planning.rows import Row
from server.planning.selection import Selected
from server.planning.threads import editable_until, replies_of_comment, reply_count
from server.viewer import Role


def _unless_deleted(attribute: InstrumentedAttribute[Any]) -> FieldPart:
    def part(_builder: Builder, row: Row, _selected: Selected) -> Part:
        value = json_value(row(attribute), nullable=False)
        return case((row(Comment.deleted_at).is_(None), value), else_=Concat("null"))

    return part


def _parent(builder: Builder, row: Row, selected: Selected) -> Part:
    """Null at the top level, and for a parent that may not be seen."""
    return related(
        builder,
        selected,
        "Comment",
        model=Comment,
        where=lambda found: [
            found(Comment.id) == row(Comment.parent_id),
            may_see_comment(found, builder.rights, builder.known, alias=f"{found.name}a"),
        ],
    )


def _is_mine(builder: Builder, row: Row) -> Any:
    return row(Comment.person_id) == builder.me if builder.me is not None else False


def _rejection_reason(builder: Builder, row: Row, _selected: Selected) -> Part:
    """For its author and for moderators."""
    value = json_value(row(Comment.rejection_reason), nullable=True)
    if builder.rights.has_role(Role.MODERATOR):
        return value
    if builder.me is None:
        return "null"
    return case((row(Comment.person_id) == builder.me, value), else_=Concat("null"))


def _viewer_has_flagged(builder: Builder, row: Row) -> Any:
    """The present text: another one may be reported anew."""
    if builder.me is None:
        return False
    flag: Any = alias_of(Flag, f"{builder.row_name()}f")
    return exists(
        select(literal_column("1"))
        .select_from(flag)
        .where(
            flag.c.comment_id == row(Comment.id),
            flag.c.version == row(Comment.text_version),
            flag.c.reporter_id == builder.me,
        )
    )


def _moderation(builder: Builder, row: Row, selected: Selected) -> Part:
    if not builder.rights.has_role(Role.MODERATOR):
        return "null"
    return moderation_text(builder, row, selected)


mapping(
    "Comment",
    Comment,
    id=identity("comment", Comment.id),
    article=one("Article", Article, Comment.article_id),
    parent=_parent,
    body=_unless_deleted(Comment.body),
    bodyHtml=_unless_deleted(Comment.body_html),
    authorName=_unless_deleted(Comment.author_name),
    isDeleted=condition(lambda _builder, row: row(Comment.deleted_at).is_not(None)),
    isMine=condition(_is_mine),
    rejectionReason=_rejection_reason,
    viewerHasFlagged=condition(_viewer_has_flagged),
    editableUntil=editable_until,
    replies=replies_of_comment,
    replyCount=reply_count,
    moderation=_moderation,
)
