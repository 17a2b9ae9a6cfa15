"""Persons: readers who comment, guests and those with an identity, and the staff who decide."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base
from server.models.types import Id, Instant, Nfc, utc_now, uuid7


class Person(Base):
    """Somebody who has commented or decided.

    `subject` is the identity provider's name for them, null for a guest. The id of an identified person is
    derived from the subject (server.auth.person_id), so a read needs no look-up to know who asks.
    `address_hash` is a keyed hash of the network prefix they last wrote from (server.auth.address_hash); of staff
    none is kept.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index(None, "email"),
        Index(None, "address_hash"),
        Index("ix_person_staff", "id", postgresql_where=text("is_staff"), sqlite_where=text("is_staff = 1")),
    )
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    external_id: Mapped[str | None] = mapped_column(Nfc, unique=True)
    subject: Mapped[str | None] = mapped_column(Nfc, unique=True)
    name: Mapped[str] = mapped_column(Nfc)
    email: Mapped[str | None] = mapped_column(Nfc)
    is_guest: Mapped[bool] = mapped_column(Boolean, default=True)
    is_staff: Mapped[bool] = mapped_column(Boolean, default=False)
    address_hash: Mapped[str | None] = mapped_column(String(64))
    first_seen_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)


class Ban(Base):
    """A person who may not write. Ends at `until`, or when lifted; at most one that is not lifted."""

    __tablename__ = "ban"
    __table_args__ = (
        Index(
            "uq_ban_person_id_standing",
            "person_id",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
            sqlite_where=text("lifted_at IS NULL"),
        ),
        Index(None, "person_id", "created_at"),
        Index(None, "by_id"),
    )
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    person_id: Mapped[UUID] = mapped_column(Id, ForeignKey("person.id", ondelete="CASCADE"))
    reason: Mapped[str | None] = mapped_column(Nfc)
    until: Mapped[datetime | None] = mapped_column(Instant)
    by_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    lifted_at: Mapped[datetime | None] = mapped_column(Instant)
