"""What proves the audit log: seals over its entries, and the entries that wait for one.

The database refuses to change or remove what is in `audit_entry`, `audit_seal` and `audit_seal_entry`, and puts
every new entry among those that wait; both by triggers, which the migration 1300 makes.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base
from server.models.types import Id, Instant, utc_now


class AuditSeal(Base):
    """One link of the chain. `hash` covers the seal before and every entry of this one (server.services.seals).

    `mac`        what only a holder of GALLEY_SECRET can make of `hash`; `key_id` tells with which secret.
    `is_complete`  nothing else waited when it was made, so nothing older may come later.
    `vouches`    its maker could check the seal before.
    """

    __tablename__ = "audit_seal"
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(16))
    entry_count: Mapped[int] = mapped_column(SmallInteger)
    is_complete: Mapped[bool] = mapped_column(Boolean)
    vouches: Mapped[bool] = mapped_column(Boolean)
    sealed_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)


class SealedEntry(Base):
    """An entry in its seal: once, as the key says. `number` counts from 1; `digest` is the entry's."""

    __tablename__ = "audit_seal_entry"
    __table_args__ = (UniqueConstraint("seal_position", "number"),)
    entry_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    seal_position: Mapped[int] = mapped_column(
        Integer, ForeignKey("audit_seal.position", ondelete="RESTRICT")
    )
    number: Mapped[int] = mapped_column(SmallInteger)
    digest: Mapped[str] = mapped_column(String(64))


class UnsealedEntry(Base):
    """An entry that waits for its seal. A trigger writes the row with the entry; the sealer takes it out."""

    __tablename__ = "audit_unsealed"
    entry_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
