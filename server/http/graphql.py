"""The GraphQL endpoint."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from schema.context import Context
from schema.documents import DocumentStore
from schema.errors import format_request_error, internal_error
from schema.execution import GraphQLRequest, answer
from schema.streaming import is_subscription, opened
from server.auth import viewer_of
from server.database import Database
from server.errors import Unauthenticated
from server.http.admission import Admission
from server.http.graphiql import graphiql_page
from server.http.identity import Identity
from server.http.requests import BadRequest, read_request
from server.http.responses import refuse, respond
from server.http.sse import EventStream, wants_events
from server.live.desk import Desk
from server.models.types import utc_now
from server.planning.request import Chains
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """Answers GET and POST. A browser that opens the address gets GraphiQL, where it is switched on."""

    settings: Settings
    database: Database
    chains: Chains
    store: DocumentStore
    desk: Desk
    admission: Admission
    stopping: asyncio.Event
    has_graphiql: bool
    allows_introspection: bool

    async def handle(self, request: Request) -> Response:
        if self.has_graphiql and _wants_page(request):
            return HTMLResponse(graphiql_page())
        try:
            return await self._answer(request)
        except BadRequest as error:
            refusal = {"message": error.message, "extensions": {"code": "BAD_USER_INPUT"}}
            return refuse(request, error.status, refusal)
        except Unauthenticated as error:
            challenge = 'Bearer realm="galley", error="invalid_token"'
            return refuse(request, 401, format_request_error(error), **{"WWW-Authenticate": challenge})
        except Exception as error:  # noqa: BLE001 - the last place before the socket: logged, told by id alone
            return refuse(request, 500, internal_error(error))

    async def _answer(self, request: Request) -> Response:
        now = utc_now()
        viewer = viewer_of(request.headers.get("authorization"), secrets=self.settings.secrets, now=now)
        operation = await read_request(request, body_limit_bytes=self.settings.body_limit_bytes)
        context = Context(
            settings=self.settings,
            database=self.database,
            chains=self.chains,
            viewer=viewer,
            now=now,
            address=request.client.host if request.client else None,
            desk=self.desk,
        )
        if request.method != "HEAD" and wants_events(
            request.headers.get("accept", ""), is_subscription=is_subscription(operation, self.store)
        ):
            return self._stream(request, operation, context)
        answered = await answer(
            operation, store=self.store, context=context, allows_introspection=self.allows_introspection
        )
        return respond(request, answered)

    def _stream(self, request: Request, operation: GraphQLRequest, context: Context) -> Response:
        identity = Identity(request.headers.get("authorization"), self.settings)
        context = replace(context, viewer_now=identity.viewer)
        introspects = self.allows_introspection
        return EventStream(
            opened(operation, store=self.store, context=context, allows_introspection=introspects),
            expires_at=identity.expires_at,
            admission=self.admission,
            stopping=self.stopping,
        )


def _wants_page(request: Request) -> bool:
    """A browser's own GET, which names HTML and brings no operation."""
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
        and "query" not in request.query_params
    )
