"""Events that happen, and what is heard of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from uuid import UUID

from server.database import Database
from server.events.event import Event
from server.events.feed import Ear
from server.models.types import utc_now
from server.services.outbox import announce

PATIENCE_SECONDS = 10.0


async def happen(database: Database, *ids: UUID, kind: str = "comment.decided") -> None:
    """One transaction."""
    async with database.transaction() as session:
        for each in ids:
            await announce(session, kind, {"comment": each}, at=utc_now())


async def heard(ear: Ear, count: int) -> list[UUID]:
    found: list[UUID] = []
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(found) < count:
            found += comments(await ear.hear())
    return found


def comments(events: Iterable[Event]) -> list[UUID]:
    return [each for event in events for each in event.comments]
