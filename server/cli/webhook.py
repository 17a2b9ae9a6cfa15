"""What `galley doctor` says of the calls to the webhook."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.cli.reports import Report, State
from server.database import Database
from server.models import DeliveryOutcome, WebhookAttempt, WebhookDelivery
from server.models.types import format_instant, utc_now

RECENT = timedelta(days=7)


async def webhook_reports(database: Database) -> list[Report]:
    """Nothing where no address is set."""
    if database.settings.webhook_url is None:
        return []
    async with database.transaction() as session:
        given_up = await session.scalar(
            select(func.count())
            .select_from(WebhookDelivery)
            .where(
                WebhookDelivery.outcome == DeliveryOutcome.GIVEN_UP,
                WebhookDelivery.created_at > utc_now() - RECENT,
            )
        )
        waits = await session.scalar(
            select(WebhookDelivery).where(
                WebhookDelivery.outcome == DeliveryOutcome.OPEN, WebhookDelivery.attempts > 0
            )
        )
        reached = await session.scalar(
            select(func.max(WebhookDelivery.finished_at)).where(
                WebhookDelivery.outcome == DeliveryOutcome.DELIVERED
            )
        )
        reason = await _last_failure(session)
    reports = []
    if given_up:
        message = f"Calls to the webhook that were given up within {RECENT.days} days: {given_up}. {reason}"
        reports.append(Report(State.ODD, message))
    if waits is not None:
        message = (
            f"The webhook does not answer as it should; attempts: {waits.attempts}, the next "
            f"{format_instant(waits.next_attempt_at)}. {reason}"
        )
        reports.append(Report(State.ODD, message))
    return reports or [Report(State.FINE, _good_news(reached))]


def _good_news(reached: datetime | None) -> str:
    if reached is None:
        return "The webhook has not been called yet."
    return f"The webhook was last told {format_instant(reached)}."


async def _last_failure(session: AsyncSession) -> str:
    last = await session.scalar(
        select(WebhookAttempt)
        .where(WebhookAttempt.error.is_not(None))
        .order_by(WebhookAttempt.started_at.desc())
        .limit(1)
    )
    if last is None:
        return ""
    status = f", status {last.status_code}" if last.status_code else ""
    return f"The last failure: {last.error}{status}. docs/operations.md says what to check."
