"""What moderators read of a comment: findings, decisions, flags, claim, the commenter, earlier texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute

from server.models import (
    Ban,
    Claim,
    Comment,
    CommentRevision,
    Decision,
    Finding,
    Flag,
    Person,
)
from server.models.aliases import alias_of
from server.planning.builder import Builder
from server.planning.fields import FieldPart, identity, listing, mapping, object_text, related
from server.planning.json_text import (
    AsText,
    Concat,
    Part,
    Quoted,
    TenThousandths,
    boolean,
    global_id,
    json_value,
    or_null,
)
from server.planning.rows import Row, table_row
from server.planning.selection import Selected
from server.planning.stored_json import SPAN_FIELDS, stored_list
from server.viewer import Role

NEWEST_KEPT: ColumnElement[Any] = literal_column("100")
"""Decisions, flags and revisions shown of one comment: the newest (the contract's cap)."""

POLICY_NAME = "Policy"


def moderation_text(builder: Builder, row: Row, selected: Selected) -> Concat:
    """The CommentModeration object is the comment's own row, seen by a moderator."""
    return object_text(builder, row, "CommentModeration", selected.children["CommentModeration"])


def is_reviewed(row: Callable[[InstrumentedAttribute[Any]], ColumnElement[Any]]) -> ColumnElement[bool]:
    """A person has decided about this version."""
    return func.coalesce(row(Comment.reviewed_version), literal_column("0")) == row(Comment.version)


def _newest(
    type_name: str,
    model: Any,
    *,
    by: Sequence[InstrumentedAttribute[Any]],
    is_current: bool = False,
) -> FieldPart:
    """A comment's rows of `model`, newest first; `is_current` keeps those of the present text."""

    def part(builder: Builder, row: Row, selected: Selected) -> Part:
        base: Any = alias_of(model, f"{builder.row_name()}t")
        where = [base.c.comment_id == row(Comment.id)]
        if is_current:
            where.append(base.c.version == row(Comment.text_version))
        order = [base.c[column.key].desc() for column in by]
        return listing(
            builder, selected, type_name, base=base, where=where, order_by=order, limit=NEWEST_KEPT
        )

    return part


def _flag_count(builder: Builder, row: Row, _selected: Selected) -> Part:
    flag: Any = alias_of(Flag, f"{builder.row_name()}f")
    counted = (
        select(func.count())
        .select_from(flag)
        .where(flag.c.comment_id == row(Comment.id), flag.c.version == row(Comment.text_version))
    )
    return AsText(counted.scalar_subquery())


def _claim(builder: Builder, row: Row, selected: Selected) -> Part:
    """The claim that stands; an expired one is none."""
    return related(
        builder,
        selected,
        "Claim",
        model=Claim,
        where=lambda found: [
            found(Claim.comment_id) == row(Comment.id),
            found(Claim.expires_at) > builder.now,
        ],
    )


def _commenter(builder: Builder, row: Row, selected: Selected) -> Part:
    return related(
        builder,
        selected,
        "Commenter",
        model=Person,
        where=lambda found: [found(Person.id) == row(Comment.person_id)],
    )


mapping(
    "CommentModeration",
    Comment,
    isReviewed=lambda _builder, row, _selected: boolean(is_reviewed(row)),
    risk=lambda _builder, row, _selected: TenThousandths(row(Comment.risk)),
    findings=_newest("Finding", Finding, by=[Finding.id], is_current=True),
    decisions=_newest("Decision", Decision, by=[Decision.decided_at, Decision.id]),
    flags=_newest("Flag", Flag, by=[Flag.created_at, Flag.id]),
    flagCount=_flag_count,
    claim=_claim,
    commenter=_commenter,
    revisions=_newest("CommentRevision", CommentRevision, by=[CommentRevision.version]),
)


def _score(_builder: Builder, row: Row, _selected: Selected) -> Part:
    """Null where the check does not measure. SQLite's printf makes a number even of NULL."""
    score = row(Finding.score)
    return case((score.is_(None), Concat("null")), else_=TenThousandths(score))


mapping(
    "Finding",
    Finding,
    check=lambda _builder, row, _selected: json_value(row(Finding.check_name), nullable=False),
    score=_score,
    spans=lambda builder, row, selected: stored_list(
        builder, row(Finding.spans), selected, "TextSpan", SPAN_FIELDS
    ),
)
mapping("CommentRevision", CommentRevision)


# ── people ──────────────────────────────────────────────────────────────────────────────────────


def name_of(builder: Builder, person_id: ColumnElement[Any]) -> ColumnElement[Any]:
    person, alias = table_row(Person, f"{builder.row_name()}n")
    return (
        select(person(Person.name)).select_from(alias).where(person(Person.id) == person_id).scalar_subquery()
    )


def actor_text(
    builder: Builder, selected: Selected, *, kind: ColumnElement[Any] | None, person_id: ColumnElement[Any]
) -> Concat:
    """An Actor: a person by id, or the policy where `kind` says so. A person who was erased has no name."""
    name = func.coalesce(name_of(builder, person_id), literal_column("''"))
    values: dict[str, Part] = {
        "kind": '"PERSON"' if kind is None else Concat('"', kind, '"'),
        "id": or_null(global_id("actor", person_id)),
        "name": Quoted(name)
        if kind is None
        else case((kind == literal_column("'POLICY'"), Concat(f'"{POLICY_NAME}"')), else_=Quoted(name)),
        "__typename": '"Actor"',
    }
    parts: list[Part] = []
    for child in selected.children["Actor"]:
        parts += [("," if parts else "") + f'"{child.key}":', values[child.name]]
    return Concat("{", *parts, "}")


def _decision_actor(builder: Builder, row: Row, selected: Selected) -> Part:
    return actor_text(builder, selected, kind=row(Decision.actor_kind), person_id=row(Decision.actor_id))


mapping(
    "Decision",
    Decision,
    id=identity("decision", Decision.id),
    actor=_decision_actor,
    batchId=identity("batch", Decision.batch_id),
    undoesId=identity("decision", Decision.undoes_id),
)
mapping(
    "Claim",
    Claim,
    by=lambda builder, row, selected: actor_text(builder, selected, kind=None, person_id=row(Claim.by_id)),
)


def _reporter_name(builder: Builder, row: Row, _selected: Selected) -> Part:
    return or_null(Quoted(name_of(builder, row(Flag.reporter_id))))


mapping("Flag", Flag, id=identity("flag", Flag.id), reporterName=_reporter_name)


def ban_part(builder: Builder, selected: Selected, person_id: ColumnElement[Any]) -> Part:
    """The ban that stands now, or null."""
    return related(
        builder,
        selected,
        "Ban",
        model=Ban,
        where=lambda found: [
            found(Ban.person_id) == person_id,
            found(Ban.lifted_at).is_(None),
            func.coalesce(found(Ban.until) > builder.now, literal_column("true")),
        ],
    )


def _ban_by(builder: Builder, row: Row, selected: Selected) -> Part:
    if not builder.rights.has_role(Role.MODERATOR):
        return "null"
    text = actor_text(builder, selected, kind=None, person_id=row(Ban.by_id))
    return case((row(Ban.by_id).is_(None), Concat("null")), else_=text)


mapping("Ban", Ban, by=_ban_by)


def count_with_status(status: str) -> FieldPart:
    def part(builder: Builder, row: Row, _selected: Selected) -> Part:
        comment: Any = alias_of(Comment, f"{builder.row_name()}c")
        counted = (
            select(func.count())
            .select_from(comment)
            .where(comment.c.person_id == row(Person.id), comment.c.status == literal_column(f"'{status}'"))
        )
        return AsText(counted.scalar_subquery())

    return part
