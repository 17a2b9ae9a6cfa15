"""Bans as they stand: who may not write, and who may be one of them under another name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.prepared import Prepared
from server.errors import Refused
from server.models import Ban, Person
from server.models.types import Id, Instant, Nfc
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
    hashes = {f"hash_{number}": each for number, each in enumerate(address_hashes)}
    query = _near_a_ban(len(hashes), is_known=viewer.id is not None)
    known = {} if viewer.id is None else {"person": viewer.id}
    rows = await query.rows(session, now=now, email=email.lower() if email else None, **hashes, **known)
    return bool(rows)


@lru_cache
def _near_a_ban(hashes: int, *, is_known: bool) -> Prepared:
    """A row where there is one. An e-mail that is not given equals none."""
    shared: list[ColumnElement[bool]] = [func.lower(Person.email) == bindparam("email", type_=Nfc)]
    shared += [Person.address_hash == bindparam(f"hash_{number}", type_=String) for number in range(hashes)]
    now = bindparam("now", type_=Instant)
    query = select(Ban.id).join(Person, Person.id == Ban.person_id).where(stands(now))
    if is_known:
        viewer = bindparam("person", type_=Id)
        known = select(Person.email, Person.address_hash).where(Person.id == viewer).cte("known")
        shared.append(Person.email.in_(select(known.c.email)))
        shared.append(Person.address_hash.in_(select(known.c.address_hash)))
        query = query.where(Person.id != viewer)
    return Prepared(query.where(or_(*shared)).limit(1))
