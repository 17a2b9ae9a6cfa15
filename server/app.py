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
from server.events.feed import EVERYTHING, Feed
from server.http.admission import Admission
from server.http.arrival import LIMITS
from server.http.graphql import GraphQLEndpoint
from server.http.health import HealthCheck
from server.http.identity import Identities
from server.http.kept import KeptAnswers
from server.http.public_reads import PublicReads
from server.http.readiness import Readiness
from server.http.websocket import WebSocketEndpoint
from server.http.wire import STOPPING
from server.live.desk import Desk
from server.models.types import utc_now
from server.pages.routes import graphiql_page, page_routes
from server.services.background import in_background
from server.services.purging import PURGE_EVERY_SECONDS, Purger
from server.services.revocations import Revocations
from server.services.site import chains_of, sync_site
from server.services.trusted_documents import TrustedDocuments
from server.settings import Documents, Settings, load_settings
from server.viewer import GUEST
from server.workers import workers

GRAPHQL_PATH = "/graphql"
HEALTH_PATH = "/healthz"
READY_PATH = "/readyz"
DEMO_IMAGES_PATH = "/demo/images"


def create_app(settings: Settings) -> Starlette:
    """The application. The settings hold a secret."""
    database = Database(settings)
    revocations = Revocations(database)
    trusted = TrustedDocuments(database)
    chains = chains_of(settings)
    feed = Feed(database)
    desk = Desk(feed=feed, database=database, chains=chains)
    stopping = asyncio.Event()
    store = DocumentStore(
        graphql_schema,
        hides_suggestions=settings.is_production,
        limits=settings.limits,
        trusted=trusted,
        takes_only_trusted=settings.documents is Documents.REGISTERED,
    )

    def guest() -> Context:
        return Context(settings=settings, database=database, chains=chains, viewer=GUEST, now=utc_now())

    warming = Warming(trusted, store, guest)
    kept = KeptAnswers(feed, capacity_bytes=settings.caching.kept_bytes) if settings.caching.kept_mb else None

    async def read_documents() -> None:
        """A document that is trusted no more is not answered from what is kept either."""
        before = trusted.changes
        await warming.step()
        if kept is not None and trusted.changes != before:
            kept.clear()

    shared: dict[str, Any] = {
        "settings": settings,
        "database": database,
        "chains": chains,
        "store": store,
        "identities": Identities(settings, revocations),
        "desk": desk,
        "admission": Admission(settings),
        "gate": Gate(settings.limits),
        "allows_introspection": settings.has_graphiql or not settings.is_production,
    }
    endpoint = GraphQLEndpoint(
        **shared,
        public=PublicReads(kept, settings.caching),
        stopping=stopping,
        page=graphiql_page(settings) if settings.has_graphiql else None,
    )
    routes: list[BaseRoute] = [
        WebSocketRoute(GRAPHQL_PATH, WebSocketEndpoint(**shared).handle),
        Route(HEALTH_PATH, HealthCheck(database).handle, methods=["GET"]),
        Route(READY_PATH, Readiness(database, stopping).handle, methods=["GET"]),
    ]
    if not settings.is_production:
        routes.append(Mount(DEMO_IMAGES_PATH, StaticFiles(directory=IMAGES)))

    routes += page_routes(settings, store, guest)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, Any]]:
        await database.connect()
        async with database.transaction() as session:
            await sync_site(session, settings)
        await revocations.refresh()
        await read_documents()
        try:
            async with contextlib.AsyncExitStack() as running:
                if kept is not None:
                    await running.enter_async_context(feed.telling(EVERYTHING, kept))
                if settings.caching.purge_url is not None:
                    purger = Purger(database, settings.caching)
                    await running.enter_async_context(feed.telling(EVERYTHING, purger))
                    await running.enter_async_context(
                        in_background("purging", purger.step, every_seconds=PURGE_EVERY_SECONDS)
                    )
                for worker in workers(database, settings, revocations, read_documents):
                    await running.enter_async_context(worker)
                yield {STOPPING: stopping, LIMITS: settings.limits}
        finally:
            stopping.set()
            await feed.close()
            await database.close()

    app = Galley(endpoint, routes=routes, lifespan=lifespan)
    app.state.database = database
    app.state.desk = desk
    app.state.stopping = stopping
    app.state.kept = kept
    app.state.feed = feed
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
