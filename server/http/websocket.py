"""The WebSocket at the endpoint: who may open one, and by which protocol."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import orjson
from starlette.responses import Response
from starlette.websockets import WebSocket

from schema.context import Context
from schema.documents import DocumentStore
from schema.errors import format_request_error
from schema.gate import Gate
from server.database import Database
from server.errors import Forbidden, RequestError
from server.http.admission import Admission, TooMany, is_from_allowed_page
from server.http.exchange import REQUEST_ID
from server.http.identity import Identities
from server.http.websocket_messages import SUBPROTOCOL, CloseCode
from server.http.websocket_session import Session
from server.live.desk import Desk
from server.models.types import utc_now
from server.observing.observer import Observer
from server.planning.request import Chains
from server.settings import Settings
from server.viewer import GUEST


@dataclass(frozen=True, slots=True)
class WebSocketEndpoint:
    """Speaks graphql-transport-ws and nothing older."""

    settings: Settings
    database: Database
    chains: Chains
    store: DocumentStore
    identities: Identities
    desk: Desk
    admission: Admission
    gate: Gate
    observer: Observer
    stopping: asyncio.Event
    allows_introspection: bool

    async def handle(self, websocket: WebSocket) -> None:
        id_ = self.observer.id_of(dict(websocket.scope["headers"]).get(REQUEST_ID))
        if not is_from_allowed_page(websocket, self.settings):
            await _deny(websocket, id_, 403, Forbidden("Pages of this origin may not connect."))
            return
        try:
            with self.admission.admitted(websocket):
                await self._converse(websocket, id_)
        except TooMany as refused:
            await _deny(websocket, id_, refused.status, refused)

    async def _converse(self, websocket: WebSocket, id_: str) -> None:
        if SUBPROTOCOL not in websocket.scope.get("subprotocols", ()):
            # A refused handshake tells a browser nothing; a close code does.
            await websocket.accept()
            await websocket.close(CloseCode.SUBPROTOCOL_NOT_ACCEPTABLE, "Subprotocol not acceptable")
            return
        await websocket.accept(SUBPROTOCOL, [(REQUEST_ID, id_.encode())])
        session = Session(
            websocket,
            id_=id_,
            observer=self.observer,
            stopping=self.stopping,
            context=self._context(websocket),
            identities=self.identities,
            store=self.store,
            allows_introspection=self.allows_introspection,
            operations_limit=self.settings.socket_operations,
        )
        await session.run()

    def _context(self, websocket: WebSocket) -> Context:
        return Context(
            settings=self.settings,
            database=self.database,
            chains=self.chains,
            viewer=GUEST,
            now=utc_now(),
            address=self.identities.address(websocket.scope),
            desk=self.desk,
            gate=self.gate,
        )


async def _deny(websocket: WebSocket, id_: str, status: int, error: RequestError) -> None:
    body = orjson.dumps({"errors": [format_request_error(error)]})
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Request-Id": id_,
    }
    if status in (429, 503):
        headers["Retry-After"] = "5"
    await websocket.send_denial_response(Response(body, status, headers))
