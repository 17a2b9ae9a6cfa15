"""How connections end: the slow, the stop, and what was running."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed

from server.events.event import Event
from server.http import websocket_session, wire
from server.settings import Settings
from tests.api.held_reads import HeldReads
from tests.api.voices import ANN
from tests.live.frames import TEXT, RawSocket, frame, raw_socket
from tests.live.server import Live, open_live, until
from tests.live.writing import CHANGES, HIDDEN, PUBLISHED, approve, submit


async def test_stops_with_1001_for_every_socket(live: Live, article_id: str) -> None:
    async with live.raw() as waiting, live.socket() as idle, live.socket(ANN) as busy:
        await busy.subscribe("q", CHANGES)
        live.server.should_exit = True
        closings = await asyncio.gather(*(each.closing() for each in (waiting, idle, busy)))
        assert [code for code, _reason in closings] == [1001, 1001, 1001]


async def test_ends_event_streams_with_the_stop(live: Live, article_id: str) -> None:
    headers = {"Accept": "text/event-stream"}
    parameters = {"query": HIDDEN, "variables": f'{{"article":"{article_id}"}}'}
    async with live.api.http.stream("GET", "/graphql", params=parameters, headers=headers) as stream:
        parts = stream.aiter_bytes()
        assert await anext(parts) == b":\n\n"
        live.server.should_exit = True
        async with asyncio.timeout(5):
            assert [part async for part in parts] == []


READ = "{ articles { totalCount } }"


async def test_answers_what_runs_on_a_socket_before_it_is_closed(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said from the stop on is not begun, and what has no end is ended at once."""
    async with live.socket(ANN) as socket:
        await socket.subscribe("q", CHANGES)
        held = HeldReads(live.api.database, monkeypatch)
        await socket.ask("r", READ)
        await until(lambda: held.begun == 1)
        live.server.should_exit = True
        await until(lambda: not live.api.app.state.desk.feed.is_reading)
        await socket.ask("late", "{ __typename }")
        held.may_go.set()
        assert [(each["type"], each["id"]) for each in (await socket.hear(), await socket.hear())] == [
            ("next", "r"), ("complete", "r"),
        ]  # fmt: skip
        assert await socket.closing() == (1001, "")


