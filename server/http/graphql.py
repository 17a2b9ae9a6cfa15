"""The GraphQL endpoint."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from schema.context import Context
from schema.documents import DocumentStore
from schema.errors import format_request_error, internal_error
from schema.execution import answer
from server.auth import viewer_of
from server.database import Database
from server.errors import Unauthenticated
from server.http.graphiql import graphiql_page
from server.http.proxies import address_of
from server.http.requests import BadRequest, read_request
from server.http.responses import refuse, respond
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
        address = address_of(request, self.settings)
        viewer = viewer_of(request.headers.get("authorization"), secrets=self.settings.secrets, now=now)
        operation = await read_request(request, body_limit_bytes=self.settings.body_limit_bytes)
        context = Context(
            settings=self.settings,
            database=self.database,
            chains=self.chains,
            viewer=replace(viewer, address=address),
            now=now,
            address=address,
        )
        answered = await answer(
            operation, store=self.store, context=context, allows_introspection=self.allows_introspection
        )
        return respond(request, answered)


def _wants_page(request: Request) -> bool:
    """A browser's own GET, which names HTML and brings no operation."""
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
        and "query" not in request.query_params
    )
