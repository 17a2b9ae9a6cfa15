"""The outbox: events that others are told of once the transaction has committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import ANNOUNCED
from server.models import OutboxEvent


async def announce(
    session: AsyncSession, kind: str, payload: Mapping[str, UUID | Sequence[UUID]], *, at: datetime
) -> None:
    """`kind` is a thing and what became of it: "article.published". The payload holds ids and nothing
    else; they are stored in hex."""
    ids = {
        name: value.hex if isinstance(value, UUID) else [each.hex for each in value]
        for name, value in payload.items()
    }
    await session.execute(insert(OutboxEvent).values(kind=kind, payload=ids, created_at=at))
    session.info[ANNOUNCED] = True
