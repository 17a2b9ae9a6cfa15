"""What is known of a person whom a request names: read, or held until the transaction ends."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.prepared import Prepared
from server.models import Person
from server.models.types import Id


class Acquainted(NamedTuple):
    """The columns of a person that change with what they send."""

    id: UUID
    name: str
    email: str | None
    address_hash: str | None
    is_staff: bool


_BY_ID = select(Person.id, Person.name, Person.email, Person.address_hash, Person.is_staff).where(
    Person.id == bindparam("person", type_=Id)
)
_KNOWN = Prepared(_BY_ID)
_HELD = Prepared(_BY_ID.with_for_update(key_share=True))


async def known_person(session: AsyncSession, person_id: UUID | None) -> Acquainted | None:
    return await _one(_KNOWN, session, person_id)


async def lock_person(session: AsyncSession, person_id: UUID | None) -> Acquainted | None:
    """Lets a ban of this person wait until the transaction ends, or this one wait for a ban that is being made: so
    what is written is written before the ban or not at all."""
    return await _one(_HELD, session, person_id)


async def _one(query: Prepared, session: AsyncSession, person_id: UUID | None) -> Acquainted | None:
    rows = await query.rows(session, person=person_id) if person_id is not None else []
    return Acquainted(*rows[0]) if rows else None
