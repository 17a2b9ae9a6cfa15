"""create_app(settings): routes, and what lives as long as the process."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from schema.context import Context
from schema.documents import DocumentStore
from schema.gate import Gate
from schema.root import graphql_schema
from schema.warming import Warming
from server.database import Database
from server.demo.content import IMAGES
from server.events.feed import EVERYTHING, Feed
from server.http.admission import Admission
from server.http.arrival import LIMITS
from server.http.cors import Cors
from server.http.graphql import GraphQLEndpoint
from server.http.health import HealthCheck
from server.http.identity import Identities
from server.http.kept import KeptAnswers, kept_answers
from server.http.public_reads import PublicReads
from server.http.readiness import Readiness
from server.http.sessions import SessionEndpoint
from server.http.websocket import WebSocketEndpoint
from server.http.wire import STOP, Stop
from server.live.desk import Desk
from server.models.types import utc_now
from server.observing.counts import Counts
from server.observing.observer import Listener, Observer
from server.observing.tracing import spans_of
from server.pages.routes import Pages
from server.services.provider_keys import provider_keys
from server.services.purging import purging
from server.services.revocations import Revocations
from server.services.site import chains_of, sync_site
from server.services.trusted_documents import TrustedDocuments
from server.settings import Documents, Settings, load_settings
from server.viewer import GUEST
from server.workers import workers

GRAPHQL_PATH = "/graphql"
SESSION_PATH = "/session"
HEALTH_PATH = "/healthz"
READY_PATH = "/readyz"
METRICS_PATH = "/metrics"
DEMO_IMAGES_PATH = "/demo/images"


def create_app(settings: Settings) -> Starlette:
    """The application. The settings hold a secret."""
    database = Database(settings)
    revocations = Revocations(database)
    keys = provider_keys(settings.identity)
    identities = Identities(settings, revocations, keys)
    trusted = TrustedDocuments(database)
    chains = chains_of(settings)
    feed = Feed(database)
    desk = Desk(feed=feed, database=database, chains=chains)
    stop = Stop(drain_seconds=settings.drain_ms / 1000)
    store = DocumentStore(
        graphql_schema,
        hides_suggestions=settings.is_production,
        limits=settings.limits,
        trusted=trusted,
        takes_only_trusted=settings.documents is Documents.REGISTERED,
    )

    def guest() -> Context:
        return Context(settings=settings, database=database, chains=chains, viewer=GUEST, now=utc_now())

    counts = Counts(settings.observing.metrics_operations)
    warming = Warming(trusted, store, guest, counts.tell_apart)
    kept = kept_answers(feed, settings.caching)

    read_documents = partial(_read_documents, trusted, warming, kept)
    admission, gate = Admission(settings), Gate(settings.limits)
    token = settings.observing.metrics_token
    spans = spans_of(settings.observing, counts.durations)
    shared: dict[str, Any] = {
        "settings": settings,
        "database": database,
        "chains": chains,
        "store": store,
        "identities": identities,
        "desk": desk,
        "admission": admission,
        "gate": gate,
        "observer": Observer(settings.observing, *_present(counts if token else None, spans)),
        "stopping": stop.begins,
        "allows_introspection": settings.has_graphiql or not settings.is_production,
    }
    pages = Pages(settings, store, guest)
    endpoint = _endpoint(
        **shared,
        page=pages.graphiql if settings.has_graphiql else None,
        public=PublicReads(kept, settings.caching),
        takes_parents=spans is not None,
    )
    routes: list[BaseRoute] = [
        WebSocketRoute(GRAPHQL_PATH, WebSocketEndpoint(**shared).handle),
        Route(
            SESSION_PATH, SessionEndpoint(identities, shared["observer"]), methods=["GET", "POST", "DELETE"]
        ),
        Route(HEALTH_PATH, HealthCheck(database).handle, methods=["GET"]),
        Route(READY_PATH, Readiness(database, stop).handle, methods=["GET"]),
    ]
    if token is not None:
        from server.http.metrics import Metrics  # noqa: PLC0415 - Prometheus' library is loaded where it is used

        metrics = Metrics(token, counts, gate, admission, database, store, feed)
        routes.append(Route(METRICS_PATH, metrics.handle, methods=["GET"]))
    if not settings.is_production:
        routes.append(Mount(DEMO_IMAGES_PATH, StaticFiles(directory=IMAGES)))

    routes += pages.routes()

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, Any]]:
        await database.connect()
        async with database.transaction() as session:
            await sync_site(session, settings)
        await revocations.refresh()
        await read_documents()
        try:
            async with contextlib.AsyncExitStack() as running:
                if keys is not None:
                    await running.enter_async_context(keys.kept())
                if kept is not None:
                    await running.enter_async_context(feed.telling(EVERYTHING, kept))
                await running.enter_async_context(purging(database, feed, settings.caching))
                for worker in workers(database, settings, revocations, read_documents):
                    await running.enter_async_context(worker)
                yield {STOP: stop, LIMITS: settings.limits}
        finally:
            stop.begins.set()
            await feed.close()
            await database.close()
            if spans is not None:
                await asyncio.to_thread(spans.close)

    app = Galley(endpoint, routes=routes, lifespan=lifespan)
    app.state.database = database
    app.state.desk = desk
    app.state.kept = kept
    app.state.feed = feed
    app.state.observer = shared["observer"]
    app.state.stop = stop
    return app


async def _read_documents(trusted: TrustedDocuments, warming: Warming, kept: KeptAnswers | None) -> None:
    """A document that is trusted no more is not answered from what is kept either."""
    before = trusted.changes
    await warming.step()
    if kept is not None and trusted.changes != before:
        kept.clear()


def _present(*listeners: Listener | None) -> list[Listener]:
    return [each for each in listeners if each is not None]


def _endpoint(**parts: Any) -> ASGIApp:
    """For the pages of others too, where they may ask."""
    settings: Settings = parts["settings"]
    endpoint: ASGIApp = GraphQLEndpoint(**parts)
    origins = settings.identity.cors_origins
    return Cors(endpoint, origins) if origins else endpoint


class Galley(Starlette):
    """Starlette with one address of its own: what is asked of GraphQL goes past routing and middleware, which would
    take a third of the time of a small read."""

    def __init__(self, endpoint: ASGIApp, **options: Any) -> None:
        super().__init__(**options)
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == GRAPHQL_PATH:
            await self._endpoint(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def app_from_environment() -> Starlette:
    """For server processes that are started by name: each reads the settings itself."""
    return create_app(load_settings({**os.environ, "GALLEY_ENV": "production"}))
