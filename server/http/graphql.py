"""The GraphQL endpoint, an ASGI application by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

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
from server.http.compression import MIN_BYTES, packed
from server.http.credentials import NOBODY, Credentials, FromAnotherPage, credentials_of, session_cookie
from server.http.exchange import REQUEST_ID, BadRequest, Exchange, Reply
from server.http.identity import Identities, Identity
from server.http.negotiation import GRAPHQL_TYPE, JSON_TYPE, media_type
from server.http.public_reads import PublicReads, reply_to_reader
from server.http.requests import read_request, received
from server.http.responses import BROKEN_OFF, refusal
from server.http.sessions import OF_A_SESSION, forgotten
from server.http.sse import EVENT_STREAM, EventStream, wants_events
from server.live.desk import Desk
from server.models.types import utc_now
from server.observing.note import QUERY, Note, codes_of
from server.observing.observer import Observer
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
    observer: Observer
    stopping: asyncio.Event
    page: Callable[[Request], Response] | None
    allows_introspection: bool
    takes_parents: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = Exchange(scope, receive, send)
        request_id = self.observer.id_of(exchange.headers.get(REQUEST_ID))
        if self.page is not None and _wants_page(exchange):
            page = self.page(Request(scope))
            page.headers["X-Request-Id"] = request_id
            await page(scope, receive, send)
            return
        note = self.observer.begin(request_id)
        if self.takes_parents:
            note.parent = exchange.header(b"traceparent")
        reply = await self._reply(exchange, note)
        if isinstance(reply, Reply):
            sent = reply
            if (
                len(reply.body) >= MIN_BYTES
                and note.operation.kind == QUERY
                and self.settings.has_compression
            ):
                sent = await packed(reply, exchange.header(b"accept-encoding"))
            # How long the client takes to read it is no time of the operation's.
            self.observer.end(note, reply.status, reply.body)
            await exchange.send(sent, request_id)
        else:
            await reply(scope, receive, send)

    async def _reply(self, exchange: Exchange, note: Note) -> Reply | EventStream:
        try:
            return await self._answer(exchange, note)
        except BadRequest as error:
            told = {"message": error.message, "extensions": {"code": "BAD_USER_INPUT"}}
            return _refusal(exchange, note, error.status, told)
        except Unauthenticated as error:
            return _refusal(
                exchange, note, 401, format_request_error(error), CHALLENGE, *_forgetting(exchange)
            )
        except FromAnotherPage as error:
            return _refusal(exchange, note, 403, format_request_error(error), OF_A_SESSION)
        except asyncio.CancelledError:
            if not self.stopping.is_set():
                raise
            return _failure(exchange, note, BROKEN_OFF)
        except Exception as error:  # noqa: BLE001 - the last place before the socket: logged, told by id alone
            return _failure(exchange, note, error)

    async def _answer(self, exchange: Exchange, note: Note) -> Reply | EventStream:
        if exchange.method not in METHODS:
            told = {"message": "Send GET or POST.", "extensions": {"code": "BAD_USER_INPUT"}}
            return _refusal(exchange, note, 405, told, (b"allow", b"GET, POST"))
        accept = exchange.header(b"accept")
        kind = media_type(accept)
        may_stream = accept is not None and EVENT_STREAM in accept.lower() and exchange.method != "HEAD"
        if not may_stream and kind is None:
            raise NOT_ACCEPTABLE
        if self.gate.is_full:
            raise too_many()
        shown = credentials_of(exchange)
        sent = await received(exchange, body_limit_bytes=self.settings.body_limit_bytes)
        if may_stream or kind is None or shown is not NOBODY:
            return await self._answer_one(exchange, sent, accept, shown, note, may_stream=may_stream)
        key = (exchange.method, kind, sent)
        kept = self.public.find(exchange, key, note)
        if kept is not None:
            return kept
        context = self._context(exchange, shown, note)
        request = read_request(exchange, sent, self.settings.limits)
        return await self.public.reply(exchange, key, lambda: self._run(request, context), context)

    async def _answer_one(
        self,
        exchange: Exchange,
        sent: bytes,
        accept: str | None,
        shown: Credentials,
        note: Note,
        *,
        may_stream: bool,
    ) -> Reply | EventStream:
        """To one who has said who they are, or who may want a stream of events."""
        if self.identities.lacks_key(shown):
            await self.identities.learn()
        context = self._context(exchange, shown, note)
        request = read_request(exchange, sent, self.settings.limits)
        if may_stream and wants_events(accept or "", is_subscription=is_subscription(request, self.store)):
            return self._stream(shown, request, context)
        kind = media_type(accept)
        if kind is None:
            raise NOT_ACCEPTABLE
        reply = reply_to_reader(exchange, kind, await self._run(request, context))
        return reply if shown.session is None else replace(reply, headers=(*reply.headers, OF_A_SESSION))

    async def _run(self, request: GraphQLRequest, context: Context) -> GraphQLAnswer:
        return await answer(
            request, store=self.store, context=context, allows_introspection=self.allows_introspection
        )

    def _context(self, exchange: Exchange, shown: Credentials, note: Note) -> Context:
        now, address = utc_now(), self.identities.address(exchange.scope)
        return Context(
            settings=self.settings,
            database=self.database,
            chains=self.chains,
            viewer=self.identities.viewer(shown, address=address, now=now),
            now=now,
            address=address,
            desk=self.desk,
            gate=self.gate,
            note=note,
        )

    def _stream(self, shown: Credentials, request: GraphQLRequest, context: Context) -> EventStream:
        identity = Identity(self.identities, shown, address=context.address)
        context = replace(context, viewer_now=identity.viewer)
        introspects = self.allows_introspection
        return EventStream(
            opened(request, store=self.store, context=context, allows_introspection=introspects),
            expires_at=identity.expires_at,
            admission=self.admission,
            stopping=self.stopping,
            stop_seconds=self.settings.stop_timeout_ms / 1000,
            observer=self.observer,
            note=context.note,
        )


def _forgetting(exchange: Exchange) -> tuple[tuple[bytes, bytes], ...]:
    """Ends a session that counts no longer in the browser too, or the page would be refused for good."""
    is_a_sessions = exchange.header(b"authorization") is None and session_cookie(exchange) is not None
    return (OF_A_SESSION, forgotten(exchange.header(b"host"))) if is_a_sessions else ()


def _refusal(
    exchange: Exchange, note: Note, status: int, error: dict[str, Any], *headers: tuple[bytes, bytes]
) -> Reply:
    note.codes = codes_of([error])
    return refusal(exchange, status, error, *headers)


def _failure(exchange: Exchange, note: Note, error: Exception) -> Reply:
    note.enter()
    told = server_error(error)
    status = FAILURES.get(told["extensions"]["code"], 500)
    return _refusal(exchange, note, status, told, *((RETRY_AFTER,) if status in FAILURES.values() else ()))


def _wants_page(exchange: Exchange) -> bool:
    """A browser's own GET, which names HTML and brings no operation."""
    return (
        exchange.method == "GET"
        and "text/html" in (exchange.header(b"accept") or "")
        and not DOCUMENT_PARAMETERS & exchange.parameters.keys()
    )
