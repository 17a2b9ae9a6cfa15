"""What is kept for a time only, and its removal: in small batches, each a transaction, beside a running server.

Two at once do no harm: rows that the other one holds are left to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.models import (
    Ban,
    Comment,
    CommentLikeness,
    DeliveryOutcome,
    Flag,
    OutboxEvent,
    Person,
    SubmissionKey,
    WebhookDelivery,
    WebhookEvent,
)
from server.moderation.submission import RECENT_WINDOW
from server.services.pace import LONGEST_WINDOW, remove_expired

BATCH = 500
PAUSE_SECONDS = 0.02
"""Between batches, so that who waits for SQLite's one writer comes in between."""

FORGOTTEN_KEY = "forgotten:"
"""Before a flag's id, in place of the hash of an address; one for each flag, as the pair has to be unique."""

Removal = Callable[[AsyncSession, datetime], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is kept for a time. `remove` takes a batch of what is older, and says how many it took;
    fewer than BATCH when there is no more. `of_use_for` None: for GALLEY_RETENTION_DAYS."""

    name: str
    remove: Removal
    of_use_for: timedelta | None = None


async def tidy(database: Database, *, now: datetime) -> dict[str, int]:
    """Removes everything older than GALLEY_RETENTION_DAYS, and what is of no use any more; how many of each, by
    name."""
    retention = timedelta(days=database.settings.retention_days)
    return {
        kept.name: await _remove(database, kept, now - min(kept.of_use_for or retention, retention))
        for kept in KEPT
    }


async def _remove(database: Database, kept: Kept, before: datetime) -> int:
    total = 0
    while True:
        async with database.transaction() as session:
            count = await kept.remove(session, before)
        total += count
        if count < BATCH:
            return total
        await asyncio.sleep(PAUSE_SECONDS)


# ── persons ─────────────────────────────────────────────────────────────────────────────────────


def _is_away(before: datetime) -> ColumnElement[bool]:
    """Has written nothing since. Who is banned stays known for as long as the ban stands: it is by the e-mail and
    the address that the same person under another name is found."""
    wrote = exists().where(Comment.person_id == Person.id, Comment.created_at >= before)
    is_banned = exists().where(
        Ban.person_id == Person.id,
        Ban.lifted_at.is_(None),
        or_(Ban.until.is_(None), Ban.until >= before),
    )
    return and_(Person.first_seen_at < before, not_(wrote), not_(is_banned))


async def _guests_emails(session: AsyncSession, before: datetime) -> int:
    return await _forget(session, and_(Person.is_guest, Person.email.is_not(None)), before, email=None)


async def _address_hashes(session: AsyncSession, before: datetime) -> int:
    return await _forget(session, Person.address_hash.is_not(None), before, address_hash=None)


async def _forget(
    session: AsyncSession, has_it: ColumnElement[bool], before: datetime, **values: None
) -> int:
    """Looks again once the rows are locked: a comment may have come in between."""
    ids = await _locked(session, Person.id, and_(has_it, _is_away(before)))
    result: Any = await session.execute(
        update(Person)
        .where(Person.id.in_(ids), _is_away(before))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)


async def _locked(session: AsyncSession, key: Any, condition: ColumnElement[bool]) -> list[UUID]:
    query = select(key).where(condition).order_by(key).limit(BATCH)
    return list(await session.scalars(query.with_for_update(skip_locked=True, of=key.class_)))


async def _reports_address_hashes(session: AsyncSession, before: datetime) -> int:
    """A guest's report keeps its weight; the keyed hash of the address goes."""
    is_kept = and_(
        Flag.reporter_id.is_(None),
        Flag.created_at < before,
        Flag.reporter_key.not_like(f"{FORGOTTEN_KEY}%"),
        Flag.reporter_key.not_like("erased:%"),
    )
    ids = await _locked(session, Flag.id, is_kept)
    for flag_id in ids:
        await session.execute(
            update(Flag)
            .where(Flag.id == flag_id)
            .values(reporter_key=f"{FORGOTTEN_KEY}{flag_id.hex}")
            .execution_options(synchronize_session=False)
        )
    return len(ids)


# ── what is over ────────────────────────────────────────────────────────────────────────────────


def _rows(model: Any, key: Any, is_over: Callable[[datetime], ColumnElement[bool]]) -> Removal:
    async def remove(session: AsyncSession, before: datetime) -> int:
        ids = await _locked(session, key, is_over(before))
        result: Any = await session.execute(
            delete(model).where(key.in_(ids)).execution_options(synchronize_session=False)
        )
        return int(result.rowcount)

    return remove


def _finished(before: datetime) -> ColumnElement[bool]:
    return and_(
        WebhookDelivery.outcome != DeliveryOutcome.OPEN,
        WebhookDelivery.created_at < before,
    )


async def _rate_windows(session: AsyncSession, before: datetime) -> int:
    return await remove_expired(session, now=before, at_most=BATCH)


KEPT: tuple[Kept, ...] = (
    Kept("guests' e-mail addresses", _guests_emails),
    Kept("address hashes of persons", _address_hashes),
    Kept("address hashes of reports", _reports_address_hashes),
    Kept(
        "idempotency keys",
        _rows(SubmissionKey, SubmissionKey.comment_id, lambda before: SubmissionKey.created_at < before),
    ),
    Kept("events", _rows(OutboxEvent, OutboxEvent.id, lambda before: OutboxEvent.created_at < before)),
    Kept(
        "events the webhook has looked at",
        _rows(WebhookEvent, WebhookEvent.event_id, lambda before: WebhookEvent.seen_at < before),
    ),
    Kept("webhook deliveries", _rows(WebhookDelivery, WebhookDelivery.id, _finished)),
    Kept("rate-limit windows", _rate_windows, of_use_for=LONGEST_WINDOW),
    Kept(
        "keys of alike texts",
        _rows(
            CommentLikeness,
            CommentLikeness.comment_id,
            lambda before: CommentLikeness.created_at <= before,
        ),
        of_use_for=RECENT_WINDOW,
    ),
)
"""In this order. Whatever else is kept for a time gets a line here."""
