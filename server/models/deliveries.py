"""Calls to the moderators' webhook: what is to be told, each attempt, and the events told of. Ids and codes only."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base, one_of
from server.models.types import Choice, Id, Instant, JsonText, utc_now, uuid7


class DeliveryOutcome(StrEnum):
    OPEN = "OPEN"
    DELIVERED = "DELIVERED"
    GIVEN_UP = "GIVEN_UP"


class DeliveryError(StrEnum):
    """Why an attempt failed."""

    TIMEOUT = "TIMEOUT"
    CONNECTION = "CONNECTION"
    TLS = "TLS"
    NOT_HTTP = "NOT_HTTP"
    REDIRECT = "REDIRECT"
    REFUSED = "REFUSED"
    SERVER = "SERVER"


class WebhookDelivery(Base):
    """One message, at most one open at a time. `payload` is sent as it is at every attempt."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index(
            "uq_webhook_delivery_open",
            "outcome",
            unique=True,
            postgresql_where=text("outcome = 'OPEN'"),
            sqlite_where=text("outcome = 'OPEN'"),
        ),
        Index(None, "created_at"),
        one_of("outcome", DeliveryOutcome),
    )
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    payload: Mapped[Any] = mapped_column(JsonText)
    outcome: Mapped[DeliveryOutcome] = mapped_column(Choice(DeliveryOutcome), default=DeliveryOutcome.OPEN)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)


class WebhookAttempt(Base):
    """One call. `status_code` is null where no answer came, `error` where it was a success."""

    __tablename__ = "webhook_attempt"
    __table_args__ = (one_of("error", DeliveryError),)
    delivery_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("webhook_delivery.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    duration_ms: Mapped[int] = mapped_column(Integer)
    status_code: Mapped[int | None] = mapped_column(SmallInteger)
    error: Mapped[DeliveryError | None] = mapped_column(Choice(DeliveryError))


class WebhookEvent(Base):
    """An event of the outbox that the webhook's worker has looked at, so that it is told of once."""

    __tablename__ = "webhook_event"
    event_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Instant)
