"""The audit log: who did what to which thing, in the transaction that did it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from server.models import ActorKind, AuditEntry
from server.services.inserting import Row, insert_together


async def record(
    session: AsyncSession,
    *,
    action: str,
    subject: tuple[str, UUID],
    actor_id: UUID | None,
    before: str | None,
    after: str | None,
    at: datetime,
) -> None:
    """`subject` is a type as ids name it ("article", "comment") and the id; `actor_id` None: the policy, or a
    command. `before` and `after` hold codes and digests of at most 200 characters, never names or texts."""
    row = entry_row(action=action, subject=subject, actor_id=actor_id, before=before, after=after, at=at)
    await insert_together(session, [row])


def entry_row(
    *,
    action: str,
    subject: tuple[str, UUID],
    actor_id: UUID | None,
    before: str | None,
    after: str | None,
    at: datetime,
) -> Row:
    """The same, to be inserted with other rows."""
    subject_type, subject_id = subject
    return AuditEntry, {
        "at": at,
        "actor_kind": ActorKind.POLICY if actor_id is None else ActorKind.PERSON,
        "actor_id": actor_id,
        "action": action,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "before": before,
        "after": after,
    }
