"""The worker that tells moderators what waits: it looks at the outbox, and calls the webhook.

Where no GALLEY_WEBHOOK_URL is set nothing runs. Several processes may run it; what is told is told once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import SystemRandom
from uuid import UUID

from sqlalchemy import select

from server.database import Database
from server.models import WebhookEvent
from server.models.types import format_instant, utc_now
from server.services.webhook_client import post
from server.services.webhook_deliveries import (
    EVENTS_AT_ONCE,
    KINDS,
    claim_attempt,
    gather_events,
    record_answer,
)
from server.services.webhook_signing import signed_headers
from server.services.webhook_waiting import InQueue
from server.settings import Settings

TELL_EVERY_SECONDS = 1.0
GATHERED = timedelta(seconds=5)
"""An event is told of this much later, with all that have come until then: a flood is one call in five seconds."""

LOOKS_BACK = timedelta(hours=1)
"""Events are looked for so far before the last look, as one may commit later than another that was made after it.
No transaction lives that long."""

_LOOK = """SELECT
(SELECT count(*) FROM webhook_delivery WHERE outcome = 'OPEN') AS open,
(SELECT count(*) FROM webhook_delivery WHERE outcome = 'OPEN' AND next_attempt_at <= {0}) AS due,
(SELECT count(*) FROM (SELECT 1 FROM outbox LEFT JOIN webhook_event ON webhook_event.event_id = outbox.id
WHERE outbox.id >= {1} AND outbox.id < {2} AND outbox.kind IN ('{kinds}') AND webhook_event.event_id IS NULL
LIMIT 1) AS unseen) AS unseen"""


class Teller:
    """Remembers how far back it has to look."""

    def __init__(self, database: Database, settings: Settings, *, in_queue: InQueue) -> None:
        assert settings.webhook_url is not None, "started only where there is an address"
        self._database = database
        self._url = settings.webhook_url
        self._secrets = settings.webhook_secrets
        self._in_queue = in_queue
        self._since: datetime | None = None

    async def step(self) -> None:
        """Writes nothing where there is nothing to tell."""
        now = utc_now()
        is_open, is_due, is_unseen = await self._look(now)
        if is_unseen and not is_open:
            is_due = await self._gather(now) or is_due
        if is_due:
            await self._call()

    async def _look(self, now: datetime) -> tuple[bool, bool, bool]:
        """Whether a message is open, whether its next attempt is due, whether there are events to look at."""
        since = self._since or await self._begin(now)
        marks = ("?", "?", "?") if self._database.is_sqlite else ("$1", "$2", "$3")
        ids = _first_id(since), _first_id(now - GATHERED)
        arguments = (format_instant(now), ids[0].hex, ids[1].hex) if self._database.is_sqlite else (now, *ids)
        row = await self._database.read(_LOOK.format(*marks, kinds="', '".join(KINDS)), arguments)
        is_open, is_due, is_unseen = (bool(each) for each in row)
        if not is_unseen:
            self._since = now - LOOKS_BACK
        return is_open, is_due, is_unseen

    async def _begin(self, now: datetime) -> datetime:
        """An hour before the last event that any process has looked at; what came while none ran is told late."""
        async with self._database.transaction() as session:
            last = await session.scalar(
                select(WebhookEvent.event_id).order_by(WebhookEvent.event_id.desc()).limit(1)
            )
        seen = datetime.fromtimestamp((last.int >> 80) / 1000, now.tzinfo) if last else now
        self._since = min(seen, now) - LOOKS_BACK
        return self._since

    async def _gather(self, now: datetime) -> bool:
        """True where a message may have been made. A full batch leaves the rest for the next step."""
        assert self._since is not None
        count = await gather_events(
            self._database, since=_first_id(self._since), in_queue=self._in_queue, now=now
        )
        if count is not None and count < EVENTS_AT_ONCE:
            self._since = now - LOOKS_BACK
        return bool(count)

    async def _call(self) -> None:
        started_at = utc_now()
        attempt = await claim_attempt(self._database, now=started_at)
        if attempt is None:
            return
        headers = signed_headers(attempt.message_id, attempt.body, secrets=self._secrets, now=started_at)
        answer = await post(self._url, attempt.body, headers)
        await record_answer(
            self._database,
            attempt,
            answer,
            started_at=started_at,
            now=utc_now(),
            chance=SystemRandom().random(),
        )


def _first_id(moment: datetime) -> UUID:
    """Below every UUIDv7 of that millisecond and later."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
