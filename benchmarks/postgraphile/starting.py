"""PostGraphile's command line on a database, and its own form of each query."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import asyncpg
from sqlalchemy.engine import make_url

from benchmarks.postgraphile.answers import as_galley_answers
from benchmarks.postgraphile.installing import CONFIG, installed
from benchmarks.queries import Query
from benchmarks.start import Start
from server.database import connection_arguments

__all__ = ["as_galley_answers", "ask", "start"]

HERE = Path(__file__).parent


def start(port: int, url: str) -> Start:
    """Installs it and adds its function to the database, where either is missing."""
    node, folder = installed()
    asyncio.run(_add_functions(url))
    cli = folder / "node_modules" / "postgraphile" / "dist" / "cli-run.js"
    return Start(
        [str(node), str(cli), "-C", str(folder / CONFIG)],
        {
            "PORT": str(port),
            "BENCH_POSTGRES_URL": _as_node_reads_it(url),
            "NODE_ENV": "production",
            "GRAPHILE_ENV": "production",
        },
    )


def ask(query: Query) -> Query:
    """The same question in PostGraphile's schema, which takes bare UUIDs."""
    text = (HERE / "queries" / f"{query.name}.graphql").read_text(encoding="utf-8")
    if query.name != "thread":
        return replace(query, text=text)
    ids = [each["id"].removeprefix("article_") for each in query.variables]
    return replace(query, text=text, variables=tuple({"id": str(UUID(each))} for each in ids))


def _as_node_reads_it(url: str) -> str:
    """Everything as options: Node refuses a URL with a user and no host, as that of a socket is."""
    arguments = connection_arguments(make_url(url))
    database = arguments.pop("database")
    return f"postgresql:///{database}?{urlencode(arguments)}"


async def _add_functions(url: str) -> None:
    connection = await asyncpg.connect(**connection_arguments(make_url(url)))
    try:
        await connection.execute((HERE / "functions.sql").read_text(encoding="utf-8"))
    finally:
        await connection.close()
