"""The line of an operation in the log: enough to find what was slow, and nothing that a reader has sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import orjson
import pytest

from server.observing.formats import Facts
from server.observing.observer import Observer
from server.observing.request_log import rows_in
from server.settings import LogRequests, Settings
from tests.api.client import Api
from tests.api.held_reads import HeldReads
from tests.api.newsroom import Newsroom
from tests.api.voices import ADA, token_of
from tests.live.server import Live, open_live, until
from tests.live.writing import PUBLISHED
from tests.observing.conftest import Opening

FEED = "query Feed($first: Int!) { articles(first: $first) { nodes { id } } }"
SUBMIT = """mutation Send($article: ID!, $body: String!) {
  submitComment(input: {articleId: $article, authorName: "Mitali", body: $body}) { errors { code } }
}"""
LOGGER = "galley.requests"


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """The facts of each line of a request."""
    records = [record for record in caplog.records if record.name == LOGGER]
    return [dict(facts.values) for record in records for facts in _arguments(record)]


def _arguments(record: logging.LogRecord) -> list[Facts]:
    arguments = record.args
    assert isinstance(arguments, tuple)
    return [each for each in arguments if isinstance(each, Facts)]


async def test_tells_of_all_where_that_is_wanted(observed: Opening, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with observed(log_requests=LogRequests.ALL) as api:
        headers = {"X-Request-Id": "mine"}
        body = {"query": FEED, "variables": {"first": 3}}
        answer = (await api.http.post("/graphql", json=body, headers=headers)).json()
        assert answer == {"data": {"articles": {"nodes": []}}}
    (line,) = lines(caplog)
    assert line.pop("ms") > 0
    assert line == {
        "request_id": "mine",
        "operation": "Feed",
        "kind": "query",
        "document": sha256(FEED.encode()).hexdigest()[:12],
        "cost": 4,
        "rows": 3,
        "status": 200,
    }


async def test_tells_of_none_by_default(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await api.run(FEED, first=3)
    await api.refusals("{ nothing }")
    assert lines(caplog) == []


async def test_tells_of_the_slow_by_default(
    api: Api, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_json = api.database.read_json

    async def slowly(sql: str, arguments: Sequence[Any]) -> Any:
        await asyncio.sleep(1.05)
        return await read_json(sql, arguments)

    monkeypatch.setattr(api.database, "read_json", slowly)
    await api.run(FEED, first=3)
    (line,) = lines(caplog)
    assert line["operation"] == "Feed"
    assert line["ms"] > 1_000


async def test_tells_of_what_has_failed_by_default_and_not_where_it_is_switched_off(
    observed: Opening, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any) -> Any:
        raise RuntimeError("a fault")

    for wanted, told in ((LogRequests.SLOW, [("Feed", 500, ["INTERNAL"])]), (LogRequests.OFF, [])):
        caplog.clear()
        async with observed(log_requests=wanted) as api:
            monkeypatch.setattr(api.database, "read_json", fail)
            await api.send(FEED, first=3)
        assert [(each["operation"], each["status"], each["errors"]) for each in lines(caplog)] == told


async def test_tells_why_a_request_was_refused(observed: Opening, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with observed(log_requests=LogRequests.ALL) as api:
        await api.send("{ nothing }")
        await api.http.post("/graphql", content=b"{", headers={"Content-Type": "application/json"})
        await api.http.post("/graphql", json={"query": FEED}, headers={"Authorization": "Bearer no"})
        await api.send("{ articles(first: 1000) { totalCount } }")
        await api.send("{ moderationQueue { totalCount } }")
    told = [(each["kind"], each["status"], each.get("errors")) for each in lines(caplog)]
    assert told == [
        ("none", 200, ["GRAPHQL_VALIDATION_FAILED"]),
        ("none", 400, ["BAD_USER_INPUT"]),
        ("none", 401, ["UNAUTHENTICATED"]),
        ("query", 200, ["BAD_USER_INPUT"]),
        ("query", 200, ["FORBIDDEN"]),
    ]


async def test_holds_nothing_that_a_reader_has_sent(
    observed: Opening, newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "galley")
    async with observed(log_requests=LogRequests.ALL) as api:
        secret = "a-very-secret-word"
        await api.send(SUBMIT, ADA, article=f"article_{'0' * 32}", body=secret)
        await api.send(SUBMIT, article=secret, body=secret)
        await api.send(f'query {secret.replace("-", "_")} {{ articles(first: "{secret}") {{ totalCount }} }}')
        token = token_of(ADA, api.settings.secrets)
    assert token is not None
    assert len(lines(caplog)) == 3
    assert secret not in caplog.text
    assert token not in caplog.text
    assert "127.0.0.1" not in caplog.text


async def test_cuts_a_name_that_is_too_long(observed: Opening, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with observed(log_requests=LogRequests.ALL) as api:
        await api.run("query " + "a" * 10_000 + " { site { name } }")
    (line,) = lines(caplog)
    assert line["operation"] == "a" * 100


async def test_tells_of_a_sockets_operations_when_they_end(
    live: Live, article_id: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(LOGGER), "disabled", False)
    caplog.set_level(logging.INFO)
    log: Any = live.api.app.state.observer._log
    log._wanted, live.api.app.state.observer._told_from_seconds = LogRequests.ALL, 0.0
    async with live.socket() as socket:
        await socket.subscribe("p", PUBLISHED, article=article_id)
        await socket.ask("q", "query Name { site { name } }")
        assert (await socket.hear())["type"] == "next"
        assert (await socket.hear())["type"] == "complete"
        await until(lambda: len(lines(caplog)) == 1)
    await until(lambda: len(lines(caplog)) == 2)
    told = [
        (each["operation"], each["kind"], each["status"]) for each in lines(caplog) if "operation" in each
    ]
    assert told == [("Name", "query", 200)]
    assert lines(caplog)[1]["kind"] == "subscription"
    assert "rows" not in lines(caplog)[1]


async def test_an_operation_of_a_socket_has_the_status_that_it_would_have_had(
    observed: Opening, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    observing = replace(settings.observing, log_requests=LogRequests.ALL)
    async with open_live(replace(settings, observing=observing)) as live, live.socket() as socket:
        for number, query in enumerate(
            ("{ moderationQueue { totalCount } }", "{ nothing }", "{ __typename }")
        ):
            await socket.ask("q", query)
            await until(lambda expected=number + 1: len(lines(caplog)) == expected)  # type: ignore[misc]
    told = [(each["status"], each.get("errors")) for each in lines(caplog)]
    assert told == [(200, ["FORBIDDEN"]), (400, ["GRAPHQL_VALIDATION_FAILED"]), (200, None)]


async def test_an_operation_that_nobody_waits_for_is_499(
    live: Live, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []

    held = HeldReads(live.api.database, monkeypatch)
    monkeypatch.setattr(Observer, "end", lambda _self, _note, status, _body=None: heard.append(status))
    async with live.socket() as socket:
        await socket.ask("q", FEED, first=1)
        await until(lambda: held.begun == 1)
    await until(lambda: heard == [499])


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"a": 1},
        {"data": {"a": [{"b": 1}, {"b": {"c": 2}}]}},
        {"a": "{", "b": ["{", "{"], "c": {"d": "{"}},
        {"a": '{"b":"{', "c": '\\{"'},
        [{"a": '"{"'}, {"a": {"a": {}}}],
    ],
)
def test_counts_the_objects_of_an_answer(value: Any) -> None:
    def objects(part: Any) -> int:
        inner = list(part.values()) if isinstance(part, dict) else part if isinstance(part, list) else []
        return bool(isinstance(part, dict) and part) + sum(objects(each) for each in inner)

    assert rows_in(orjson.dumps(value)) == objects(value)
