"""How a request arrives: address, headers and time have limits, which uvicorn's parser has not.

All of it is looked at once a request, and byte by byte nowhere: what comes in one packet costs half a microsecond.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

import orjson
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from server.settings import Limits

LIMITS = "limits"
"""In the lifespan's state: the Limits."""

LOOK_SECONDS = 10.0
"""Between two looks at an answer that is being taken. Who has taken nothing meanwhile is let go."""


class TooLong(Exception):
    """Of a request's head; told as `status`."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.refusal = (status, message, "BAD_USER_INPUT")


INVALID = (400, "This is not an HTTP request.", "BAD_USER_INPUT")
LATE = (408, "The request took too long to arrive.", "TIMEOUT")


class ArrivingHttpProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """HTTP/1.1 by httptools. Where uvicorn has to parse by h11, that has limits of its own for heads, and none for
    time: none of its hooks are called."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._limits: Limits = self.app_state.get(LIMITS) or Limits()
        self._head_limit = self._limits.url_bytes + self._limits.header_bytes
        self._is_head = True
        self._has_begun = False
        self._received = 0
        self._refusal = INVALID
        self._arrival: asyncio.TimerHandle | None = None
        self._look: asyncio.TimerHandle | None = None
        self._answering: Any = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if hasattr(self, "on_headers_complete"):
            self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_expecting()
        if self._look is not None:
            self._look.cancel()
        self._let_go()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def _let_go(self) -> None:
        """uvicorn tells the newest request alone that the client has gone, and the one that is being answered
        writes to a closed socket."""
        if self._answering is not None and not self._answering.response_complete:
            self._answering.disconnected = True
            self._answering.message_event.set()

    def handle_websocket_upgrade(self, *arguments: Any) -> None:
        self._stop_expecting()
        super().handle_websocket_upgrade(*arguments)

    # ── what the parser says ────────────────────────────────────────────────────────────────────

    def data_received(self, data: bytes) -> None:
        if self._is_head:
            if self._received > self._head_limit:
                self._refuse((431, "The request's head is too long.", "BAD_USER_INPUT"))
                return
            self._received += len(data)
        super().data_received(data)
        if self._has_begun and self._arrival is None:
            self._expect()

    def on_message_begin(self) -> None:
        self._has_begun = self._is_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        limits = self._limits
        if len(self.url) > limits.url_bytes:
            raise self._too_long(414, f"The address is longer than {limits.url_kb} kB.")
        if len(self.headers) > limits.header_count:
            raise self._too_long(431, f"The request has more than {limits.header_count} headers.")
        if self._received > limits.header_bytes:
            held = sum(len(name) + len(value) + 4 for name, value in self.headers)
            if held > limits.header_bytes:
                raise self._too_long(431, f"The headers are longer than {limits.header_kb} kB.")
        self._is_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._has_begun, self._is_head, self._received = False, True, 0
        self._stop_expecting()
        super().on_message_complete()

    def _too_long(self, status: int, message: str) -> TooLong:
        """Raised in a hook it ends the parsing, and `send_400_response` is called."""
        error = TooLong(status, message)
        self._refusal = error.refusal
        return error

    # ── time ────────────────────────────────────────────────────────────────────────────────────

    def _expect(self) -> None:
        self._arrival = self.loop.call_later(self._limits.receive_seconds, self._give_up)

    def _stop_expecting(self) -> None:
        if self._arrival is not None:
            self._arrival.cancel()
            self._arrival = None

    def _give_up(self) -> None:
        self._arrival = None
        if self.transport.is_closing():
            return
        if self.pipeline:
            # The next request has come before the last one was answered, and is not read until it is.
            self._expect()
        elif self._has_begun:
            self._refuse(LATE)
        elif self.cycle is None:
            self._close()

    # ── answers that nobody takes ───────────────────────────────────────────────────────────────

    def pause_writing(self) -> None:
        super().pause_writing()
        self._look_later()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._look is not None:
            self._look.cancel()
            self._look = None

    def timeout_keep_alive_handler(self) -> None:
        """uvicorn closes here, and then waits without end for what is written to be taken."""
        self._close()

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
        self._look_later()

    def _look_later(self) -> None:
        left = self.transport.get_write_buffer_size()
        if left and self._look is None:
            self._look = self.loop.call_later(LOOK_SECONDS, self._look_again, left)

    def _look_again(self, before: int) -> None:
        self._look = None
        if self.transport.get_write_buffer_size() >= before:
            self.transport.abort()
        else:
            self._look_later()

    # ── refusals before there is an application ─────────────────────────────────────────────────

    def send_400_response(self, msg: str) -> None:
        self._refuse(self._refusal)

    def _refuse(self, refusal: tuple[int, str, str]) -> None:
        """The connection ends. Where an answer is on its way already, a second one would be taken for its part."""
        cycle = self._answering
        if cycle is not None and not cycle.response_complete:
            may_tell = not cycle.response_started and not self.pipeline
            self._let_go()
        else:
            may_tell = self._is_head or cycle is None
        if may_tell:
            self.transport.write(_answer(*refusal))
        self._close()


def _answer(status: int, message: str, code: str) -> bytes:
    body = orjson.dumps({"errors": [{"message": message, "extensions": {"code": code}}]})
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: application/json; charset=utf-8\r\n"
        f"cache-control: no-store\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body
