"""The application behind a real port, in this process, and clients that speak WebSocket and SSE with it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from server.app import create_app
from server.cli.serving import _options
from server.http.process import Server
from server.settings import Settings
from tests.api.client import Api
from tests.api.voices import Speaker, token_of

PROTOCOL = "graphql-transport-ws"
PATIENCE_SECONDS = 10.0
"""For what comes in milliseconds, on a machine that runs other tests beside it."""

SILENCE_SECONDS = 0.6
"""How long nothing has to come to count as nothing: longer than a feed waits between two looks."""


class Live:
    """`api` speaks plain GraphQL with the same application."""

    def __init__(self, api: Api, port: int, server: uvicorn.Server) -> None:
        self.api = api
        self.port = port
        self.server = server

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/graphql"

    @asynccontextmanager
    async def raw(self, subprotocols: list[str] | None = None, **options: Any) -> AsyncIterator[Socket]:
        """A socket after the handshake."""
        wanted: Any = [PROTOCOL] if subprotocols is None else subprotocols
        async with connect(self.url, subprotocols=wanted or None, compression=None, **options) as connection:
            yield Socket(connection)

    @asynccontextmanager
    async def socket(self, speaker: Speaker = None, **options: Any) -> AsyncIterator[Socket]:
        """A socket that is acknowledged."""
        async with self.raw(**options) as socket:
            await socket.init(token_of(speaker, self.api.settings.secrets))
            yield socket


class Socket:
    """A client that says what it is told to."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def init(self, token: str | None = None) -> None:
        payload = {"payload": {"Authorization": f"Bearer {token}"}} if token else {}
        await self.say({"type": "connection_init", **payload})
        assert await self.hear() == {"type": "connection_ack"}

    async def say(self, message: object) -> None:
        text = message if isinstance(message, str | bytes) else json.dumps(message)
        await self.connection.send(text)

    async def hear(self, seconds: float = PATIENCE_SECONDS) -> Any:
        async with asyncio.timeout(seconds):
            return json.loads(await self.connection.recv())

    async def subscribe(self, id_: str, query: str, **variables: Any) -> None:
        """Returns when nothing that happens is missed any more."""
        await self.ask(id_, query, **variables)
        await self.say({"type": "ping", "payload": {"after": id_}})
        heard = await self.hear()
        assert heard == {"type": "pong", "payload": {"after": id_}}, heard

    async def ask(self, id_: str, query: str, **variables: Any) -> None:
        await self.say({"id": id_, "type": "subscribe", "payload": {"query": query, "variables": variables}})

    async def event(self, seconds: float = PATIENCE_SECONDS) -> Any:
        """The data of the next event."""
        heard = await self.hear(seconds)
        assert heard["type"] == "next", heard
        assert "errors" not in heard["payload"], heard
        return heard["payload"]["data"]

    async def silent(self, seconds: float = SILENCE_SECONDS) -> bool:
        try:
            heard = await self.hear(seconds)
        except TimeoutError:
            return True
        raise AssertionError(heard)

    async def closing(self, seconds: float = PATIENCE_SECONDS) -> tuple[int, str]:
        """Code and reason, once the server closes; what it says before is passed over."""
        async with asyncio.timeout(seconds):
            await self.connection.wait_closed()
        assert self.connection.close_code is not None
        return self.connection.close_code, self.connection.close_reason or ""


async def until(is_so: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


@asynccontextmanager
async def open_live(settings: Settings, *, keeps_answers: bool = False) -> AsyncIterator[Live]:
    """Where no answers are kept, the feed is read for those who follow something, and for nobody else."""
    if not keeps_answers:
        settings = replace(settings, caching=replace(settings.caching, kept_mb=0))
    app = create_app(settings)
    options = {**_options(replace(settings, port=0)), "log_config": None}
    server = Server(uvicorn.Config(app, **options))
    task = asyncio.create_task(server._serve())
    await until(lambda: server.started or task.done())
    if task.done():
        task.result()
    port: int = server.servers[0].sockets[0].getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_SECONDS) as http:
        try:
            yield Live(Api(app, http, settings), port, server)
        finally:
            server.should_exit = True
            async with asyncio.timeout(30):
                await task
