"""Bans as they stand: who may not write, and who may be one of them under another name."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Refused
from server.models import Ban
from server.moderation.notices import Notice, refusal
from server.services.acquainted import lock_person
from server.viewer import Viewer


def stands(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Of a ban. One that has an end is over at that very moment."""
    return and_(Ban.lifted_at.is_(None), or_(Ban.until.is_(None), Ban.until > now))


async def is_banned(session: AsyncSession, person_id: UUID, *, now: datetime) -> bool:
    standing = select(Ban.id).where(Ban.person_id == person_id, stands(now))
    return (await session.scalar(standing)) is not None


async def check_not_banned(session: AsyncSession, viewer: Viewer, *, now: datetime) -> None:
    """Raises Refused (BANNED). To be called with the article locked."""
    if viewer.id is None:
        return
    await lock_person(session, viewer.id)
    if await is_banned(session, viewer.id, now=now):
        raise Refused([refusal(Notice.BANNED)])
