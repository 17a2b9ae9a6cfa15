"""The GraphQL endpoint, an ASGI application by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from schema.context import Context
from schema.documents import DocumentStore
from schema.errors import format_request_error, internal_error
from schema.execution import answer
from server.auth import viewer_of
from server.database import Database
from server.errors import Unauthenticated
from server.http.exchange import BadRequest, Exchange, Reply
from server.http.graphiql import graphiql_page
from server.http.negotiation import GRAPHQL_TYPE, JSON_TYPE, media_type
from server.http.proxies import address_of
from server.http.requests import read_request
from server.http.responses import refusal, reply_with
from server.models.types import utc_now
from server.planning.request import Chains
from server.services.revocations import Revocations
from server.settings import Settings

METHODS = ("GET", "HEAD", "POST")
CHALLENGE = (b"www-authenticate", b'Bearer realm="galley", error="invalid_token"')


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """Answers GET and POST. A browser that opens the address gets GraphiQL, where it is switched on."""

    settings: Settings
    database: Database
    chains: Chains
    store: DocumentStore
    revocations: Revocations
    has_graphiql: bool
    allows_introspection: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = Exchange(scope, receive, send)
        if self.has_graphiql and _wants_page(exchange):
            await HTMLResponse(graphiql_page())(scope, receive, send)
        else:
            await exchange.send(await self._reply(exchange))

    async def _reply(self, exchange: Exchange) -> Reply:
        try:
            return await self._answer(exchange)
        except BadRequest as error:
            told = {"message": error.message, "extensions": {"code": "BAD_USER_INPUT"}}
            return refusal(exchange, error.status, told)
        except Unauthenticated as error:
            return refusal(exchange, 401, format_request_error(error), CHALLENGE)
        except Exception as error:  # noqa: BLE001 - the last place before the socket: logged, told by id alone
            return refusal(exchange, 500, internal_error(error))

    async def _answer(self, exchange: Exchange) -> Reply:
        if exchange.method not in METHODS:
            told = {"message": "Send GET or POST.", "extensions": {"code": "BAD_USER_INPUT"}}
            return refusal(exchange, 405, told, (b"allow", b"GET, POST"))
        if media_type(exchange.header(b"accept")) is None:
            raise BadRequest(406, f"Answers are {GRAPHQL_TYPE} or {JSON_TYPE}: accept one of them.")
        now = utc_now()
        address = address_of(exchange.scope, self.settings)
        viewer = viewer_of(
            exchange.header(b"authorization"),
            secrets=self.settings.secrets,
            now=now,
            revoked=self.revocations.known,
        )
        request = await read_request(exchange, body_limit_bytes=self.settings.body_limit_bytes)
        context = Context(
            settings=self.settings,
            database=self.database,
            chains=self.chains,
            viewer=replace(viewer, address=address),
            now=now,
            address=address,
        )
        answered = await answer(
            request, store=self.store, context=context, allows_introspection=self.allows_introspection
        )
        return reply_with(exchange, answered)


def _wants_page(exchange: Exchange) -> bool:
    """A browser's own GET, which names HTML and brings no operation."""
    return (
        exchange.method == "GET"
        and "text/html" in (exchange.header(b"accept") or "")
        and "query" not in exchange.parameters
    )
