"""Persons as they are met: the row of whoever comments or decides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import Comment, Person
from server.models.types import uuid7
from server.moderation.author import name_skeleton
from server.moderation.status import CommentStatus
from server.moderation.submission import CommenterFacts
from server.services.bans import is_banned
from server.services.inserting import insert_new
from server.viewer import Viewer

STAFF_LOOKED_AT = 1_000
"""Names that a guest's name is compared with. A newsroom has fewer who may moderate or edit."""


async def ensure_person(
    session: AsyncSession,
    viewer: Viewer,
    *,
    name: str,
    email: str | None = None,
    address_hash: str | None = None,
    now: datetime,
) -> Person:
    """The viewer's row, made when it is not there yet; a guest without a token is a new person.

    The name, e-mail and address hash last given are kept.
    """
    person = await session.get(Person, viewer.id) if viewer.id else None
    if person is None:
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
        person = await session.get_one(Person, person_id)
    given = {"email": email, "address_hash": address_hash}
    changes: dict[str, object] = {"name": name, "is_staff": viewer.is_staff}
    changes |= {field: value for field, value in given.items() if value is not None}
    changes = {field: value for field, value in changes.items() if getattr(person, field) != value}
    if changes:
        await session.execute(update(Person).where(Person.id == person.id).values(**changes))
    return person


async def commenter_facts(session: AsyncSession, viewer: Viewer, *, now: datetime) -> CommenterFacts:
    """What is known of the viewer as a commenter, in two statements; nothing of a guest without a token."""
    if viewer.id is None:
        return CommenterFacts(approved_count=0, rejected_count=0, is_staff=False, is_banned=False)
    counted = await session.execute(
        select(Comment.status, func.count()).where(Comment.person_id == viewer.id).group_by(Comment.status)
    )
    counts: dict[CommentStatus, int] = {row[0]: row[1] for row in counted}
    return CommenterFacts(
        approved_count=counts.get(CommentStatus.APPROVED, 0),
        rejected_count=counts.get(CommentStatus.REJECTED, 0),
        is_staff=viewer.is_staff,
        is_banned=await is_banned(session, viewer.id, now=now),
    )


async def bears_staff_name(session: AsyncSession, name: str | None, *, viewer: Viewer) -> bool:
    """Somebody else, who has a role, goes by a name that looks like this one."""
    if name is None or viewer.is_staff:
        return False
    names = await session.execute(
        select(Person.id, Person.name).where(Person.is_staff).order_by(Person.id).limit(STAFF_LOOKED_AT)
    )
    skeleton = name_skeleton(name)
    return any(person_id != viewer.id and name_skeleton(theirs) == skeleton for person_id, theirs in names)
