"""The webhook's messages, from the outbox to the last attempt. Each function is one transaction.

At most one message is open, so whatever waits meanwhile is told together in the next. Who has claimed an attempt is
the only one to make it until the claim is over: a compare-and-set on the number of attempts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Select, insert, select, update

from server.database import Database
from server.models import (
    DeliveryOutcome,
    OutboxEvent,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEvent,
)
from server.services.turns import Turn, has_turn
from server.services.webhook_client import TIMEOUT_SECONDS, Answer
from server.services.webhook_waiting import InQueue, waiting_message

EVENTS_AT_ONCE = 1_000
KINDS = ("comment.submitted", "comment.edited", "comment.flagged", "comment.held", "comment.decided")
"""Events by which a comment may begin to wait; whether it does is looked up when they are gathered. Not those that
happen to what waits already: a claim, a score."""

CLAIM = timedelta(seconds=TIMEOUT_SECONDS * 3)
"""After which another process may take over an attempt whose process has died: longer than any call takes."""

FIRST_DELAY_SECONDS = 5
LONGEST_DELAY_SECONDS = 4 * 3_600
MAX_ATTEMPTS = 12
"""5 s, 20 s, 80 s, 5 min, 21 min, 85 min, then 4 h each: 22 hours in all, a night and a morning."""

JITTER = 0.2
"""A fifth more or less, so that the senders of one receiver that was down do not come back as one."""

GONE = 410
"""The receiver wants no more of it (Standard Webhooks): this message is given up at once."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call to be made. `message_id` is the same at every attempt, so a receiver can tell a repeat."""

    delivery_id: UUID
    number: int
    body: bytes

    @property
    def message_id(self) -> str:
        return f"msg_{self.delivery_id.hex}"


async def gather_events(database: Database, *, since: UUID, in_queue: InQueue, now: datetime) -> int | None:
    """Makes a message of the events that were not looked at yet, where comments wait by them.

    Returns how many events there were; None where another process is at it, or a message is open.
    """
    async with database.transaction() as session:
        if not await has_turn(session, Turn.TELLING) or await session.scalar(_open()) is not None:
            return None
        rows = await session.execute(_unseen(since))
        events = [(row[0], row[1]) for row in rows]
        if not events:
            return 0
        await session.execute(
            insert(WebhookEvent), [{"event_id": each, "seen_at": now} for each, _ in events]
        )
        message = await waiting_message(session, _comments(events), in_queue=in_queue, now=now)
        if message is not None:
            session.add(WebhookDelivery(payload=message, next_attempt_at=now, created_at=now))
        return len(events)


def _unseen(since: UUID) -> Select[UUID, Any]:
    return (
        select(OutboxEvent.id, OutboxEvent.payload)
        .outerjoin(WebhookEvent, WebhookEvent.event_id == OutboxEvent.id)
        .where(OutboxEvent.id >= since, OutboxEvent.kind.in_(KINDS), WebhookEvent.event_id.is_(None))
        .order_by(OutboxEvent.id)
        .limit(EVENTS_AT_ONCE)
    )


def _comments(events: list[tuple[UUID, Any]]) -> list[UUID]:
    """The comments that the events name, one or several each."""
    named: dict[UUID, None] = {}
    for _, payload in events:
        found = payload.get("comment", payload.get("comments", []))
        for text in [found] if isinstance(found, str) else found:
            named[UUID(hex=text)] = None
    return list(named)


def _open() -> Select[WebhookDelivery]:
    return select(WebhookDelivery).where(WebhookDelivery.outcome == DeliveryOutcome.OPEN)


async def claim_attempt(database: Database, *, now: datetime) -> Attempt | None:
    """The attempt that is due, for the caller alone; None where nothing is, or another process was first."""
    async with database.transaction() as session:
        delivery = await session.scalar(_open().where(WebhookDelivery.next_attempt_at <= now))
        if delivery is None:
            return None
        number = delivery.attempts + 1
        result: Any = await session.execute(
            update(WebhookDelivery)
            .where(WebhookDelivery.id == delivery.id, WebhookDelivery.attempts == delivery.attempts)
            .values(attempts=number, next_attempt_at=now + CLAIM)
            .execution_options(synchronize_session=False)
        )
        return Attempt(delivery.id, number, orjson.dumps(delivery.payload)) if result.rowcount else None


async def record_answer(
    database: Database,
    attempt: Attempt,
    answer: Answer,
    *,
    started_at: datetime,
    now: datetime,
    chance: float,
) -> DeliveryOutcome:
    """`chance` is 0 to 1, for the jitter."""
    outcome = _outcome(attempt, answer)
    changes: dict[str, Any] = {"outcome": outcome}
    if outcome is DeliveryOutcome.OPEN:
        changes["next_attempt_at"] = now + delay_after(attempt.number, answer, chance=chance)
    else:
        changes["finished_at"] = now
    async with database.transaction() as session:
        await session.execute(
            insert(WebhookAttempt).values(
                delivery_id=attempt.delivery_id,
                number=attempt.number,
                started_at=started_at,
                duration_ms=round((now - started_at) / timedelta(milliseconds=1)),
                status_code=answer.status_code,
                error=answer.error,
            )
        )
        # Had the claim run out and another taken over, what comes of the message is theirs to say.
        await session.execute(
            update(WebhookDelivery)
            .where(WebhookDelivery.id == attempt.delivery_id, WebhookDelivery.attempts == attempt.number)
            .values(**changes)
        )
    return outcome


def _outcome(attempt: Attempt, answer: Answer) -> DeliveryOutcome:
    if answer.error is None:
        return DeliveryOutcome.DELIVERED
    if attempt.number >= MAX_ATTEMPTS or answer.status_code == GONE:
        return DeliveryOutcome.GIVEN_UP
    return DeliveryOutcome.OPEN


def delay_after(number: int, answer: Answer, *, chance: float) -> timedelta:
    """How long to wait after that many attempts; longer where the receiver asked for it."""
    seconds = min(FIRST_DELAY_SECONDS * 4.0 ** (number - 1), LONGEST_DELAY_SECONDS)
    seconds *= 1 - JITTER + 2 * JITTER * chance
    asked = min(answer.retry_after_seconds or 0, LONGEST_DELAY_SECONDS)
    return timedelta(seconds=max(seconds, asked))
