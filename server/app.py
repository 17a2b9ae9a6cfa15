"""create_app(settings): routes, and what lives as long as the process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from schema.documents import DocumentStore
from schema.root import graphql_schema
from server.database import Database
from server.demo.content import IMAGES
from server.http.graphql import GraphQLEndpoint
from server.http.health import HealthCheck
from server.models.types import utc_now
from server.services.background import in_background
from server.services.judging_work import judging_work
from server.services.publishing import publish_due
from server.services.revocations import REFRESH_EVERY_SECONDS, Revocations
from server.services.sealing import SEAL_EVERY_SECONDS, seal_what_waits
from server.services.site import chains_of, sync_site
from server.services.webhooks import TELL_EVERY_SECONDS, Teller
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
    revocations = Revocations(database)
    is_production = settings.is_production
    endpoint = GraphQLEndpoint(
        settings=settings,
        database=database,
        chains=chains_of(settings),
        store=DocumentStore(graphql_schema, hides_suggestions=is_production),
        revocations=revocations,
        has_graphiql=settings.has_graphiql,
        allows_introspection=settings.has_graphiql or not is_production,
    )
    routes = [
        Route(HEALTH_PATH, HealthCheck(database).handle, methods=["GET"]),
    ]
    if not is_production:
        routes.append(Mount(DEMO_IMAGES_PATH, StaticFiles(directory=IMAGES)))  # type: ignore[arg-type]

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await database.connect()
        async with database.transaction() as session:
            await sync_site(session, settings)
        await revocations.refresh()
        publisher = asyncio.create_task(_publish_when_due(database, settings))
        try:
            async with contextlib.AsyncExitStack() as workers:
                for worker in _workers(database, settings, revocations):
                    await workers.enter_async_context(worker)
                yield
        finally:
            publisher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await publisher
            await database.close()

    app = Galley(endpoint, routes=routes, lifespan=lifespan)
    app.state.database = database
    return app


def _workers(
    database: Database, settings: Settings, revocations: Revocations
) -> Iterator[contextlib.AbstractAsyncContextManager[None]]:
    """What runs beside the requests of this process."""
    yield in_background("sealing", partial(seal_what_waits, database), every_seconds=SEAL_EVERY_SECONDS)
    yield judging_work(database, settings)
    yield in_background("revocations", revocations.refresh, every_seconds=REFRESH_EVERY_SECONDS)
    if settings.webhook_url is not None:
        yield in_background("webhook", Teller(database, settings).step, every_seconds=TELL_EVERY_SECONDS)


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
