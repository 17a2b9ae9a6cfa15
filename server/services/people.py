"""Persons as they are met: the row of whoever comments or decides."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import Person
from server.models.types import uuid7
from server.services.acquainted import Acquainted, known_person
from server.services.inserting import insert_new
from server.viewer import Viewer


async def ensure_person(
    session: AsyncSession,
    viewer: Viewer,
    *,
    name: str,
    email: str | None = None,
    address_hash: str | None = None,
    known: Acquainted | None = None,
    now: datetime,
) -> UUID:
    """The viewer's row, made when it is not there yet; a guest without a token is a new person. Returns its id.

    The name, e-mail and address hash last given are kept. `known` is the row, where it has been read and is held.
    """
    known = known or await known_person(session, viewer.id)
    if known is None:
        person_id = viewer.id or uuid7()
        await insert_new(
            session,
            Person,
            id=person_id,
            subject=viewer.subject,
            name=name,
            email=email,
            address_hash=address_hash,
            is_guest=not viewer.is_identified,
            is_staff=viewer.is_staff,
            first_seen_at=now,
        )
        known = await known_person(session, person_id)
        assert known is not None, "a person's row is there, whoever has made it"
    given = {"email": email, "address_hash": address_hash}
    changes: dict[str, object] = {"name": name, "is_staff": viewer.is_staff}
    changes |= {field: value for field, value in given.items() if value is not None}
    changes = {field: value for field, value in changes.items() if getattr(known, field) != value}
    if changes:
        await session.execute(update(Person).where(Person.id == known.id).values(**changes))
    return known.id
