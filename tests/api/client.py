"""The application in this process, and a client that speaks HTTP with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from sqlalchemy import Select
from starlette.applications import Starlette
from starlette.types import Message

from schema.context import Context
from schema.root import schema
from server.app import create_app
from server.database import Database, JsonText, ReadPool
from server.models.types import utc_now
from server.services.background import is_background
from server.services.site import chains_of
from server.settings import Settings
from server.viewer import GUEST
from tests.api.voices import GuestVoice, Speaker, Voice, token_of
from tests.statements import told


@dataclass(slots=True)
class Statements:
    """The SQL that reached the driver while somebody counted: planned reads, and all that sessions did."""

    reads: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.reads) + len(self.others)


class Api:
    """`app` is running; `database` is the one it uses."""

    def __init__(self, app: Starlette, http: httpx.AsyncClient, settings: Settings) -> None:
        self.app = app
        self.http = http
        self.settings = settings
        self.database: Database = app.state.database

    def headers(self, speaker: Speaker) -> dict[str, str]:
        token = token_of(speaker, self.settings.secrets)
        return {"Authorization": f"Bearer {token}"} if token else {}

    async def send(self, query: str, speaker: Speaker = None, **variables: Any) -> httpx.Response:
        body = orjson.dumps({"query": query, "variables": variables})
        headers = {"Content-Type": "application/json", **self.headers(speaker)}
        if isinstance(self.http, Direct):
            return await self.http.operate(body, headers)
        return await self.http.post("/graphql", content=body, headers=headers)

    async def answer(self, query: str, speaker: Speaker = None, **variables: Any) -> dict[str, Any]:
        """The whole body: data and errors."""
        body: dict[str, Any] = (await self.send(query, speaker, **variables)).json()
        return body

    async def run(self, query: str, speaker: Speaker = None, **variables: Any) -> dict[str, Any]:
        """The data of an operation that has no errors."""
        body = await self.answer(query, speaker, **variables)
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data

    async def refusals(self, query: str, speaker: Speaker = None, **variables: Any) -> list[tuple[str, Any]]:
        """Code and path of every error, the path None where there is none."""
        body = await self.answer(query, speaker, **variables)
        return [(error["extensions"]["code"], error.get("path")) for error in body.get("errors", [])]

    async def execute(self, query: str, speaker: Speaker = None, **variables: Any) -> Any:
        """The result of Strawberry's own executor, by `schema.execute`."""
        return await schema.execute(query, variable_values=variables, context_value=self.context(speaker))

    def context(self, speaker: Speaker = None) -> Context:
        viewer = speaker.viewer if isinstance(speaker, Voice | GuestVoice) else GUEST
        return Context(
            settings=self.settings,
            database=self.database,
            chains=chains_of(self.settings),
            viewer=viewer,
            now=utc_now(),
        )

    async def rows(self, query: Select[*tuple[Any, ...]]) -> list[Any]:
        """What is stored: tuples, or the bare values where one column is asked for."""
        async with self.database.transaction() as session:
            found = [tuple(row) for row in await session.execute(query)]
        return [row[0] for row in found] if found and len(found[0]) == 1 else found

    @contextmanager
    def counting(self) -> Iterator[Statements]:
        """All statements of the block; not those of the workers beside the requests."""
        counted = Statements()
        pool = self.database._reads
        assert pool is not None
        self.database._reads = _CountingPool(pool, counted)
        engine = self.database.engine.sync_engine

        def note(statement: str) -> None:
            if not is_background():
                counted.others.append(statement)

        try:
            with told(engine, before=note):
                yield counted
        finally:
            self.database._reads = pool


class _CountingPool:
    """A read pool that notes what it is asked."""

    def __init__(self, pool: ReadPool, counted: Statements) -> None:
        self._pool = pool
        self._counted = counted

    @property
    def in_use(self) -> int:
        return self._pool.in_use

    @property
    def losses(self) -> int:
        return self._pool.losses

    async def fetch_row(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        if not is_background():
            self._counted.reads.append(sql)
        return await self._pool.fetch_row(sql, arguments)

    async def fetch_json(self, sql: str, arguments: Sequence[Any]) -> Sequence[JsonText]:
        self._counted.reads.append(sql)
        return await self._pool.fetch_json(sql, arguments)

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()


class Direct(httpx.AsyncClient):
    """httpx's client, with a short way for the operations that nearly every test sends: by httpx's own, which knows
    how to sign in, to be sent elsewhere and to time out, one takes as long as the application takes to answer it."""

    def __init__(self, app: Starlette, peer: str) -> None:
        self._app = app
        self._peer = (peer, 50_000)
        super().__init__(
            transport=httpx.ASGITransport(app=app, client=self._peer), base_url="http://galley.test"
        )

    async def operate(self, body: bytes, headers: dict[str, str]) -> httpx.Response:
        """POST /graphql, with what the client always sends."""
        sent = [*self.headers.raw, *((name.encode(), value.encode()) for name, value in headers.items())]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "headers": [
                (b"host", b"galley.test"),
                (b"content-length", b"%d" % len(body)),
                *((name.lower(), value) for name, value in sent),
            ],
            "scheme": "http",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": b"",
            "server": ("galley.test", None),
            "client": self._peer,
            "root_path": "",
        }
        given: list[Message] = [{"type": "http.request", "body": body}]
        told: list[Message] = []
        is_answered = asyncio.Event()

        async def receive() -> Message:
            if given:
                return given.pop()
            await is_answered.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            told.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                is_answered.set()

        await self._app(scope, receive, send)
        assert is_answered.is_set()
        start, *pieces = told
        content = b"".join(piece.get("body", b"") for piece in pieces)
        return httpx.Response(start["status"], headers=start["headers"], content=content)


@asynccontextmanager
async def open_api(settings: Settings, *, peer: str = "127.0.0.1") -> AsyncIterator[Api]:
    """`peer` is the address at the other end of every connection."""
    app = create_app(settings)
    async with app.router.lifespan_context(app), Direct(app, peer) as http:
        yield Api(app, http, settings)
