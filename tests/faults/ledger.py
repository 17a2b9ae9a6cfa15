"""All that is stored about comments at one moment, read plainly: what `books` is to balance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.models import (
    EMPTY_TOMBSTONE,
    STAFF_ONLY,
    Article,
    AuditEntry,
    Ban,
    Claim,
    Comment,
    CommentRevision,
    Decision,
    Finding,
    Flag,
    OutboxEvent,
)
from server.models.base import Base

Model = TypeVar("Model", bound=Base)
NOTHING = UUID(int=0)


@dataclass(slots=True)
class Ledger:
    """Rows in the order in which they were made. Events and acts older than `since` are left out, as those events
    may have been tidied away."""

    comments: dict[UUID, Comment]
    articles: dict[UUID, Article]
    decisions: dict[UUID, list[Decision]]
    audit: list[AuditEntry]
    events: list[OutboxEvent]
    findings: list[Finding]
    flags: list[Flag]
    revisions: list[CommentRevision]
    bans: list[Ban]
    claims: list[Claim]
    since: UUID
    _replies: dict[UUID | None, list[Comment]] = field(init=False)

    def __post_init__(self) -> None:
        replies: dict[UUID | None, list[Comment]] = defaultdict(list)
        for comment in self.comments.values():
            replies[comment.parent_id].append(comment)
        self._replies = replies

    # ── the rule ────────────────────────────────────────────────────────────────────────────────

    def parent(self, comment: Comment) -> Comment | None:
        return self.comments[comment.parent_id] if comment.parent_id else None

    def replies(self, comment: Comment) -> list[Comment]:
        return self._replies[comment.id]

    def is_below_hidden(self, comment: Comment) -> bool:
        parent = self.parent(comment)
        return parent is not None and (parent.status != "APPROVED" or self.is_below_hidden(parent))

    def is_public(self, comment: Comment) -> bool:
        """Approved, and all above it; a tombstone, while something public hangs below it."""
        if comment.status != "APPROVED" or self.is_below_hidden(comment):
            return False
        return comment.deleted_at is None or any(self.is_public(reply) for reply in self.replies(comment))

    def is_seen_by(self, person_id: UUID | None, comment: Comment) -> bool:
        """Everybody sees what is public, its author what is held below what is public, and both the tombstones that
        lead there."""
        if self.is_below_hidden(comment):
            return False
        if comment.deleted_at is not None:
            return any(self.is_seen_by(person_id, reply) for reply in self.replies(comment))
        return comment.status == "APPROVED" or comment.person_id == person_id

    def audience(self, comment: Comment) -> UUID | None:
        if self.is_below_hidden(comment):
            return STAFF_ONLY
        if comment.status != "APPROVED":
            return STAFF_ONLY if comment.deleted_at else comment.person_id
        return None if self.is_public(comment) else EMPTY_TOMBSTONE


async def read(database: Database, *, since: UUID = NOTHING) -> Ledger:
    """One snapshot, so that a server may be at work."""
    async with database.transaction() as session:
        if not database.is_sqlite:
            await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        decisions: dict[UUID, list[Decision]] = defaultdict(list)
        for decision in await _rows(session, Decision, "version", "id"):
            decisions[decision.comment_id].append(decision)
        return Ledger(
            comments={row.id: row for row in await _rows(session, Comment, "id")},
            articles={row.id: row for row in await _rows(session, Article, "id")},
            decisions=decisions,
            audit=await _rows(session, AuditEntry, "id"),
            events=await _rows(session, OutboxEvent, "id"),
            findings=await _rows(session, Finding, "id"),
            flags=await _rows(session, Flag, "id"),
            revisions=await _rows(session, CommentRevision),
            bans=await _rows(session, Ban, "id"),
            claims=await _rows(session, Claim),
            since=since,
        )


async def _rows(session: AsyncSession, model: type[Model], *order: str) -> list[Model]:
    """Plain rows, which read as the model's objects do and cost half."""
    table = model.__table__
    found = await session.execute(select(table).order_by(*(table.c[name] for name in order)))
    return list(cast("Sequence[Model]", found.all()))
