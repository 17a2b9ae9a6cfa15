"""All contestants are asked for the same: their answers are equal on a small site too, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest
from graphql import parse, validate
from starlette.applications import Starlette

import benchmarks.limit.app
import benchmarks.stock.app
from benchmarks.contestants import CONTESTANTS
from benchmarks.databases import SECRET, settings_of
from benchmarks.measuring import comparable, difference
from benchmarks.places import HERE
from benchmarks.queries import NAMES, Query, queries_for
from benchmarks.stock.schema import schema as stock_schema
from schema.root import graphql_schema
from server.app import create_app
from server.database import Database
from tests.databases import in_thread

BY_NAME = {each.name: each for each in CONTESTANTS}


@asynccontextmanager
async def client_of(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
            yield client


async def answers(name: str, app: Starlette, query: Query) -> list[Any]:
    """The data of each request, sent as the load sends it."""
    found = []
    async with client_of(app) as client:
        for request in BY_NAME[name].requests(query):
            head, _, body = request.partition(b"\r\n\r\n")
            first, *lines = head.decode().split("\r\n")
            headers = dict(line.split(": ", 1) for line in lines)
            response = await client.post(first.split(" ")[1], content=body, headers=headers)
            assert response.status_code == 200
            answer = orjson.loads(response.content)
            assert "errors" not in answer, answer
            found.append(comparable(answer["data"]))
    return found


@pytest.mark.parametrize("name", NAMES)
async def test_all_answer_alike(site: Database, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GALLEY_SECRET", SECRET)
    url = site.settings.database_url
    query = in_thread(lambda: queries_for(url))[name]
    galley = await answers("galley", create_app(settings_of(url)), query)
    assert any(leaf is not None for answer in galley for leaf in answer.values())
    for other, module in (("limit", benchmarks.limit.app), ("stock", benchmarks.stock.app)):
        found = await answers(other, module.create_app(url), query)
        assert [difference(a, b) for a, b in zip(galley, found, strict=True)] == [None] * len(galley)


@pytest.mark.parametrize("name", NAMES)
def test_asks_what_the_schemas_offer(name: str) -> None:
    text = (HERE / "queries" / f"{name}.graphql").read_text(encoding="utf-8")
    assert validate(graphql_schema, parse(text)) == []
    assert validate(stock_schema._schema, parse(text)) == []


@pytest.mark.parametrize("name", NAMES)
def test_everyone_has_every_query(name: str) -> None:
    assert (HERE / "postgraphile" / "queries" / f"{name}.graphql").is_file()
    for dialect in ("postgresql", "sqlite"):
        assert (HERE / "limit" / dialect / f"{name}.sql").is_file()


# ── comparing ───────────────────────────────────────────────────────────────────────────────────


def test_compares_times_as_moments() -> None:
    times = ["2026-11-01T09:00:00.000Z", "2026-11-01T09:00:00+00:00", "2026-11-01T10:00:00.000000+01:00"]
    assert len({comparable({"at": [time]})["at"][0] for time in times}) == 1


def test_says_where_answers_part() -> None:
    same = {"a": [{"b": 1}, {"b": None}]}
    assert difference(same, {"a": [{"b": 1}, {"b": None}]}) is None
    assert difference(same, {"a": [{"b": 1}, {"b": 2}]}) == "data.a[1].b: None != 2"
    assert str(difference(same, {"a": [{"b": 1}]})).startswith("data.a: ")
    assert str(difference(same, {"c": []})).startswith("data: ")
