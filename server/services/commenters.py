"""What is known of who writes, in one statement: what became of their comments, their ban, and whether they may be
somebody who is banned, or pass for staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, exists, func, literal, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.prepared import Prepared
from server.models import Ban, Comment, Person
from server.models.types import Id, Instant, Nfc
from server.moderation.author import name_skeleton
from server.moderation.status import CommentStatus
from server.moderation.submission import NEW_COMMENTER, CommenterFacts
from server.services.bans import stands
from server.viewer import Viewer

STAFF_LOOKED_AT = 1_000
"""Names that a guest's name is compared with. A newsroom has fewer who may moderate or edit."""

_BETWEEN = "\x1f"
"""The unit separator: no name has it."""

_kept_skeleton = lru_cache(maxsize=STAFF_LOOKED_AT)(name_skeleton)

_VIEWER = bindparam("person", type_=Id)
_NOW = bindparam("now", type_=Instant)


@dataclass(frozen=True, slots=True)
class Commenter:
    """`is_near_a_ban`: somebody else is banned who gave this e-mail, or one the viewer has given, or wrote from the
    same network as the viewer does now or did last. `bears_staff_name`: somebody else, who has a role, goes by a name
    that looks like theirs. Neither is ever so of staff."""

    facts: CommenterFacts
    is_near_a_ban: bool
    bears_staff_name: bool


async def commenter_of(
    session: AsyncSession,
    viewer: Viewer,
    *,
    name: str | None,
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
    [(is_near, staff, *known)] = await query.rows(session, now=now, **values)
    is_like_staff = name is not None and bool(staff) and _is_like_one(name, staff.split(_BETWEEN))
    if not is_known:
        return Commenter(NEW_COMMENTER, bool(is_near), is_like_staff)
    approved, rejected, is_banned = known
    facts = CommenterFacts(
        approved_count=approved,
        rejected_count=rejected,
        is_staff=viewer.is_staff,
        is_banned=bool(is_banned),
    )
    return Commenter(facts, bool(is_near), is_like_staff)


def _is_like_one(name: str, others: Sequence[str]) -> bool:
    skeleton = name_skeleton(name)
    return any(_kept_skeleton(other) == skeleton for other in others)


@lru_cache
def _query(hashes: int, *, is_known: bool, is_compared: bool) -> Prepared:
    columns: list[ColumnElement[Any]] = [literal(0), literal("")]
    if is_compared:
        columns = [_is_near_a_ban(hashes, is_known=is_known), _staff_names(is_known=is_known)]
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


def _staff_names(*, is_known: bool) -> ColumnElement[str]:
    """But for the viewer's own."""
    staff = select(Person.name).where(Person.is_staff).order_by(Person.id).limit(STAFF_LOOKED_AT)
    if is_known:
        staff = staff.where(Person.id != _VIEWER)
    names = staff.subquery().c.name
    # SQLAlchemy writes a value that is bound here into the statement, each time anew.
    between: Any = literal_column(f"'{_BETWEEN}'")
    return select(func.aggregate_strings(names, between)).scalar_subquery()
