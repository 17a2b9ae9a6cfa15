"""GraphQL over server-sent events, in the distinct connections mode of its text.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest

from server.auth import make_token
from server.http import sse
from server.models.types import utc_now
from server.viewer import Role
from tests.api.voices import ANN, Speaker
from tests.live.server import PATIENCE_SECONDS, Live, until
from tests.live.writing import CHANGES, HIDDEN, PUBLISHED, approve, reject, submit, told

EVENTS = "text/event-stream"
SITE = "{ site { name } }"


class Stream:
    """Events of a response, as a browser reads them; comments apart."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.comments = 0
        self._lines = response.aiter_lines()

    async def next(self) -> tuple[str, Any] | None:
        """Name and data of the next event; None at the end."""
        name = ""
        data: list[str] = []
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for line in self._lines:
                field, _, value = line.partition(":")
                if line == "" and data:
                    text = "\n".join(data)
                    return name, json.loads(text) if text else None
                self.comments += line.startswith(":")
                if field == "event":
                    name = value.removeprefix(" ")
                elif field == "data":
                    data.append(value.removeprefix(" "))
        return None

    async def event(self) -> tuple[str, Any]:
        """The next event, which there is."""
        found = await self.next()
        assert found is not None
        return found


@asynccontextmanager
async def stream(
    live: Live,
    query: str,
    speaker: Speaker = None,
    *,
    method: str = "POST",
    accept: str = EVENTS,
    **variables: Any,
) -> AsyncIterator[Stream]:
    headers = {**live.api.headers(speaker), "Accept": accept}
    body = {"query": query, "variables": variables}
    if method == "POST":
        request = live.api.http.stream("POST", "/graphql", json=body, headers=headers)
    else:
        parameters = {"query": query, "variables": json.dumps(variables)}
        request = live.api.http.stream("GET", "/graphql", params=parameters, headers=headers)
    async with request as response:
        yield Stream(response)


async def until_followed(live: Live) -> None:
    """Returns when nothing that happens is missed any more: a stream begins before it is."""
    running = live.api.app.state.desk.broadcasts._running
    await until(lambda: running and all(each.is_ready.done() for each in running.values()))


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_streams_a_subscription(live: Live, article_id: str, method: str) -> None:
    async with stream(live, PUBLISHED, method=method, article=article_id) as events:
        assert events.response.status_code == 200
        assert events.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert events.response.headers["cache-control"] == "no-store, no-transform"
        assert events.response.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in events.response.headers
        await until_followed(live)
        for number in range(2):
            comment = await approve(live.api, await submit(live.api, article_id, f"Number {number}"), ANN)
            name, data = await events.event()
            assert name == "next"
            assert data["data"]["commentPublished"]["id"] == comment["id"]


async def test_streams_what_moderators_follow_to_them_alone(live: Live, article_id: str) -> None:
    async with stream(live, CHANGES, ANN, queue="PENDING") as events:
        await until_followed(live)
        comment = await submit(live.api, article_id, "For moderators")
        _, data = await events.event()
        assert told(data["data"]) == ("PENDING", "ENTERED", comment["id"])
    async with stream(live, CHANGES) as events:
        name, data = await events.event()
        assert (name, data["errors"][0]["extensions"]["code"]) == ("next", "FORBIDDEN")
        assert "data" not in data
        assert await events.next() == ("complete", None)
        assert await events.next() is None


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_streams_the_answer_to_a_query(wired: Live, method: str) -> None:
    async with stream(wired, SITE, method=method) as events:
        assert await events.next() == ("next", {"data": {"site": {"name": "Galley"}}})
        assert await events.next() == ("complete", None)
        assert await events.next() is None


@pytest.mark.parametrize(
    ("query", "code"), [("{", "GRAPHQL_PARSE_FAILED"), ("{ nothing }", "GRAPHQL_VALIDATION_FAILED")]
)
async def test_tells_what_cannot_run_as_an_event(wired: Live, query: str, code: str) -> None:
    async with stream(wired, query) as events:
        assert events.response.status_code == 200
        name, data = await events.event()
        assert (name, data["errors"][0]["extensions"]["code"]) == ("next", code)
        assert await events.next() == ("complete", None)


async def test_does_not_write_by_get(wired: Live) -> None:
    mutation = 'mutation { approveComment(input: {id: "x", expectedVersion: 1}) { errors { code } } }'
    async with stream(wired, mutation, ANN, method="GET") as events:
        _, data = await events.event()
        assert data["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_answers_a_token_that_is_not_good_with_401(wired: Live) -> None:
    async with stream(wired, SITE, "nonsense") as events:
        assert events.response.status_code == 401
        assert events.response.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize(
    ("accept", "is_stream"),
    [
        (EVENTS, True),
        ("Text/Event-Stream;q=1", True),
        (f"{EVENTS}, application/json", True),
        (f"application/graphql-response+json, application/json, {EVENTS}, multipart/mixed", False),
        ("*/*", False),
    ],
)
async def test_streams_a_query_only_to_who_would_like_it_best(
    wired: Live, accept: str, is_stream: bool
) -> None:
    async with stream(wired, SITE, accept=accept) as events:
        assert events.response.headers["content-type"].startswith(EVENTS) is is_stream


async def test_streams_a_subscription_to_who_takes_streams_at_all(live: Live, article_id: str) -> None:
    accept = f"application/graphql-response+json, application/json, {EVENTS}, multipart/mixed"
    async with stream(live, HIDDEN, accept=accept, article=article_id) as events:
        assert events.response.headers["content-type"].startswith(EVENTS)
    refused = await live.api.answer(HIDDEN, article=article_id)
    assert "text/event-stream" in refused["errors"][0]["message"]


async def test_sends_comments_while_nothing_happens(
    live: Live, article_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sse, "KEEP_ALIVE_SECONDS", 0.1)
    comment = await approve(live.api, await submit(live.api, article_id, "Visible"), ANN)
    async with stream(live, HIDDEN, article=article_id) as events:
        hearing = asyncio.create_task(events.next())
        await until(lambda: events.comments >= 3)
        assert not hearing.done()
        await reject(live.api, comment, ANN)
        assert await hearing == ("next", {"data": {"commentHidden": comment["id"]}})


async def test_ends_when_the_token_expires(live: Live, article_id: str) -> None:
    token = make_token(
        secrets=live.api.settings.secrets,
        subject="reader:brief",
        name="Brief",
        roles=[Role.MODERATOR],
        now=utc_now(),
        expires_in=timedelta(seconds=4),
    )
    async with stream(live, CHANGES, token) as events:
        name, data = await events.event()
        assert (name, data["errors"][0]["extensions"]["code"]) == ("next", "UNAUTHENTICATED")
        assert await events.next() == ("complete", None)


async def test_lets_go_when_the_client_goes(live: Live, article_id: str) -> None:
    feed = live.api.app.state.desk.feed
    async with stream(live, HIDDEN, article=article_id):
        await until(lambda: feed.is_reading)
    await until(lambda: not feed.is_reading)
