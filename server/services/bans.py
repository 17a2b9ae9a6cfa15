"""Bans as they stand: who may not write, and who may be one of them under another name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import Refused
from server.models import Ban, Person
from server.moderation.notices import Notice, refusal
from server.viewer import Viewer


def stands(now: datetime) -> ColumnElement[bool]:
    """Of a ban. One that has an end is over at that very moment."""
    return and_(Ban.lifted_at.is_(None), or_(Ban.until.is_(None), Ban.until > now))


async def is_banned(session: AsyncSession, person_id: UUID, *, now: datetime) -> bool:
    standing = select(Ban.id).where(Ban.person_id == person_id, stands(now))
    return (await session.scalar(standing)) is not None


async def lock_person(session: AsyncSession, person_id: UUID | None) -> None:
    """Lets a ban of this person wait until the transaction ends, or this one wait for a ban that is being made: so
    what is written is written before the ban or not at all."""
    if person_id is not None:
        query = select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
        await session.execute(query)


async def check_not_banned(session: AsyncSession, viewer: Viewer, *, now: datetime) -> None:
    """Raises Refused (BANNED). To be called with the article locked."""
    if viewer.id is None:
        return
    await lock_person(session, viewer.id)
    if await is_banned(session, viewer.id, now=now):
        raise Refused([refusal(Notice.BANNED)])


async def is_near_a_ban(
    session: AsyncSession,
    viewer: Viewer,
    *,
    email: str | None,
    address_hashes: Sequence[str],
    now: datetime,
) -> bool:
    """Somebody else is banned who gave this e-mail, or one the viewer has given, or wrote from the same network as
    the viewer does now or did last. `address_hashes` is the present one's, under each secret."""
    if viewer.is_staff:
        return False
    shared: list[ColumnElement[bool]] = [Person.address_hash.in_(address_hashes)]
    if email:
        shared.append(func.lower(Person.email) == email.lower())
    query = select(Ban.id).join(Person, Person.id == Ban.person_id).where(stands(now))
    if viewer.id is not None:
        known = select(Person.email, Person.address_hash).where(Person.id == viewer.id).cte("known")
        shared.append(Person.email.in_(select(known.c.email)))
        shared.append(Person.address_hash.in_(select(known.c.address_hash)))
        query = query.where(Person.id != viewer.id)
    return (await session.scalar(query.where(or_(*shared)).limit(1))) is not None
