"""/metrics: what this process has counted and how it is now, for who has the token."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response

from schema.documents import DocumentStore
from schema.gate import Gate
from server.database import Database
from server.events.feed import Feed
from server.http.admission import Admission
from server.http.health import PATIENCE_SECONDS
from server.observing.counts import Counts
from server.observing.exposition import CONTENT_TYPE, Gauge, exposition
from server.observing.formats import Facts
from server.services.webhook_lag import webhook_lag_seconds

NO_STORE = {"Cache-Control": "no-store"}
CHALLENGE = {**NO_STORE, "WWW-Authenticate": 'Bearer realm="galley metrics"'}

logger = logging.getLogger("galley.http")


@dataclass(frozen=True, slots=True)
class Metrics:
    """Answers with Prometheus' text format; 401 without the token."""

    token: bytes
    counts: Counts
    gate: Gate
    admission: Admission
    database: Database
    store: DocumentStore
    feed: Feed

    async def handle(self, request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not compare_digest(token.strip().encode(), self.token):
            return Response("The bearer token is not that of GALLEY_METRICS_TOKEN.\n", 401, CHALLENGE)
        text = exposition(self.counts, [*self._now(), *await self._lags()])
        return Response(text, headers={**NO_STORE, "Content-Type": CONTENT_TYPE})

    def _now(self) -> Iterable[Gauge]:
        database = self.database
        return (
            _gauge("galley_operations_running", "Operations that are being answered.", self.gate.running),
            _gauge(
                "galley_connections_open",
                "WebSockets and event streams that are open.",
                self.admission.open,
            ),
            Gauge(
                "galley_database_connections_in_use",
                "Connections to the database at work; on SQLite also reads that wait for a thread.",
                {"reads": database.reads_in_use, "writes": database.writes_in_use},
                "pool",
            ),
            _gauge("galley_documents_kept", "Documents that are kept parsed.", len(self.store)),
        )

    async def _lags(self) -> list[Gauge]:
        """Left out where the database does not say: what is missing can be alerted on, what is wrong cannot."""
        asked: dict[str, Callable[[], Awaitable[float]]] = {
            "subscriptions": self.feed.lag_seconds,
            "webhook": lambda: webhook_lag_seconds(self.database),
        }
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                values = {reader: await lag() for reader, lag in asked.items()}
        except Exception as error:  # noqa: BLE001 - whatever it is, the rest can be told
            logger.warning("the outbox's lag is unknown %s", Facts(error=type(error).__name__))
            return []
        about = (
            "How long the oldest event has waited that subscribers here, or the webhook, were not told of."
        )
        return [Gauge("galley_outbox_lag_seconds", about, values, "reader")]


def _gauge(name: str, about: str, value: float) -> Gauge:
    return Gauge(name, about, {"": value})
