"""All that is kept of one person, as one document, for the person themselves.

Others who appear in it are left out: who reported, who decided, who banned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.models import (
    AuditEntry,
    Ban,
    Base,
    Claim,
    Comment,
    CommentLikeness,
    CommentRevision,
    Decision,
    Finding,
    Flag,
    Person,
    RateWindow,
    SubmissionKey,
)
from server.models.types import format_instant

COMMENTS_AT_ONCE = 200
"""With all that hangs on them: some milliseconds of SQLite's one writer."""

_OF_COMMENT: dict[str, tuple[Any, tuple[str, ...]]] = {
    "revisions": (CommentRevision, ("version", "body", "created_at")),
    "findings": (Finding, ("version", "check_name", "outcome", "score", "message", "spans")),
    "decisions": (
        Decision,
        ("version", "status", "previous_status", "reason", "note", "actor_kind", "decided_at"),
    ),
    "reports": (Flag, ("version", "reason", "details", "created_at")),
    "claims": (Claim, ("claimed_at", "expires_at")),
    "likeness": (CommentLikeness, ("created_at", "band_0", "band_1", "band_2", "band_3")),
}
"""What hangs on a comment: its name in the document, the table, the columns that are told."""

Progress = Callable[[int, int], None]


async def export_person(
    database: Database, person_id: UUID, *, now: datetime, progress: Progress
) -> dict[str, Any] | None:
    """None where there is no such person. `progress` is told how many comments of how many are read."""
    async with database.transaction() as session:
        person = await session.get(Person, person_id)
        if person is None:
            return None
        document: dict[str, Any] = {"exportedAt": format_instant(now), "person": _told(person)}
        document |= await _acts(session, person_id)
        total = await session.scalar(
            select(func.count()).select_from(Comment).where(Comment.person_id == person_id)
        )
    comments: list[dict[str, Any]] = []
    last = UUID(int=0)
    while True:
        async with database.transaction() as session:
            found = await _comments(session, person_id, last)
        if not found:
            return document | {"comments": comments}
        comments += [told for _, told in found]
        last = found[-1][0]
        progress(len(comments), total or 0)


async def _acts(session: AsyncSession, person_id: UUID) -> dict[str, Any]:
    """What they did besides writing, and what was done about them."""
    involves = or_(AuditEntry.actor_id == person_id, AuditEntry.subject_id == person_id)
    lists: dict[str, tuple[Any, Any, tuple[str, ...]]] = {
        "bans": (Ban, Ban.person_id == person_id, ("reason", "until", "created_at", "lifted_at")),
        "reportsMade": (
            Flag,
            Flag.reporter_id == person_id,
            ("comment_id", "version", "reason", "details", "created_at"),
        ),
        "decisionsTaken": (
            Decision,
            Decision.actor_id == person_id,
            ("comment_id", "version", "status", "reason", "note", "decided_at"),
        ),
        "claims": (Claim, Claim.by_id == person_id, ("comment_id", "expires_at")),
        "idempotencyKeys": (
            SubmissionKey,
            SubmissionKey.scope == person_id.hex,
            ("key", "comment_id", "created_at"),
        ),
        "rateWindows": (
            RateWindow,
            RateWindow.subject == person_id.hex,
            ("action", "hits", "expires_at"),
        ),
        "auditEntries": (
            AuditEntry,
            involves,
            ("at", "action", "subject_type", "subject_id", "before", "after"),
        ),
    }
    return {
        name: [
            _told(row, columns)
            for row in await session.scalars(
                select(model).where(condition).order_by(*model.__table__.primary_key)
            )
        ]
        for name, (model, condition, columns) in lists.items()
    }


async def _comments(
    session: AsyncSession, person_id: UUID, last: UUID
) -> Sequence[tuple[UUID, dict[str, Any]]]:
    rows = await session.scalars(
        select(Comment)
        .where(Comment.person_id == person_id, Comment.id > last)
        .order_by(Comment.id)
        .limit(COMMENTS_AT_ONCE)
    )
    comments = rows.all()
    ids = [comment.id for comment in comments]
    told = {
        comment.id: _told(comment, hidden=("person_id", "audience", "search_text")) for comment in comments
    }
    for name, (model, columns) in _OF_COMMENT.items():
        hanging: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        query = select(model).where(model.comment_id.in_(ids)).order_by(*model.__table__.primary_key)
        for row in await session.scalars(query):
            hanging[row.comment_id].append(_told(row, columns))
        for comment_id in ids:
            told[comment_id][name] = hanging[comment_id]
    return list(told.items())


def _told(row: Base, columns: Sequence[str] | None = None, *, hidden: Sequence[str] = ()) -> dict[str, Any]:
    """The columns of a row (all by default) as JSON has them: camelCase, ids in hex."""
    names = columns or [column.key for column in row.__table__.columns if column.key not in hidden]
    return {_camel(name): _plain(getattr(row, name)) for name in names}


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return format_instant(value) if isinstance(value, datetime) else value
