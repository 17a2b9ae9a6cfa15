"""Every answer of the endpoint has an id: the request's own, or one that is made."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from tests.api.client import Api
from tests.api.voices import ADA
from tests.live.frames import raw_socket
from tests.live.server import Live
from tests.live.writing import HIDDEN

MADE = re.compile(r"[0-9a-f]{12}-[0-9a-z]{8}")
READ = {"query": "{ site { name } }"}


def id_of(response: httpx.Response) -> str:
    ids = response.headers.get_list("x-request-id")
    assert len(ids) == 1
    return str(ids[0])


@pytest.mark.parametrize("given", ["a", "0190f3a2-b4c5.7_d", "x" * 128])
async def test_takes_the_id_that_a_request_brings(api: Api, given: str) -> None:
    response = await api.http.post("/graphql", json=READ, headers={"X-Request-Id": given})
    assert id_of(response) == given


@pytest.mark.parametrize("given", ["", "x" * 129, "two words", "a,b", "a\tb", 'a"b', "é"])
async def test_makes_one_where_it_brings_none_that_is_well_formed(api: Api, given: str) -> None:
    response = await api.http.post("/graphql", json=READ, headers=[(b"X-Request-Id", given.encode())])
    assert MADE.fullmatch(id_of(response))


async def test_makes_one_where_it_brings_two(api: Api) -> None:
    headers = [("X-Request-Id", "one"), ("X-Request-Id", "two")]
    assert MADE.fullmatch(id_of(await api.http.post("/graphql", json=READ, headers=headers)))


async def test_makes_another_one_for_each(api: Api) -> None:
    assert len({id_of(await api.http.post("/graphql", json=READ)) for _ in range(5)}) == 5


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"method": "PUT"}, 405),
        ({"headers": {"Accept": "image/png"}}, 406),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ({"content": b"{}", "headers": {"Content-Type": "text/plain"}}, 415),
        ({"content": b"x" * 300_000, "headers": {"Content-Type": "application/json"}}, 413),
        ({"json": READ, "headers": {"Authorization": "Bearer no"}}, 401),
        ({"json": {"query": "{ nothing }"}}, 200),
        ({"method": "HEAD", "params": READ}, 200),
        ({"method": "GET", "headers": {"Accept": "text/html"}}, 200),
    ],
)
async def test_every_answer_has_one(api: Api, options: dict[str, Any], status: int) -> None:
    headers = {**options.get("headers", {}), "X-Request-Id": "mine"}
    response = await api.http.request(**{"method": "POST", "url": "/graphql", **options, "headers": headers})
    assert response.status_code == status
    assert id_of(response) == "mine"


async def test_it_is_the_id_of_an_internal_error(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_sql: str, _arguments: Sequence[Any]) -> Any:
        raise RuntimeError("a fault")

    monkeypatch.setattr(api.database, "read_json", fail)
    with caplog.at_level(logging.ERROR):
        response = await api.http.post("/graphql", json=READ, headers={"X-Request-Id": "mine"})
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]) == (500, {"code": "INTERNAL", "id": "mine"})
    (failure,) = [record for record in caplog.records if record.exc_info]
    assert "request_id=mine" in failure.getMessage()


async def test_event_streams_have_one(live: Live, article_id: str) -> None:
    headers = {"Accept": "text/event-stream", "X-Request-Id": "mine"}
    parameters = {"query": HIDDEN, "variables": f'{{"article":"{article_id}"}}'}
    async with live.api.http.stream("GET", "/graphql", params=parameters, headers=headers) as stream:
        assert id_of(stream) == "mine"


async def test_a_handshake_has_one_and_its_operations_are_numbered(
    live: Live, article_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_sql: str, _arguments: Sequence[Any]) -> Any:
        raise RuntimeError("a fault")

    async with live.socket(ADA, additional_headers={"X-Request-Id": "mine"}) as socket:
        handshake = socket.connection.response
        assert handshake is not None
        assert handshake.headers["x-request-id"] == "mine"
        monkeypatch.setattr(live.api.database, "read_json", fail)
        for number in (1, 2):
            await socket.ask("q", "{ site { name } }")
            (error,) = (await socket.hear())["payload"]
            assert error["extensions"] == {"code": "INTERNAL", "id": f"mine.{number}"}


async def test_a_refused_handshake_has_one(live: Live) -> None:
    async with raw_socket(live.port, headers=(b"Origin: https://elsewhere.example",)) as socket:
        assert b"x-request-id: " in socket.response.lower()
