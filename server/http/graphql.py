"""The GraphQL endpoint, an ASGI application by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from schema.context import Context
from schema.documents import DocumentStore
from schema.errors import format_request_error, server_error
from schema.execution import GraphQLAnswer, GraphQLRequest, answer
from schema.gate import Gate, too_many
from schema.streaming import is_subscription, opened
from server.database import Database
from server.errors import Overloaded, Unauthenticated
from server.http.admission import Admission
from server.http.exchange import BadRequest, Exchange, Reply
from server.http.identity import Identities, Identity
from server.http.negotiation import GRAPHQL_TYPE, JSON_TYPE, media_type
from server.http.public_reads import PublicReads, reply_to_reader
from server.http.requests import read_request, received
from server.http.responses import refusal
from server.http.sse import EVENT_STREAM, EventStream, wants_events
from server.live.desk import Desk
from server.models.types import utc_now
from server.planning.request import Chains
from server.settings import Settings

METHODS = ("GET", "HEAD", "POST")
NOT_ACCEPTABLE = BadRequest(406, f"Answers are {GRAPHQL_TYPE} or {JSON_TYPE}: accept one of them.")
DOCUMENT_PARAMETERS = frozenset({"query", "documentId", "extensions"})
FAILURES = {"TIMEOUT": 504, "OVERLOADED": 503}
"""Statuses of what may be sent again later; any other failure of the server is 500."""

RETRY_AFTER = (b"retry-after", b"%d" % Overloaded.retry_after_seconds)
CHALLENGE = (b"www-authenticate", b'Bearer realm="galley", error="invalid_token"')


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """Answers GET and POST. A browser that opens the address gets `page`, where there is one."""

    settings: Settings
    database: Database
    chains: Chains
    store: DocumentStore
    identities: Identities
    desk: Desk
    admission: Admission
    gate: Gate
    public: PublicReads
    stopping: asyncio.Event
    page: Callable[[Request], Response] | None
    allows_introspection: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = Exchange(scope, receive, send)
        if self.page is not None and _wants_page(exchange):
            await self.page(Request(scope))(scope, receive, send)
            return
        reply = await self._reply(exchange)
        if isinstance(reply, Reply):
            await exchange.send(reply)
        else:
            await reply(scope, receive, send)

    async def _reply(self, exchange: Exchange) -> Reply | EventStream:
        try:
            return await self._answer(exchange)
        except BadRequest as error:
            told = {"message": error.message, "extensions": {"code": "BAD_USER_INPUT"}}
            return refusal(exchange, error.status, told)
        except Unauthenticated as error:
            return refusal(exchange, 401, format_request_error(error), CHALLENGE)
        except Exception as error:  # noqa: BLE001 - the last place before the socket: logged, told by id alone
            return _failure(exchange, error)

    async def _answer(self, exchange: Exchange) -> Reply | EventStream:
        if exchange.method not in METHODS:
            told = {"message": "Send GET or POST.", "extensions": {"code": "BAD_USER_INPUT"}}
            return refusal(exchange, 405, told, (b"allow", b"GET, POST"))
        accept = exchange.header(b"accept")
        kind = media_type(accept)
        may_stream = accept is not None and EVENT_STREAM in accept.lower() and exchange.method != "HEAD"
        if not may_stream and kind is None:
            raise NOT_ACCEPTABLE
        if self.gate.is_full:
            raise too_many()
        sent = await received(exchange, body_limit_bytes=self.settings.body_limit_bytes)
        if may_stream or kind is None or exchange.header(b"authorization") is not None:
            return await self._answer_one(exchange, sent, accept, may_stream=may_stream)
        key = (exchange.method, kind, sent)
        kept = self.public.find(exchange, key)
        if kept is not None:
            return kept
        context = self._context(exchange)
        request = read_request(exchange, sent, self.settings.limits)
        return await self.public.reply(exchange, key, lambda: self._run(request, context), context)

    async def _answer_one(
        self, exchange: Exchange, sent: bytes, accept: str | None, *, may_stream: bool
    ) -> Reply | EventStream:
        """To one who has said who they are, or who may want a stream of events."""
        context = self._context(exchange)
        request = read_request(exchange, sent, self.settings.limits)
        if may_stream and wants_events(accept or "", is_subscription=is_subscription(request, self.store)):
            return self._stream(exchange, request, context)
        kind = media_type(accept)
        if kind is None:
            raise NOT_ACCEPTABLE
        return reply_to_reader(exchange, kind, await self._run(request, context))

    async def _run(self, request: GraphQLRequest, context: Context) -> GraphQLAnswer:
        return await answer(
            request, store=self.store, context=context, allows_introspection=self.allows_introspection
        )

    def _context(self, exchange: Exchange) -> Context:
        now, address = utc_now(), self.identities.address(exchange.scope)
        return Context(
            settings=self.settings,
            database=self.database,
            chains=self.chains,
            viewer=self.identities.viewer(exchange.header(b"authorization"), address=address, now=now),
            now=now,
            address=address,
            desk=self.desk,
            gate=self.gate,
        )

    def _stream(self, exchange: Exchange, request: GraphQLRequest, context: Context) -> EventStream:
        identity = Identity(self.identities, exchange.header(b"authorization"), address=context.address)
        context = replace(context, viewer_now=identity.viewer)
        introspects = self.allows_introspection
        return EventStream(
            opened(request, store=self.store, context=context, allows_introspection=introspects),
            expires_at=identity.expires_at,
            admission=self.admission,
            stopping=self.stopping,
        )


def _failure(exchange: Exchange, error: Exception) -> Reply:
    told = server_error(error)
    status = FAILURES.get(told["extensions"]["code"], 500)
    return refusal(exchange, status, told, *((RETRY_AFTER,) if status in FAILURES.values() else ()))


def _wants_page(exchange: Exchange) -> bool:
    """A browser's own GET, which names HTML and brings no operation."""
    return (
        exchange.method == "GET"
        and "text/html" in (exchange.header(b"accept") or "")
        and not DOCUMENT_PARAMETERS & exchange.parameters.keys()
    )
