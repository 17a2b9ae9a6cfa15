"""What happened: the audit log, and the outbox of events that others are told of."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, FetchedValue, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base, one_of
from server.models.moderation import ActorKind
from server.models.types import Choice, Id, Instant, JsonText, utc_now, uuid7


class AuditEntry(Base):
    """One act. `before` and `after` hold codes and digests, never names, notes or bodies."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index(None, "at", "id"),
        Index(None, "subject_id", "at"),
        Index(None, "actor_id", "at"),
        one_of("actor_kind", ActorKind),
    )
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    actor_kind: Mapped[ActorKind] = mapped_column(Choice(ActorKind))
    actor_id: Mapped[UUID | None] = mapped_column(Id)
    action: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str | None] = mapped_column(String(24))
    subject_id: Mapped[UUID | None] = mapped_column(Id)
    before: Mapped[str | None] = mapped_column(String(200))
    after: Mapped[str | None] = mapped_column(String(200))


class OutboxEvent(Base):
    """Something others want to know, written in the transaction that did it. Holds ids, never text.

    `position` is the database's to give (docs/decisions/0024): on PostgreSQL the number of the transaction, from
    which a snapshot tells whether it had committed; on SQLite a number that rises with every row.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "position"),)
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[Any] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    position: Mapped[int] = mapped_column(BigInteger, server_default=FetchedValue())
