"""The sealer: within a second, what is new in the audit log is hashed together with the seal before.

Nothing that writes an entry waits for it. An entry is queued by a trigger in its own transaction, so one that
commits late is found late, and goes into a later seal; the key of a sealed entry keeps it from going into two.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.models import AuditEntry, AuditSeal, SealedEntry, UnsealedEntry
from server.models.types import utc_now
from server.services.seals import FIRST, SealContent, entry_digest, is_signed, key_id, seal_mac
from server.services.turns import Turn, has_turn

SEAL_EVERY_SECONDS = 0.4
"""With the time that a seal takes, an entry is sealed well within a second."""

SEALED_AT_ONCE = 500
"""Entries in a seal: 20 ms of SQLite's one writer. More waiting ones are the next seal's."""

SOMETHING_UNSEALED = """SELECT count(*) FROM (SELECT 1 FROM audit_unsealed
JOIN audit_entry ON audit_entry.id = audit_unsealed.entry_id LIMIT 1) AS waiting"""
"""A look without a write lock; usually there is nothing. An entry that was removed before its seal stays queued,
for `galley doctor --audit` to tell of."""


async def seal_what_waits(database: Database) -> int:
    """Seals everything that was committed before; returns the number of entries. What comes meanwhile is the next
    step's: under load a seal for every few entries would take a tenth of the server's time."""
    sealed = 0
    while (await database.read(SOMETHING_UNSEALED, ()))[0]:
        count = await seal_some(database, now=utc_now())
        sealed += count
        if count < SEALED_AT_ONCE:  # all, or another process is at it
            break
    return sealed


async def seal_some(database: Database, *, now: datetime) -> int:
    """One seal in one transaction; 0 entries where there is nothing to do, or another process does it."""
    async with database.transaction() as session:
        if not await has_turn(session, Turn.SEALING):
            return 0
        waiting = await _waiting(session)
        if not waiting:
            return 0
        head = await _head(session)
        await _store(session, waiting, head, secrets=database.settings.secrets, now=now)
        return len(waiting)


async def _waiting(session: AsyncSession) -> list[AuditEntry]:
    rows = await session.scalars(
        select(AuditEntry)
        .join(UnsealedEntry, UnsealedEntry.entry_id == AuditEntry.id)
        .order_by(UnsealedEntry.entry_id)
        .limit(SEALED_AT_ONCE)
    )
    return list(rows)


async def _head(session: AsyncSession) -> AuditSeal | None:
    return await session.scalar(select(AuditSeal).order_by(AuditSeal.position.desc()).limit(1))


async def _store(
    session: AsyncSession,
    waiting: list[AuditEntry],
    head: AuditSeal | None,
    *,
    secrets: Sequence[bytes],
    now: datetime,
) -> None:
    """The position's key refuses a second seal upon the same head, whatever became of the turn."""
    digests: list[tuple[UUID, str]] = [(entry.id, entry_digest(entry)) for entry in waiting]
    content = SealContent(
        position=head.position + 1 if head else 1,
        previous_hash=head.hash if head else FIRST,
        sealed_at=max(now, head.sealed_at) if head else now,
        is_complete=len(waiting) < SEALED_AT_ONCE,
        vouches=head is None or is_signed(head.hash, key=head.key_id, mac=head.mac, secrets=secrets) is True,
        entries=tuple(digests),
    )
    seal_hash = content.hash()
    await session.execute(
        insert(AuditSeal).values(
            position=content.position,
            previous_hash=content.previous_hash,
            hash=seal_hash,
            mac=seal_mac(secrets[0], seal_hash),
            key_id=key_id(secrets[0]),
            entry_count=len(digests),
            is_complete=content.is_complete,
            vouches=content.vouches,
            sealed_at=content.sealed_at,
        )
    )
    await session.execute(
        insert(SealedEntry),
        [
            {"entry_id": entry_id, "seal_position": content.position, "number": number, "digest": digest}
            for number, (entry_id, digest) in enumerate(digests, start=1)
        ],
    )
    ids = [entry_id for entry_id, _ in digests]
    await session.execute(delete(UnsealedEntry).where(UnsealedEntry.entry_id.in_(ids)))