async def test_answers_what_runs_on_an_event_stream_before_it_ends(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = HeldReads(live.api.database, monkeypatch)
    reading = asyncio.create_task(
        live.api.http.get("/graphql", params={"query": READ}, headers={"Accept": "text/event-stream"})
    )
    await until(lambda: held.begun == 1)
    live.server.should_exit = True
    await until(live.api.app.state.stop.begins.is_set)
    await asyncio.sleep(0.1)
    held.may_go.set()
    assert [line for line in (await reading).text.splitlines() if line.startswith("event:")] == [
        "event: next", "event: complete",
    ]  # fmt: skip
    assert '"totalCount"' in (await reading).text


async def test_begins_no_subscription_that_was_about_to_when_the_stop_came(
    live: Live, article_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a socket and on an event stream: what it reads first is waited for, and nothing is told."""
    held = HeldReads(live.api.database, monkeypatch)
    parameters = {"query": HIDDEN, "variables": f'{{"article":"{article_id}"}}'}
    async with live.socket() as socket:
        await socket.ask("h", HIDDEN, article=article_id)
        streaming = asyncio.create_task(
            live.api.http.get("/graphql", params=parameters, headers={"Accept": "text/event-stream"})
        )
        await until(lambda: held.begun == 2)
        live.server.should_exit = True
        await until(live.api.app.state.stop.begins.is_set)
        await asyncio.sleep(0.1)
        held.may_go.set()
        async with asyncio.timeout(5):
            assert await socket.closing() == (1001, "")
            assert "event:" not in (await streaming).text
        with pytest.raises(ConnectionClosed):
            await socket.hear()


@pytest.mark.parametrize("told_by", ["session", "uvicorn"])
async def test_tells_what_does_not_end_in_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, told_by: str
) -> None:
    """By itself, or where uvicorn comes first."""
    async with open_live(replace(settings, stop_timeout_ms=300)) as live, live.socket(ANN) as socket:
        if told_by == "uvicorn":
            live.server.config.timeout_graceful_shutdown = 0.1  # type: ignore[assignment]
        held = HeldReads(live.api.database, monkeypatch)
        await socket.ask("r", READ)
        await until(lambda: held.begun == 1)
        reading = asyncio.create_task(
            live.api.http.get("/graphql", params={"query": READ}, headers={"Accept": "text/event-stream"})
        )
        await until(lambda: held.begun == 2)
        live.server.should_exit = True
        heard = await socket.hear()
        assert (heard["type"], heard["id"]) == ("error", "r")
        assert [each["extensions"]["code"] for each in heard["payload"]] == ["TIMEOUT"]
        assert await socket.closing() == (1001, "")
        assert '"code":"TIMEOUT"' in (await reading).text
        assert (await reading).text.endswith("event: complete\ndata:\n\n")
    assert "Traceback" not in caplog.text


async def test_answers_a_request_that_was_on_its_way(wired: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a connection that is kept, and on one that has not had a request yet."""
    monkeypatch.setattr(wire, "LINGER_SECONDS", 5.0)
    line = b"GET /graphql?query=%7Bsite%7Bname%7D%7D HTTP/1.1\r\nhost: galley\r\n\r\n"
    kept, fresh = [await asyncio.open_connection("127.0.0.1", wired.port) for _ in range(2)]
    kept[1].write(line)
    await kept[0].readuntil(b'"Galley"}}}')
    wired.server.should_exit = True
    await until(wired.api.app.state.stop.begins.is_set)
    await asyncio.sleep(0.2)
    for reader, writer in (kept, fresh):
        writer.write(line)
        async with asyncio.timeout(5):
            answer = await reader.read()  # to the connection's end
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert b"\r\nconnection: close\r\n" in answer
        assert answer.endswith(b'{"data":{"site":{"name":"Galley"}}}')
        writer.close()


async def test_leaves_nothing_behind(live: Live, article_id: str) -> None:
    desk = live.api.app.state.desk
    async with live.socket(ANN) as ann, live.socket() as guest:
        await ann.subscribe("q", CHANGES)
        await guest.subscribe("p", PUBLISHED, article=article_id)
        await guest.subscribe("h", HIDDEN, article=article_id)
        assert len(desk.broadcasts) == 2, "both subscriptions of a thread follow the same"
    await until(lambda: not desk.feed.is_reading)
    assert len(desk.broadcasts) == 0
    names = [repr(task.get_coro()) for task in asyncio.all_tasks()]
    assert [name for name in names if "Session" in name or "_Broadcast" in name] == []


async def test_lets_go_of_who_takes_nothing(
    live: Live, article_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that asks and never reads: what is written for it is bounded, and so is the time."""
    monkeypatch.setattr(websocket_session, "SEND_SECONDS", 0.5)
    query = b'{"id":"%d","type":"subscribe","payload":{"query":"{ articles(first: 10) { nodes { translation'
    query += b'(locale: \\"en\\") { body title summary } } } }"}}'
    async with raw_socket(live.port) as socket:
        await socket.send(frame(TEXT, b'{"type":"connection_init"}'))
        ends = asyncio.create_task(_flood(socket, query))
        await until(ends.done, 60)
        assert await live.api.run("{ site { name } }") == {"site": {"name": "Galley"}}


async def _flood(socket: RawSocket, query: bytes) -> None:
    number = 0
    try:
        while True:
            number += 1
            await socket.send(frame(TEXT, query % number))
    except OSError:
        return


async def test_tells_a_follower_that_events_were_missed(live: Live, article_id: str) -> None:
    feed = live.api.app.state.desk.feed
    async with live.socket(ANN) as ann:
        await ann.subscribe("q", CHANGES)
        feed._deafen()
        code, reason = await ann.closing()
        assert code == 1013
        assert "subscribe again" in reason


PAYLOADS: tuple[object, ...] = (
    {},
    {"comment": uuid4().hex},
    {"article": 1, "x": None},
    [],
    "text",
    {"comments": ["no"]},
)


async def test_passes_over_events_that_it_does_not_know(live: Live, article_id: str) -> None:
    feed = live.api.app.state.desk.feed
    async with live.socket(ANN) as ann, live.socket() as guest:
        await ann.subscribe("q", CHANGES, queue="PENDING")
        await guest.subscribe("p", PUBLISHED, article=article_id)
        for payload in PAYLOADS:
            feed._tell([Event.stored("policy.updated", payload), Event.stored("comment.invented", payload)])
        comment = await submit(live.api, article_id, "After all of that")
        assert (await ann.event())["queueChanged"]["commentId"] == comment["id"]
        await approve(live.api, comment, ANN)
        assert (await guest.event())["commentPublished"]["id"] == comment["id"]
