"""A Starlette route for each query: one statement, whose one value is the answer.

The request is the one that the others get: its variables are read, its GraphQL is not. PostgreSQL is asked by
asyncpg's own pool without a reset, SQLite by `sqlite3` in a thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import orjson
from sqlalchemy.engine import make_url
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.database import connection_arguments
from server.database.postgres_reads import RANDOM_PAGE_COST

HERE = Path(__file__).parent
ARGUMENTS: dict[str, Callable[[dict[str, Any]], tuple[Any, ...]]] = {
    "feed": lambda variables: (variables["first"],),
    "article": lambda variables: (variables["slug"],),
    "title": lambda variables: (variables["slug"],),
    "thread": lambda variables: (variables["id"].removeprefix("article_"),),
    "queue": lambda _: (),
    "parallel": lambda variables: (variables["slug"],),
}
Ask = Callable[[str, tuple[Any, ...]], Awaitable[str]]


def create_app(url: str) -> Starlette:
    dialect = "sqlite" if url.startswith("sqlite") else "postgresql"
    opened: list[Ask] = []

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with (_sqlite if dialect == "sqlite" else _postgresql)(url) as ask:
            opened.append(ask)
            yield

    def route(name: str) -> Route:
        sql = (HERE / dialect / f"{name}.sql").read_text(encoding="utf-8")
        arguments = ARGUMENTS[name]

        async def answer(request: Request) -> Response:
            variables = orjson.loads(await request.body())["variables"]
            text = await opened[0](sql, arguments(variables))
            return Response(text.encode(), media_type="application/json")

        return Route(f"/{name}", answer, methods=["POST"])

    return Starlette(routes=[route(name) for name in ARGUMENTS], lifespan=lifespan)


@contextlib.asynccontextmanager
async def _postgresql(url: str) -> AsyncIterator[Ask]:
    """Eight connections, each of which keeps the statements prepared. The settings are those of Galley's reads."""

    async def keep(_connection: object) -> None:
        pass

    pool = await asyncpg.create_pool(
        **connection_arguments(make_url(url)),
        min_size=8,
        max_size=8,
        reset=keep,
        max_cacheable_statement_size=0,
        server_settings={
            "plan_cache_mode": "force_generic_plan",
            "jit": "off",
            "random_page_cost": RANDOM_PAGE_COST,
        },
    )

    async def ask(sql: str, arguments: tuple[Any, ...]) -> str:
        async with pool.acquire() as connection:
            text: str = await connection.fetchval(sql, *arguments)
            return text

    async with pool:
        yield ask


@contextlib.asynccontextmanager
async def _sqlite(url: str) -> AsyncIterator[Ask]:
    """Two threads with a connection each."""
    path = str(make_url(url).database)
    local = threading.local()

    def fetch(sql: str, arguments: tuple[Any, ...]) -> str:
        connection: sqlite3.Connection | None = getattr(local, "connection", None)
        if connection is None:
            connection = local.connection = sqlite3.connect(path, isolation_level=None)
            connection.execute("PRAGMA query_only = ON")
        text: str = connection.execute(sql, arguments).fetchone()[0]
        return text

    with ThreadPoolExecutor(2) as threads:

        async def ask(sql: str, arguments: tuple[Any, ...]) -> str:
            return await asyncio.get_running_loop().run_in_executor(threads, fetch, sql, arguments)

        yield ask
