"""What is known of who writes, in one statement: what became of their comments, their ban, and whether they may be
somebody who is banned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.prepared import Prepared
from server.models import Ban, Comment, Person
from server.models.types import Id, Instant, Nfc
from server.moderation.status import CommentStatus
from server.moderation.submission import NEW_COMMENTER, CommenterFacts
from server.services.bans import stands
from server.viewer import Viewer

_VIEWER = bindparam("person", type_=Id)
_NOW = bindparam("now", type_=Instant)


@dataclass(frozen=True, slots=True)
class Commenter:
    """`is_near_a_ban`: somebody else is banned who gave this e-mail, or one the viewer has given, or wrote from the
    same network as the viewer does now or did last. Never so of staff."""

    facts: CommenterFacts
    is_near_a_ban: bool


async def commenter_of(
    session: AsyncSession,
    viewer: Viewer,
    *,
    email: str | None,
    address_hashes: Sequence[str],
    now: datetime,
) -> Commenter:
    """`address_hashes` is the present address's, under each secret."""
    is_known, is_compared = viewer.id is not None, not viewer.is_staff
    query = _query(len(address_hashes) if is_compared else 0, is_known=is_known, is_compared=is_compared)
    values: dict[str, object] = {}
    if is_compared:
        values = {f"hash_{number}": each for number, each in enumerate(address_hashes)}
        values["email"] = email.lower() if email else None
    if is_known:
        values["person"] = viewer.id
    [(is_near, *known)] = await query.rows(session, now=now, **values)
    if not is_known:
        return Commenter(NEW_COMMENTER, bool(is_near))
    approved, rejected, is_banned = known
    facts = CommenterFacts(
        approved_count=approved,
        rejected_count=rejected,
        is_staff=viewer.is_staff,
        is_banned=bool(is_banned),
    )
    return Commenter(facts, bool(is_near))


@lru_cache
def _query(hashes: int, *, is_known: bool, is_compared: bool) -> Prepared:
    columns: list[ColumnElement[Any]] = [
        _is_near_a_ban(hashes, is_known=is_known) if is_compared else literal(0)
    ]
    if is_known:
        columns += [_count_of(CommentStatus.APPROVED), _count_of(CommentStatus.REJECTED)]
        columns.append(exists().where(Ban.person_id == _VIEWER, stands(_NOW)))
    return Prepared(select(*columns))


def _count_of(status: CommentStatus) -> ColumnElement[int]:
    return (
        select(func.count()).where(Comment.person_id == _VIEWER, Comment.status == status).scalar_subquery()
    )


def _is_near_a_ban(hashes: int, *, is_known: bool) -> ColumnElement[bool]:
    """An e-mail that is not given equals none."""
    shared: list[ColumnElement[bool]] = [func.lower(Person.email) == bindparam("email", type_=Nfc)]
    shared += [Person.address_hash == bindparam(f"hash_{number}", type_=String) for number in range(hashes)]
    near = select(Ban.id).join(Person, Person.id == Ban.person_id).where(stands(_NOW))
    if is_known:
        known = select(Person.email, Person.address_hash).where(Person.id == _VIEWER).cte("known")
        shared.append(Person.email.in_(select(known.c.email)))
        shared.append(Person.address_hash.in_(select(known.c.address_hash)))
        near = near.where(Person.id != _VIEWER)
    return near.where(or_(*shared)).exists()
