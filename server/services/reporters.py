"""Who reports a comment, and how much their word weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.auth import address_hashes, keyed_hashes
from server.models import ActorKind, Comment, Decision, Flag, Person
from server.moderation.status import CommentStatus
from server.services.people import ensure_person
from server.settings import Settings
from server.viewer import Viewer

FULL_WEIGHT = 100
TRUSTED_WEIGHT = 50
"""From this weight a report counts towards hiding a comment: right at least as often as wrong, and once more."""

LOOKED_AT = 100
"""A reporter's newest reports that were judged: long enough to know them, short enough to forgive them."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """`key` is one for each reporter of a text; `id` is None for a guest who has never commented. `earlier_keys` are
    what the same reporter had under secrets that are being replaced."""

    key: str
    id: UUID | None
    weight: int
    earlier_keys: tuple[str, ...] = ()


async def reporter_of(
    session: AsyncSession, viewer: Viewer, *, settings: Settings, now: datetime
) -> Reporter:
    """Guests are told apart by their address alone, since new tokens cost nothing; what they say weighs nothing."""
    if not viewer.is_identified:
        person = await session.get(Person, viewer.id) if viewer.id else None
        key, *earlier = guest_keys(viewer, settings.secrets)
        return Reporter(key, person.id if person else None, 0, tuple(earlier))
    assert viewer.id is not None, "who is identified has an id"
    known = await session.get(Person, viewer.id)
    if known is None:
        await ensure_person(session, viewer, name=viewer.name or "Reader", now=now)
    weight = FULL_WEIGHT if viewer.is_staff else await _weight(session, viewer.id)
    return Reporter(viewer.id.hex, viewer.id, weight)


def guest_keys(viewer: Viewer, secrets: Sequence[bytes]) -> tuple[str, ...]:
    """A keyed hash of the address prefix, under each secret. Without an address, as behind a socket file: the token's
    person, or one for all of them."""
    if hashes := address_hashes(secrets, viewer.address):
        return hashes
    return (viewer.id.hex,) if viewer.id else keyed_hashes(secrets, "guest without an address")


async def _weight(session: AsyncSession, person_id: UUID) -> int:
    """0..99: the share of their reports that a person agreed with, by rejecting the comment or marking it as spam;
    with one report more that was wrong, so that nobody is trusted unproven.

    Of reports of a text that is still the comment's, and about which a person has decided since.
    """
    judged = (
        select(Comment.status)
        .join(Flag, (Flag.comment_id == Comment.id) & (Flag.version == Comment.text_version))
        .where(
            Flag.reporter_id == person_id,
            Comment.status != CommentStatus.PENDING,
            exists().where(
                Decision.comment_id == Comment.id,
                Decision.actor_kind == ActorKind.PERSON,
                Decision.decided_at >= Flag.created_at,
            ),
        )
        .order_by(Flag.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    counted = await session.execute(select(judged.c.status, func.count()).group_by(judged.c.status))
    counts: dict[CommentStatus, int] = {CommentStatus(status): count for status, count in counted}
    wrong = counts.pop(CommentStatus.APPROVED, 0)
    right = sum(counts.values())
    return right * FULL_WEIGHT // (right + wrong + 1)
