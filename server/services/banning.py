"""Banning commenters, and lifting bans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.errors import ErrorCode, Refused, UserError
from server.models import Ban, Person
from server.permissions import require_role
from server.services.audit import record
from server.services.outbox import announce
from server.services.people import ensure_person
from server.services.refusing import reject_pending
from server.services.remarks import tidy_remark
from server.viewer import Role, Viewer

ID_PATH = ("input", "id")
REASON_PATH = ("input", "reason")
UNTIL_PATH = ("input", "until")
MAX_REASON_CHARS = 500


@dataclass(frozen=True, slots=True)
class Sentence:
    """`until` None: for good. The reason is shown to the person."""

    commenter_id: UUID | None
    reason: str | None = None
    until: datetime | None = None
    rejects_pending: bool = False


async def ban_commenter(database: Database, sentence: Sentence, *, viewer: Viewer, now: datetime) -> None:
    """Bans, or changes the reason and the end of the ban that stands; then rejects what is pending, where asked.

    The ban is in force before the first comment is rejected, so nothing slips in between. Rejecting goes on where it
    stopped when the same ban is sent again. Raises Forbidden without the role, Refused (NOT_FOUND, INVALID, TOO_LONG,
    FORBIDDEN for staff, whom only an administrator bans, and for oneself).
    """
    require_role(viewer, Role.MODERATOR)
    reason = tidy_remark(
        sentence.reason,
        max_chars=MAX_REASON_CHARS,
        too_long=UserError(
            ErrorCode.TOO_LONG, f"The reason has at most {MAX_REASON_CHARS} characters.", REASON_PATH
        ),
        unusable=UserError(
            ErrorCode.INVALID, "The reason contains characters that cannot be stored.", REASON_PATH
        ),
    )
    if sentence.until is not None and sentence.until <= now:
        message = "A ban ends in the future, or has no end."
        raise Refused([UserError(ErrorCode.INVALID, message, UNTIL_PATH)])
    async with database.transaction() as session:
        person = await _lock_commenter(session, sentence.commenter_id, viewer=viewer)
        moderator = await ensure_person(session, viewer, name=viewer.name or "Moderator", now=now)
        standing = await _end_what_is_over(session, person, now=now)
        if standing is None:
            standing = Ban(person_id=person.id, created_at=now)
            session.add(standing)
        standing.reason, standing.until, standing.by_id = reason, sentence.until, moderator
        await _tell(session, "ban", person, moderator, before=None, after="BANNED", now=now)
    if sentence.rejects_pending:
        await reject_pending(database, person.id, viewer=viewer, now=now)


async def unban_commenter(
    database: Database, commenter_id: UUID | None, *, viewer: Viewer, now: datetime
) -> None:
    """Lifts the ban that stands; who is not banned is left as they are. Nothing that was rejected comes back by it.

    Raises as `ban_commenter`.
    """
    require_role(viewer, Role.MODERATOR)
    async with database.transaction() as session:
        person = await _lock_commenter(session, commenter_id, viewer=viewer)
        standing = await _end_what_is_over(session, person, now=now)
        if standing is None:
            return
        standing.lifted_at = now
        moderator = await ensure_person(session, viewer, name=viewer.name or "Moderator", now=now)
        await _tell(session, "unban", person, moderator, before="BANNED", after=None, now=now)


async def _lock_commenter(session: AsyncSession, commenter_id: UUID | None, *, viewer: Viewer) -> Person:
    """The person, and the viewer beside them in one order for all: two who ban each other do not wait for ever."""
    query = (
        select(Person)
        .where(Person.id.in_([each for each in (commenter_id, viewer.id) if each]))
        .order_by(Person.id)
        .with_for_update(key_share=True)
    )
    people = {person.id: person for person in await session.scalars(query)}
    person = people.get(commenter_id) if commenter_id else None
    if person is None:
        raise Refused([UserError(ErrorCode.NOT_FOUND, "There is no such commenter.", ID_PATH)])
    if person.id == viewer.id:
        raise Refused([UserError(ErrorCode.FORBIDDEN, "Nobody bans themselves.", ID_PATH)])
    if person.is_staff and not viewer.has_role(Role.ADMIN):
        message = "Only an administrator bans members of the newsroom."
        raise Refused([UserError(ErrorCode.FORBIDDEN, message, ID_PATH)])
    return person


async def _end_what_is_over(session: AsyncSession, person: Person, *, now: datetime) -> Ban | None:
    """The ban that stands. One that has run out is noted as lifted when it did: it is no part of a new one."""
    await session.execute(
        update(Ban)
        .where(Ban.person_id == person.id, Ban.lifted_at.is_(None), Ban.until <= now)
        .values(lifted_at=Ban.until)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(select(Ban).where(Ban.person_id == person.id, Ban.lifted_at.is_(None)))


async def _tell(
    session: AsyncSession,
    act: str,
    person: Person,
    moderator: UUID,
    *,
    before: str | None,
    after: str | None,
    now: datetime,
) -> None:
    await record(
        session,
        action=f"commenter.{act}",
        subject=("commenter", person.id),
        actor_id=moderator,
        before=before,
        after=after,
        at=now,
    )
    kind = {"ban": "commenter.banned", "unban": "commenter.unbanned"}[act]
    await announce(session, kind, {"commenter": person.id}, at=now)
