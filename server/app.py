"""create_app(settings): routes, and what lives as long as the process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from schema.documents import DocumentStore
from schema.root import graphql_schema
from server.database import Database
from server.demo.content import IMAGES
from server.events.feed import Feed
from server.http.admission import Admission
from server.http.graphql import GraphQLEndpoint
from server.http.health import HealthCheck
from server.http.websocket import WebSocketEndpoint
from server.http.wire import STOPPING
from server.live.desk import Desk
from server.models.types import utc_now
from server.services.publishing import publish_due
from server.services.site import chains_of, sync_site
from server.settings import Settings, load_settings

GRAPHQL_PATH = "/graphql"
HEALTH_PATH = "/healthz"
DEMO_IMAGES_PATH = "/demo/images"

DUE_EVERY_SECONDS = 1.0
"""How late a scheduled publication may be."""

SOMETHING_SCHEDULED = "SELECT count(*) FROM article_translation WHERE scheduled_for IS NOT NULL"
"""A look without a write lock; usually there is nothing."""

logger = logging.getLogger("galley")


def create_app(settings: Settings) -> Starlette:
    """The application. The settings hold a secret."""
    database = Database(settings)
    is_production = settings.is_production
    feed = Feed(database)
    desk = Desk(feed=feed, database=database, chains=chains_of(settings))
    stopping = asyncio.Event()
    shared: dict[str, Any] = {
        "settings": settings,
        "database": database,
        "chains": chains_of(settings),
        "store": DocumentStore(graphql_schema, hides_suggestions=is_production),
        "desk": desk,
        "admission": Admission(settings),
        "allows_introspection": settings.has_graphiql or not is_production,
    }
    endpoint = GraphQLEndpoint(**shared, stopping=stopping, has_graphiql=settings.has_graphiql)
    routes: list[BaseRoute] = [
        Route(GRAPHQL_PATH, endpoint.handle, methods=["GET", "POST"]),
        WebSocketRoute(GRAPHQL_PATH, WebSocketEndpoint(**shared).handle),
        Route(HEALTH_PATH, HealthCheck(database).handle, methods=["GET"]),
    ]
    if not is_production:
        routes.append(Mount(DEMO_IMAGES_PATH, StaticFiles(directory=IMAGES)))

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, Any]]:
        await database.connect()
        async with database.transaction() as session:
            await sync_site(session, settings)
        publisher = asyncio.create_task(_publish_when_due(database, settings))
        try:
            yield {STOPPING: stopping}
        finally:
            stopping.set()
            publisher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await publisher
            await feed.close()
            await database.close()

    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.database = database
    app.state.desk = desk
    return app


def app_from_environment() -> Starlette:
    """For server processes that are started by name: each reads the settings itself."""
    return create_app(load_settings({**os.environ, "GALLEY_ENV": "production"}))


async def _publish_when_due(database: Database, settings: Settings) -> None:
    """Publishes what is scheduled, in every process: a compare-and-set, so once."""
    chains = chains_of(settings)
    while True:
        try:
            if (await database.read(SOMETHING_SCHEDULED, ()))[0]:
                async with database.transaction() as session:
                    await publish_due(session, now=utc_now(), chains=chains)
        except Exception:
            logger.exception("scheduled publications could not be looked at; trying again")
        await asyncio.sleep(DUE_EVERY_SECONDS)
