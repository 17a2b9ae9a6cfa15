"""graphql-transport-ws, line by line of its text: every message, every close code.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import asyncio
from hashlib import sha256
from json import loads
from typing import Any

import pytest

from server.http import websocket_session
from tests.api.voices import ANN
from tests.live.server import PROTOCOL, Live

SITE = "{ site { name } }"
NOTHING_COMES = 'subscription { commentHidden(articleId: "%s") }'


# ── the handshake ───────────────────────────────────────────────────────────────────────────────


async def test_chooses_the_protocol_among_others(wired: Live) -> None:
    async with wired.raw(["mqtt", PROTOCOL, "graphql-ws"]) as socket:
        assert socket.connection.subprotocol == PROTOCOL


@pytest.mark.parametrize(
    "offered", [[], ["graphql-ws"], ["Graphql-Transport-Ws"]], ids=["none", "legacy", "case"]
)
async def test_closes_with_4406_where_the_protocol_is_not_offered(wired: Live, offered: list[str]) -> None:
    async with wired.raw(offered) as socket:
        assert await socket.closing() == (4406, "Subprotocol not acceptable")


# ── connection_init ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "more",
    [{}, {"payload": None}, {"payload": {}}, {"payload": {"any": [1]}}, {"payload": {"headers": None}}],
    ids=["missing", "null", "empty", "other", "headers"],
)
async def test_acknowledges_connection_init(wired: Live, more: dict[str, Any]) -> None:
    async with wired.raw() as socket:
        await socket.say({"type": "connection_init", **more})
        assert await socket.hear() == {"type": "connection_ack"}


@pytest.mark.parametrize("payload", ["text", 1, [], True], ids=["text", "number", "list", "boolean"])
async def test_closes_with_4400_for_an_init_payload_that_is_no_object(wired: Live, payload: Any) -> None:
    async with wired.raw() as socket:
        await socket.say({"type": "connection_init", "payload": payload})
        assert (await socket.closing())[0] == 4400


async def test_closes_with_4408_where_no_init_comes(wired: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    assert websocket_session.INIT_SECONDS == 5
    monkeypatch.setattr(websocket_session, "INIT_SECONDS", 0.2)
    async with wired.raw() as socket:
        assert await socket.closing(2) == (4408, "Connection initialisation timeout")


async def test_keeps_an_acknowledged_socket_beyond_that_time(
    wired: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket_session, "INIT_SECONDS", 1.0)
    async with wired.socket() as socket:
        await socket.silent(1.5)
        await socket.say({"type": "ping"})
        assert await socket.hear() == {"type": "pong"}


async def test_pings_do_not_stand_for_an_init(wired: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket_session, "INIT_SECONDS", 1.0)
    async with wired.raw() as socket:
        await socket.say({"type": "ping"})
        assert await socket.hear() == {"type": "pong"}
        assert (await socket.closing(3))[0] == 4408


async def test_closes_with_4429_for_a_second_init(wired: Live) -> None:
    async with wired.socket() as socket:
        await socket.say({"type": "connection_init"})
        assert await socket.closing() == (4429, "Too many initialisation requests")


async def test_closes_with_4401_for_a_subscribe_before_the_acknowledgement(wired: Live) -> None:
    async with wired.raw() as socket:
        await socket.ask("1", SITE)
        assert await socket.closing() == (4401, "Unauthorized")


# ── ping and pong ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("is_acknowledged", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("payload", [{}, {"at": 1, "text": "বাংলা"}], ids=["empty", "some"])
async def test_answers_a_ping_with_its_payload(wired: Live, payload: Any, is_acknowledged: bool) -> None:
    async with wired.socket() if is_acknowledged else wired.raw() as socket:
        await socket.say({"type": "ping", "payload": payload})
        assert await socket.hear() == {"type": "pong", "payload": payload}


async def test_takes_a_pong_that_nobody_asked_for(wired: Live) -> None:
    async with wired.raw() as socket:
        for payload in ({}, {"payload": None}, {"payload": {"at": 1}}):
            await socket.say({"type": "pong", **payload})
        await socket.say({"type": "ping", "payload": None})
        assert await socket.hear() == {"type": "pong"}


# ── operations ──────────────────────────────────────────────────────────────────────────────────


async def test_answers_a_query_with_next_and_complete(wired: Live) -> None:
    async with wired.socket() as socket:
        await socket.ask("ünique / id", SITE)
        data = {"site": {"name": "Galley"}}
        assert await socket.hear() == {"id": "ünique / id", "type": "next", "payload": {"data": data}}
        assert await socket.hear() == {"id": "ünique / id", "type": "complete"}


@pytest.mark.parametrize(
    "more",
    [
        {"variables": None, "operationName": None, "extensions": None},
        {"variables": {}, "operationName": "", "extensions": {}},
        {"operationName": "Q", "variables": {"unused": 1}},
    ],
    ids=["nulls", "empty", "named"],
)
async def test_takes_an_operation_in_every_form(wired: Live, more: dict[str, Any]) -> None:
    async with wired.socket() as socket:
        await socket.say(
            {"id": "1", "type": "subscribe", "payload": {"query": "query Q { site { name } }", **more}}
        )
        assert (await socket.hear())["type"] == "next"
        assert (await socket.hear())["type"] == "complete"


async def test_takes_an_operation_by_its_hash_and_by_its_name(wired: Live) -> None:
    text = "query Q { site { name } }"
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": sha256(text.encode()).hexdigest()}}
    async with wired.socket() as socket:
        for number, payload in enumerate(({"extensions": persisted}, {"documentId": "nothing"})):
            await socket.say({"id": str(number), "type": "subscribe", "payload": payload})
            heard = await socket.hear()
            assert heard["type"] == "error"
            assert heard["payload"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
        for more in ({"query": text}, {}):
            payload = {"extensions": persisted, **more}
            await socket.say({"id": "2", "type": "subscribe", "payload": payload})
            assert (await socket.hear())["payload"] == {"data": {"site": {"name": "Galley"}}}
            assert (await socket.hear())["type"] == "complete"


async def test_runs_mutations(wired: Live) -> None:
    mutation = """mutation { approveComment(input: {id: "comment_0", expectedVersion: 1}) {
      errors { code } } }"""
    async with wired.socket(ANN) as socket:
        await socket.ask("1", mutation)
        heard = await socket.hear()
        assert heard["payload"] == {"data": {"approveComment": {"errors": [{"code": "NOT_FOUND"}]}}}
        assert await socket.hear() == {"id": "1", "type": "complete"}


async def test_tells_errors_of_what_ran_with_next(wired: Live) -> None:
    async with wired.socket() as socket:
        await socket.ask("1", "{ site { name } queueCounts { count } }")
        heard = await socket.hear()
        assert heard["type"] == "next"
        assert heard["payload"]["data"] == {"site": {"name": "Galley"}, "queueCounts": None}
        assert heard["payload"]["errors"][0]["extensions"] == {"code": "FORBIDDEN"}
        assert (await socket.hear())["type"] == "complete"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { commentHidden }", "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { a: commentHidden(articleId: "x") __typename }', "GRAPHQL_VALIDATION_FAILED"),
        ("query A { site { name } } query B { site { name } }", "BAD_USER_INPUT"),
        ("query ($id: ID!) { node(id: $id) { id } }", "BAD_USER_INPUT"),
        ("subscription ($id: ID!) { commentHidden(articleId: $id) }", "BAD_USER_INPUT"),
        ('subscription { commentHidden(articleId: "x") }', "BAD_USER_INPUT"),
        ('subscription { commentHidden(articleId: "x") @skip(if: true) }', "GRAPHQL_VALIDATION_FAILED"),
    ],
)  # fmt: skip
async def test_tells_errors_of_what_cannot_run_with_error_and_no_complete(
    wired: Live, query: str, code: str
) -> None:
    async with wired.socket() as socket:
        await socket.ask("1", query)
        heard = await socket.hear()
        assert (heard["type"], heard["id"]) == ("error", "1")
        assert isinstance(heard["payload"], list)
        assert heard["payload"][0]["extensions"]["code"] == code
        await socket.silent(0.1)
        await socket.ask("1", SITE)
        assert (await socket.hear())["type"] == "next", "the id is free again"


async def test_closes_with_4409_for_an_id_in_use(live: Live, article_id: str) -> None:
    async with live.socket() as socket:
        await socket.subscribe("one", NOTHING_COMES % article_id)
        await socket.ask("one", SITE)
        assert await socket.closing() == (4409, "Subscriber for one already exists")


async def test_frees_an_id_when_the_client_completes(live: Live, article_id: str) -> None:
    async with live.socket() as socket:
        for _ in range(3):
            await socket.subscribe("one", NOTHING_COMES % article_id)
            await socket.say({"id": "one", "type": "complete"})
        await socket.silent(0.1)


async def test_passes_over_a_complete_of_what_does_not_run(wired: Live) -> None:
    async with wired.raw() as socket:
        await socket.say({"id": "never", "type": "complete"})
        await socket.init()
        await socket.say({"id": "never", "type": "complete"})
        await socket.ask("1", SITE)
        assert (await socket.hear())["type"] == "next"


async def test_runs_operations_side_by_side(live: Live, article_id: str) -> None:
    async with live.socket() as socket:
        await socket.subscribe("waits", NOTHING_COMES % article_id)
        await asyncio.gather(*(socket.ask(str(n), SITE) for n in range(10)))
        heard = [await socket.hear() for _ in range(20)]
        for number in range(10):
            assert [each["type"] for each in heard if each["id"] == str(number)] == ["next", "complete"]


# ── what the protocol does not know ─────────────────────────────────────────────────────────────

BAD_MESSAGES: dict[str, Any] = {
    "no JSON": "hello",
    "empty": "",
    "cut": '{"type":"ping"',
    "null": "null",
    "number": "1",
    "list": "[]",
    "text": '"ping"',
    "deep": "[" * 100_000,
    "deep object": '{"a":' * 50_000,
    "digits": '{"type":"ping","payload":' + "9" * 5_000 + "}",
    "infinity": '{"type":"ping","payload":{"x":NaN}}',
    "no type": {"id": "1"},
    "null type": {"type": None},
    "number as type": {"type": 1},
    "list as type": {"type": ["ping"]},
    "unknown type": {"type": "start", "id": "1", "payload": {"query": SITE}},
    "case": {"type": "Ping"},
    "server's ack": {"type": "connection_ack"},
    "server's next": {"type": "next", "id": "1", "payload": {}},
    "server's error": {"type": "error", "id": "1", "payload": []},
    "ping with text": {"type": "ping", "payload": "x"},
    "pong with list": {"type": "pong", "payload": []},
    "subscribe alone": {"type": "subscribe"},
    "no id": {"type": "subscribe", "payload": {"query": SITE}},
    "null id": {"type": "subscribe", "id": None, "payload": {"query": SITE}},
    "empty id": {"type": "subscribe", "id": "", "payload": {"query": SITE}},
    "number as id": {"type": "subscribe", "id": 1, "payload": {"query": SITE}},
    "long id": {"type": "subscribe", "id": "x" * 257, "payload": {"query": SITE}},
    "no payload": {"type": "subscribe", "id": "1"},
    "null payload": {"type": "subscribe", "id": "1", "payload": None},
    "text payload": {"type": "subscribe", "id": "1", "payload": SITE},
    "list payload": {"type": "subscribe", "id": "1", "payload": [{"query": SITE}]},
    "no query": {"type": "subscribe", "id": "1", "payload": {}},
    "null query": {"type": "subscribe", "id": "1", "payload": {"query": None}},
    "object query": {"type": "subscribe", "id": "1", "payload": {"query": {}}},
    "number as name": {"type": "subscribe", "id": "1", "payload": {"query": SITE, "operationName": 1}},
    "text variables": {"type": "subscribe", "id": "1", "payload": {"query": SITE, "variables": "{}"}},
    "list variables": {"type": "subscribe", "id": "1", "payload": {"query": SITE, "variables": []}},
    "text extensions": {"type": "subscribe", "id": "1", "payload": {"query": SITE, "extensions": "x"}},
    "deep variables": {
        "type": "subscribe",
        "id": "1",
        "payload": {"query": SITE, "variables": {"a": loads("[" * 50 + "]" * 50)}},
    },
    "many variables": {
        "type": "subscribe",
        "id": "1",
        "payload": {"query": SITE, "variables": {"a": [1] * 10_000}},
    },
    "complete without id": {"type": "complete"},
    "complete of number": {"type": "complete", "id": 1},
    "binary": b'{"type":"ping"}',
}


@pytest.mark.parametrize("name", list(BAD_MESSAGES))
async def test_closes_with_4400_for_a_message_it_does_not_know(
    wired: Live, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with wired.socket() as socket:
        await socket.say(BAD_MESSAGES[name])
        code, reason = await socket.closing()
        assert code == 4400
        assert 0 < len(reason.encode()) <= 123
    assert not [record for record in caplog.records if record.exc_info or record.levelname == "ERROR"]
