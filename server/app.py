"""create_app(settings): routes, and what lives as long as the process."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from schema.context import Context
from schema.documents import DocumentStore
from schema.gate import Gate
from schema.root import graphql_schema
from schema.warming import Warming
from server.database import Database
from server.demo.content import IMAGES
from server.events.feed import Feed
from server.http.admission import Admission
from server.http.arrival import LIMITS
from server.http.graphql import GraphQLEndpoint
from server.http.health import HealthCheck
from server.http.identity import Identities
from server.http.metrics import Metrics
from server.http.readiness import Readiness
from server.http.websocket import WebSocketEndpoint
from server.http.wire import STOP, Stop
from server.live.desk import Desk
from server.models.types import utc_now
from server.observing.counts import Counts
from server.observing.observer import Listener, Observer
from server.observing.tracing import spans_of
from server.services.revocations import Revocations
from server.services.site import chains_of, sync_site
from server.services.trusted_documents import TrustedDocuments
from server.settings import Documents, Settings, load_settings
from server.viewer import GUEST
from server.workers import workers

GRAPHQL_PATH = "/graphql"
HEALTH_PATH = "/healthz"
READY_PATH = "/readyz"
METRICS_PATH = "/metrics"
DEMO_IMAGES_PATH = "/demo/images"


def create_app(settings: Settings) -> Starlette:
    """The application. The settings hold a secret."""
    database = Database(settings)
    revocations = Revocations(database)
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
    admission, gate = Admission(settings), Gate(settings.limits)
    token = settings.observing.metrics_token
    spans = spans_of(settings.observing, counts.durations)
    listeners: list[Listener] = [*([counts] if token else []), *([spans] if spans else [])]
    shared: dict[str, Any] = {
        "settings": settings,
        "database": database,
        "chains": chains,
        "store": store,
        "identities": Identities(settings, revocations),
        "desk": desk,
        "admission": admission,
        "gate": gate,
        "observer": Observer(settings.observing, *listeners),
        "allows_introspection": settings.has_graphiql or not settings.is_production,
    }
    endpoint = GraphQLEndpoint(
        **shared, stopping=stop.begins, has_graphiql=settings.has_graphiql, takes_parents=spans is not None
    )
    routes: list[BaseRoute] = [
        WebSocketRoute(GRAPHQL_PATH, WebSocketEndpoint(**shared).handle),
        Route(HEALTH_PATH, HealthCheck(database).handle, methods=["GET"]),
        Route(READY_PATH, Readiness(database, stop).handle, methods=["GET"]),
    ]
    if token is not None:
        metrics = Metrics(token, counts, gate, admission, database, store, feed)
        routes.append(Route(METRICS_PATH, metrics.handle, methods=["GET"]))
    if not settings.is_production:
        routes.append(Mount(DEMO_IMAGES_PATH, StaticFiles(directory=IMAGES)))

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, Any]]:
        await database.connect()
        async with database.transaction() as session:
            await sync_site(session, settings)
        await revocations.refresh()
        await warming.step()
        try:
            async with contextlib.AsyncExitStack() as running:
                for worker in workers(database, settings, revocations, warming.step):
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
    app.state.observer = shared["observer"]
    app.state.stop = stop
    return app


class Galley(Starlette):
    """Starlette with one address of its own: what is asked of GraphQL goes past routing and middleware, which would
    take a third of the time of a small read."""

    def __init__(self, endpoint: GraphQLEndpoint, **options: Any) -> None:
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
