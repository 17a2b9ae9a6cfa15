"""Ending a person's tokens before their time.

Who asks is known without a look-up (docs/decisions/0005), so every process keeps the few revocations in memory: read
before it serves, and again within a second of a change.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.models import TokenRevocation
from server.services.audit import record

REFRESH_EVERY_SECONDS = 0.5

WHAT_IS_THERE = "SELECT count(*), max(revoked_at) FROM token_revocation"
"""Changes with every revocation, and is read without a lock."""


async def revoke_tokens(session: AsyncSession, person_id: UUID, *, now: datetime) -> None:
    """May be done again: what was made in between ends too."""
    await session.merge(TokenRevocation(person_id=person_id, revoked_at=now))
    await record(
        session,
        action="token.revoke",
        subject=("commenter", person_id),
        actor_id=None,
        before=None,
        after=None,
        at=now,
    )


class Revocations:
    """`known` is by person, until when tokens were made that no longer count. The same mapping all along."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[UUID, datetime] = {}
        self._seen: tuple[Any, ...] | None = None

    @property
    def known(self) -> Mapping[UUID, datetime]:
        return self._known

    async def refresh(self) -> None:
        """Reads them again where something has changed. What is known stays known while the database is away."""
        there = tuple(await self._database.read(WHAT_IS_THERE, ()))
        if there == self._seen:
            return
        async with self._database.transaction() as session:
            rows = await session.execute(select(TokenRevocation.person_id, TokenRevocation.revoked_at))
            self._known.update((row[0], row[1]) for row in rows)
        self._seen = there
