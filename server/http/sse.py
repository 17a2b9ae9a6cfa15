"""GraphQL over server-sent events, in the distinct connections mode: an operation a connection.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md. The single connection mode is left out: its requests
would have to reach the process that holds the connection (docs/decisions/0024).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager, suppress
from datetime import datetime
from typing import Any

import orjson
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send

from schema.errors import format_request_error
from schema.streaming import Refusal
from schema.streaming import Response as StreamResponse
from server.errors import Unauthenticated
from server.http.admission import Admission, TooMany
from server.http.responses import BROKEN_OFF
from server.models.types import utc_now
from server.observing.note import SUBSCRIPTION, Note
from server.observing.observer import Observer

EVENT_STREAM = "text/event-stream"

KEEP_ALIVE_SECONDS = 15.0
"""A comment is sent then, so that proxies keep the connection and the server learns of those that are gone."""

SEND_SECONDS = 10.0
"""For a client to take what is sent. One that takes nothing holds it in memory."""

EXPIRED = format_request_error(Unauthenticated("The bearer token has expired."))

KEEP_ALIVE = b":\n\n"
COMPLETE = b"event: complete\ndata:\n\n"


def wants_events(accept: str, *, is_subscription: bool) -> bool:
    """text/event-stream is what the client would like best, or all that it takes a subscription by."""
    named = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return named[0] == EVENT_STREAM or (is_subscription and EVENT_STREAM in named)


class EventStream(Response):
    """Sends an operation's responses as they come. Ends with the operation, the token, the client, or the server's
    stop, from which on what is no subscription has `stop_seconds`. `admission` counts it among the connections that
    stay; where there are too many it is a refusal."""

    media_type = EVENT_STREAM

    def __init__(
        self,
        operation: AbstractAsyncContextManager[AsyncGenerator[StreamResponse, None]],
        *,
        expires_at: datetime | None,
        admission: Admission,
        stopping: asyncio.Event,
        stop_seconds: float,
        observer: Observer,
        note: Note,
    ) -> None:
        # no-transform: nothing on the way may gather the events in order to compress them.
        headers = {
            "Cache-Control": "no-store, no-transform",
            "X-Accel-Buffering": "no",
            "X-Request-Id": note.id,
        }
        super().__init__(headers=headers)
        del self.headers["content-length"]
        self._operation = operation
        self._expires_at = expires_at
        self._admission = admission
        self._stopping = stopping
        self._stop_seconds = stop_seconds
        self._observer = observer
        self._note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._note.enter()
        try:
            with self._admission.admitted(HTTPConnection(scope)):
                await self._stream(receive, _within_time(send))
        except TooMany as refused:
            headers = {"Retry-After": "5", "Cache-Control": "no-store", "X-Request-Id": self._note.id}
            body = {"errors": [format_request_error(refused)]}
            await JSONResponse(body, refused.status, headers)(scope, receive, send)
            self._note.codes = (refused.code,)
            self._observer.end(self._note, refused.status)

    async def _stream(self, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        tell = asyncio.create_task(self._tell(send))
        stop = asyncio.create_task(self._stopped())
        others = [asyncio.create_task(_disconnected(receive)), stop]
        last, done = b"", set[asyncio.Task[None]]()
        try:
            done, _ = await asyncio.wait(
                [tell, *others], timeout=self._seconds_left(), return_when=asyncio.FIRST_COMPLETED
            )
            if not done:
                last = self._ended_by(EXPIRED)
            elif done == {stop} and not self._is_subscription:
                last = self._ended_by(format_request_error(BROKEN_OFF))
        except asyncio.CancelledError:
            if not self._stopping.is_set():
                raise
            last = self._ended_by(format_request_error(BROKEN_OFF))
        finally:
            for task in (tell, *others):
                task.cancel()
            await asyncio.wait([tell, *others])
            self._observer.end_live(self._note)
        with suppress(OSError):
            await send({"type": "http.response.body", "body": last, "more_body": False})
            if tell in done:
                tell.result()

    @property
    def _is_subscription(self) -> bool:
        return self._note.operation.kind == SUBSCRIPTION

    async def _stopped(self) -> None:
        await self._stopping.wait()
        if not self._is_subscription:
            await asyncio.sleep(self._stop_seconds)

    def _ended_by(self, error: dict[str, Any]) -> bytes:
        self._note.refuse([error])
        return _next({"errors": [error]}) + COMPLETE

    def _seconds_left(self) -> float | None:
        return (self._expires_at - utc_now()).total_seconds() if self._expires_at else None

    async def _tell(self, send: Send) -> None:
        async with self._operation as responses:
            async for part in _with_keep_alive(_events(responses, self._note)):
                await send({"type": "http.response.body", "body": part, "more_body": True})


def _within_time(send: Send) -> Send:
    """A client that takes nothing is let go: TimeoutError."""

    async def send_in_time(message: Message) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await send(message)

    return send_in_time


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _events(responses: AsyncGenerator[StreamResponse, None], note: Note) -> AsyncIterator[bytes]:
    """Also what could not run is told as an event: browsers show a page nothing of a response that is none."""
    yield KEEP_ALIVE
    async for response in responses:
        if isinstance(response, Refusal):
            note.refuse(response.errors)
            yield _next({"errors": response.errors})
        else:
            yield _next(response)
    yield COMPLETE


def _next(body: bytes | dict[str, Any]) -> bytes:
    text = body if isinstance(body, bytes) else orjson.dumps(body)
    return b"event: next\ndata: " + text + b"\n\n"


async def _with_keep_alive(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    waiting: asyncio.Task[bytes] | None = None
    try:
        while True:
            waiting = waiting or asyncio.ensure_future(anext(parts))
            done, _ = await asyncio.wait([waiting], timeout=KEEP_ALIVE_SECONDS)
            if not done:
                yield KEEP_ALIVE
                continue
            try:
                part = waiting.result()
            except StopAsyncIteration:
                return
            waiting = None
            yield part
    finally:
        if waiting is not None:
            waiting.cancel()
            await asyncio.wait([waiting])
