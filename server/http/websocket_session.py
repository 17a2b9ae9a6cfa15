"""One socket's conversation by graphql-transport-ws, from its acceptance to its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from schema.context import Context
from schema.documents import DocumentStore
from schema.errors import format_request_error, server_error
from schema.execution import GraphQLRequest
from schema.streaming import Refusal, opened
from server.errors import Overloaded, Unauthenticated
from server.http.credentials import socket_credentials
from server.http.identity import Identities, Identity
from server.http.responses import BROKEN_OFF
from server.http.websocket_messages import (
    ACK,
    CloseCode,
    Closing,
    Message,
    ProtocolBroken,
    authorization_of,
    complete,
    error,
    next_,
    pong,
    read_message,
    read_operation,
)
from server.models.types import utc_now
from server.observing.note import SUBSCRIPTION, Note
from server.observing.observer import Observer

INIT_SECONDS = 5.0
"""For connection_init to come after the handshake."""

SEND_SECONDS = 10.0
"""For a client to take a message. One that takes none holds what is written for it in memory."""

CLOSE_SECONDS = 1.0
LONGEST_TIMER_SECONDS = 86_400.0

TOO_SLOW = Closing(CloseCode.TRY_AGAIN_LATER, "Too slow: events were missed. Read anew and subscribe again.")
EXPIRED = Closing(CloseCode.FORBIDDEN, "The bearer token has expired.")
STOPPING = Closing(CloseCode.GOING_AWAY, "")

logger = logging.getLogger("galley.websocket")


@dataclass(frozen=True, slots=True)
class _Running:
    """An operation."""

    task: asyncio.Task[None]
    note: Note


class Session:
    """`id_` is the handshake's; each operation has it with a number. `context` is that of a guest, as of now;
    `operations_limit` how many may run at once. From `stopping` on nothing begins, and what has an end is
    answered."""

    def __init__(
        self,
        websocket: WebSocket,
        *,
        id_: str,
        observer: Observer,
        stopping: asyncio.Event,
        context: Context,
        identities: Identities,
        store: DocumentStore,
        allows_introspection: bool,
        operations_limit: int,
    ) -> None:
        self._websocket = websocket
        self._ids = (f"{id_}.{number}" for number in count(1))
        self._observer = observer
        self._stopping = stopping
        self._context = context
        self._identities = identities
        self._store = store
        self._allows_introspection = allows_introspection
        self._operations_limit = operations_limit
        self._operations: dict[str, _Running] = {}
        self._identity: Identity | None = None
        self._closing: asyncio.Future[Closing] = asyncio.get_running_loop().create_future()
        self._timer: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        self._after(INIT_SECONDS, self._miss_init)
        reader, stop = asyncio.create_task(self._read()), asyncio.create_task(self._stopping.wait())
        try:
            awaited: list[asyncio.Future[Any]] = [reader, self._closing, stop]
            done, _ = await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
            if done == {stop}:
                reader.cancel()
                await self._answer_what_runs()
                self.end(STOPPING)
        except asyncio.CancelledError:
            if not self._stopping.is_set():
                raise
            self.end(STOPPING)
        finally:
            if self._timer is not None:
                self._timer.cancel()
            await _ended([reader, stop, *(running.task for running in self._operations.values())])
        if self._closing.done():
            closing = self._closing.result()
            with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._websocket.close(closing.code, closing.short_reason)

    async def _answer_what_runs(self) -> None:
        """Subscriptions end here: they are followed at another process. The others have as long as requests have."""
        answers = []
        for running in self._operations.values():
            if running.note.operation.kind == SUBSCRIPTION:
                running.task.cancel()
            else:
                answers.append(running.task)
        if answers:
            await asyncio.wait(answers, timeout=self._context.settings.stop_timeout_ms / 1000)

    def end(self, closing: Closing) -> None:
        """The first reason counts."""
        if not self._closing.done():
            self._closing.set_result(closing)

    def _after(self, seconds: float, do: Callable[[], None]) -> None:
        self._timer = asyncio.get_running_loop().call_later(min(seconds, LONGEST_TIMER_SECONDS), do)

    def _miss_init(self) -> None:
        self.end(Closing(CloseCode.CONNECTION_INIT_TIMEOUT, "Connection initialisation timeout"))

    # ── what the client says ────────────────────────────────────────────────────────────────────

    async def _read(self) -> None:
        try:
            while True:
                frame = await self._websocket.receive()
                if frame["type"] == "websocket.disconnect":
                    return
                await self._hear(read_message(frame, self._context.settings.limits))
        except ProtocolBroken as broken:
            self.end(broken.closing)
        except (WebSocketDisconnect, TimeoutError):
            return

    async def _hear(self, message: Message) -> None:
        match message.type:
            case "connection_init":
                await self._init(message)
            case "ping":
                await self._send(pong(message.payload))
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                operation = self._operations.pop(message.id, None)
                if operation is not None:
                    operation.task.cancel()

    async def _init(self, message: Message) -> None:
        if self._identity is not None:
            raise ProtocolBroken(CloseCode.TOO_MANY_INITS, "Too many initialisation requests")
        shown = socket_credentials(self._websocket, authorization_of(message.payload))
        if self._identities.lacks_key(shown):
            await self._identities.learn()
        try:
            self._identity = Identity(self._identities, shown, address=self._context.address)
        except Unauthenticated as problem:
            raise ProtocolBroken(CloseCode.FORBIDDEN, problem.message) from None
        except Overloaded as problem:
            raise ProtocolBroken(CloseCode.TRY_AGAIN_LATER, problem.message) from None
        self._watch_expiry()
        await self._send(ACK)

    def _watch_expiry(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        expires_at = self._identity.expires_at if self._identity else None
        if expires_at is None:
            return
        left = (expires_at - utc_now()).total_seconds()
        if left <= 0:
            self.end(EXPIRED)
        else:
            self._after(left, self._watch_expiry)

    async def _subscribe(self, message: Message) -> None:
        if self._identity is None:
            raise ProtocolBroken(CloseCode.UNAUTHORIZED, "Unauthorized")
        request = read_operation(message.payload)
        if message.id in self._operations:
            raise ProtocolBroken(CloseCode.SUBSCRIBER_EXISTS, f"Subscriber for {message.id} already exists")
        if len(self._operations) >= self._operations_limit:
            too_many = Overloaded(f"A socket runs at most {self._operations_limit} operations at once.")
            await self._send(error(message.id, [format_request_error(too_many)]))
            return
        has_begun, note = asyncio.Event(), self._observer.begin(next(self._ids))
        task = asyncio.create_task(self._operate(message.id, request, note, has_begun))
        self._operations[message.id] = _Running(task, note)
        task.add_done_callback(lambda _task: has_begun.set())
        # What the client says next is heard when events are: so a ping after a subscribe tells when they are.
        await has_begun.wait()

    # ── what is said to the client ──────────────────────────────────────────────────────────────

    async def _operate(self, id_: str, request: GraphQLRequest, note: Note, has_begun: asyncio.Event) -> None:
        note.enter()
        try:
            await self._tell_all(id_, request, note, has_begun)
        except WebSocketDisconnect:
            return  # the client has gone, or the socket is being closed: the reader knows
        except TimeoutError:
            self.end(TOO_SLOW)
        except asyncio.CancelledError:
            if not self._stopping.is_set() or note.operation.kind == SUBSCRIPTION:
                note.break_off()
                raise
            await self._fail(id_, note, BROKEN_OFF)
        except Exception as problem:  # noqa: BLE001 - the last place before the socket: logged, told by id alone
            await self._fail(id_, note, problem)
        finally:
            self._observer.end_live(note)
            running = self._operations.get(id_)
            if running is not None and running.note is note:
                del self._operations[id_]

    async def _fail(self, id_: str, note: Note, problem: Exception) -> None:
        told = [server_error(problem)]
        note.refuse(told)
        with suppress(Exception):
            await self._send(error(id_, told))

    async def _tell_all(
        self, id_: str, request: GraphQLRequest, note: Note, has_begun: asyncio.Event
    ) -> None:
        assert self._identity is not None, "nothing is operated before connection_init"
        try:
            viewer = self._identity.viewer()
        except Unauthenticated:
            self.end(EXPIRED)
            return
        context = replace(
            self._context, viewer=viewer, now=utc_now(), viewer_now=self._identity.viewer, note=note
        )
        introspects = self._allows_introspection
        operation = opened(request, store=self._store, context=context, allows_introspection=introspects)
        async with operation as responses:
            has_begun.set()
            if self._stopping.is_set() and note.operation.kind == SUBSCRIPTION:
                return
            async for response in responses:
                if isinstance(response, Refusal):
                    note.refuse(response.errors)
                    await self._refuse(id_, response)
                    return
                await self._send(next_(id_, response))
        # Free before the client can know: it may use the id again at once.
        self._operations.pop(id_, None)
        await self._send(complete(id_))

    async def _refuse(self, id_: str, refusal: Refusal) -> None:
        if refusal.is_unauthenticated:
            self.end(EXPIRED)
        elif refusal.fell_behind:
            self.end(TOO_SLOW)
        else:
            self._operations.pop(id_, None)
            await self._send(error(id_, refusal.errors))

    async def _send(self, text: str) -> None:
        """Raises TimeoutError for a client that does not take it, WebSocketDisconnect for one that has gone."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._websocket.send_text(text)
        except RuntimeError:  # what Starlette and uvicorn raise once the socket is closed
            raise WebSocketDisconnect(CloseCode.GOING_AWAY) from None


async def _ended(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            logger.error("a socket's task failed", exc_info=outcome)
