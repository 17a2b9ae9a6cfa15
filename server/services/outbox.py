"""The outbox: events that others are told of once the transaction has committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from server.database import ANNOUNCED
from server.models import OutboxEvent
from server.services.inserting import Row, insert_together


async def announce(
    session: AsyncSession, kind: str, payload: Mapping[str, UUID | Sequence[UUID]], *, at: datetime
) -> None:
    """`kind` is a thing and what became of it: "article.published". The payload holds ids and nothing
    else; they are stored in hex."""
    await insert_together(session, [event_row(session, kind, payload, at=at)])


def event_row(
    session: AsyncSession, kind: str, payload: Mapping[str, UUID | Sequence[UUID]], *, at: datetime
) -> Row:
    """The same, to be inserted with other rows in this transaction."""
    ids = {
        name: value.hex if isinstance(value, UUID) else [each.hex for each in value]
        for name, value in payload.items()
    }
    session.info[ANNOUNCED] = True
    return OutboxEvent, {"kind": kind, "payload": ids, "created_at": at}
