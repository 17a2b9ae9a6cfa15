"""uvicorn's protocols, where they have to know when a stop begins and what to do with a socket then.

uvicorn tells its connections that it stops long before it tells the application, and closes sockets with 1012, writes
a traceback for text that is no UTF-8 and a line with the address for every socket.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.http.arrival import ArrivingHttpProtocol

STOP = "stop"
"""In the lifespan's state: the Stop."""

NOT_UTF8 = 1007

LINGER_SECONDS = 0.5
"""For a request that was sent before its client could know of the stop. It is answered, and the connection ends."""

ABORT_AFTER_SECONDS = 5.0
"""For a client that takes nothing more: what was written to it is dropped then."""


@dataclass(slots=True)
class Stop:
    """How far the stop of a process has come: asked for, and then, `drain_seconds` later, begun. Until it begins
    everything is served as before; then what goes on without end is ended."""

    drain_seconds: float = 0.0
    is_asked: bool = False
    begins: asyncio.Event = field(default_factory=asyncio.Event)


class HttpProtocol(ArrivingHttpProtocol):
    """HTTP/1.1. Answers that go on without end are told to end. A connection without a request is not cut off at
    once, as one may be on its way."""

    _is_leaving = False

    def shutdown(self) -> None:
        stop = self.app_state.get(STOP)
        if stop is not None:
            stop.begins.set()
        if self._is_idle:
            self._is_leaving = True
            self.loop.call_later(LINGER_SECONDS, self._leave)
        else:
            super().shutdown()

    @property
    def _is_idle(self) -> bool:
        return self.cycle is None or bool(self.cycle.response_complete)

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        if self._is_leaving:
            cycle.keep_alive = False
        super()._start_asgi_task(cycle, app)

    def _leave(self) -> None:
        if self._is_idle and not self._has_begun:
            self._close()


class SocketProtocol(WebSocketsSansIOProtocol):
    """A WebSocket."""

    _is_leaving = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.logger = self.conn.logger = logging.getLogger("galley.websocket")

    def shutdown(self) -> None:
        """The session ends it, when what runs is answered. uvicorn would cut it off here, and break that off."""
        stop = self.app_state.get(STOP)
        if stop is None or not self.handshake_complete or self.close_sent:
            super().shutdown()
            return
        self._is_leaving = True
        stop.begins.set()

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                self.queue.put_nowait({"type": "websocket.disconnect", "code": NOT_UTF8})
                self.conn.send_close(NOT_UTF8)
                self.transport.write(b"".join(self.conn.data_to_send()))
                self.close_sent = True
                self.transport.close()
                self._abort_later()
                return
        super().send_receive_event_to_app()

    def on_task_complete(self, task: Any) -> None:
        super().on_task_complete(task)
        if self._is_leaving:
            self.transport.close()  # or it would wait ten seconds for the client to say goodbye, too
        self._abort_later()

    def _abort_later(self) -> None:
        """A transport that closes waits for what is written to be taken, without end."""
        self.loop.call_later(ABORT_AFTER_SECONDS, self.transport.abort)
