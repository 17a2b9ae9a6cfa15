"""A stop, seen from outside: not ready at once, served for as long as was said, nothing cut off that could end."""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from server.http.process import LAST_SECONDS, Workers
from tests.commands.conftest import folder
from tests.commands.galley import SECRET, STOP_SECONDS, Server, serving, serving_at_once
from tests.databases import MIGRATED, PostgresServer

__all__ = ["folder"]

Starting = Callable[..., AbstractContextManager[Server]]

BODY = json.dumps({"query": "{ site { name } }"}).encode()
HEAD = (
    b"POST /graphql HTTP/1.1\r\nhost: galley\r\ncontent-type: application/json\r\nx-request-id: mine\r\n"
    b"expect: 100-continue\r\n"
)
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
ANSWER = {"data": {"site": {"name": "Galley"}}}


STARTED: dict[str, Starting] = {"1": serving_at_once, "2": serving}


@pytest.fixture(params=["1", "2"], ids=["alone", "workers"])
def served(
    request: pytest.FixtureRequest, folder: Path, postgres_server: PostgresServer
) -> Iterator[Starting]:
    """Starts `galley serve` with one process or two."""
    with postgres_server.database(MIGRATED) as url:

        @contextmanager
        def start(**settings: Any) -> Iterator[Server]:
            command, how = ("serve", "--workers", request.param), STARTED[request.param]
            with how(
                *command, folder=folder, GALLEY_DATABASE_URL=url, GALLEY_SECRET=SECRET, **settings
            ) as server:
                yield server

        yield start


class Sender:
    """A request that has begun to arrive, and is running: the server has asked for the rest of it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=STOP_SECONDS)
        self._socket.sendall(HEAD + b"content-length: %d\r\n\r\n" % len(BODY) + BODY[:10])
        assert self._socket.recv(len(CONTINUE), socket.MSG_WAITALL) == CONTINUE

    def finish(self) -> None:
        self._socket.sendall(BODY[10:])

    def answer(self) -> tuple[int, dict[str, str], object]:
        response = http.client.HTTPResponse(self._socket)
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, headers, json.loads(response.read())


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until_it_stops_listening(port: int) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while is_listening(port):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def exit_code(server: Server) -> int:
    return server.process.wait(STOP_SECONDS)


def test_what_is_running_ends(served: Starting) -> None:
    with served() as server:
        sender = Sender(server.port)
        server.process.send_signal(signal.SIGTERM)
        wait_until_it_stops_listening(server.port)
        time.sleep(0.5)
        sender.finish()
        status, headers, body = sender.answer()
        assert (status, body) == (200, ANSWER)
        assert headers["connection"] == "close"
        assert exit_code(server) == 0
        assert "Traceback" not in server.printed


def test_what_does_not_end_is_told_when_the_time_is_over(served: Starting) -> None:
    with served(GALLEY_STOP_TIMEOUT_MS="700") as server:
        sender = Sender(server.port)
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        status, headers, body = sender.answer()
        took = time.monotonic() - began
        assert (status, headers["retry-after"], headers["x-request-id"]) == (504, "5", "mine")
        assert isinstance(body, dict)
        assert body["errors"][0]["extensions"]["code"] == "TIMEOUT"
        assert exit_code(server) == 0
        assert 0.6 < took < 5
        assert "Traceback" not in server.printed


def test_goes_on_serving_while_readers_are_sent_elsewhere(served: Starting) -> None:
    with served(GALLEY_DRAIN_MS="3500") as server:
        address = f"ws://127.0.0.1:{server.port}/graphql"
        with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as client:
            client.send('{"type":"connection_init"}')
            assert json.loads(client.recv(5)) == {"type": "connection_ack"}
            server.process.send_signal(signal.SIGTERM)
            deadline = time.monotonic() + STOP_SECONDS
            while (ready := server.fetch("/readyz")).status == 200:  # workers hear of it from their parent
                assert time.monotonic() < deadline
                time.sleep(0.05)
            assert (ready.status, ready.json) == (503, {"status": "stopping"})
            assert server.fetch("/healthz").status == 200
            assert server.ask("{ site { name } }") == ANSWER
            client.send('{"type":"ping"}')
            assert json.loads(client.recv(5)) == {"type": "pong"}
            with pytest.raises(Exception, match="1001"):
                client.recv(STOP_SECONDS)
        assert exit_code(server) == 0
        assert not is_listening(server.port)
        assert "Traceback" not in server.printed


def test_a_second_ctrl_c_does_not_wait(folder: Path, postgres_server: PostgresServer) -> None:
    with (
        postgres_server.database(MIGRATED) as url,
        serving_at_once("serve", folder=folder, GALLEY_DATABASE_URL=url, GALLEY_SECRET=SECRET) as server,
    ):
        sender = Sender(server.port)
        server.process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert server.process.poll() is None
        server.process.send_signal(signal.SIGINT)
        began = time.monotonic()
        assert exit_code(server) == 0
        assert time.monotonic() - began < 5
        del sender


def test_a_worker_that_hangs_is_killed() -> None:
    process = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60,))
    process.start()
    workers = object.__new__(Workers)
    workers.processes = [SimpleNamespace(process=process, pid=process.pid)]  # type: ignore[list-item]
    workers._stop_seconds = 0.2 - LAST_SECONDS
    began = time.monotonic()
    workers.join_all()
    assert process.exitcode == -signal.SIGKILL
    assert time.monotonic() - began < 10


@pytest.mark.timeout(240)
def test_workers_are_replaced_one_after_the_other(folder: Path, postgres_server: PostgresServer) -> None:
    with (
        postgres_server.database(MIGRATED) as url,
        serving(
            "serve", "--workers", "2", folder=folder, GALLEY_DATABASE_URL=url, GALLEY_SECRET=SECRET
        ) as server,
    ):
        before = workers_of(server)
        server.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 120
        while before & workers_of(server) or len(workers_of(server)) < 2:
            assert time.monotonic() < deadline
            assert server.ask("{ site { name } }") == ANSWER, "at any time"
        (one, *_) = workers_of(server)
        os.kill(one, signal.SIGTERM)
        while one in workers_of(server) or len(workers_of(server)) < 2:
            assert time.monotonic() < deadline
            assert server.ask("{ site { name } }") == ANSWER
        server.process.send_signal(signal.SIGTERM)
        assert exit_code(server) == 0
        assert "Traceback" not in server.printed


def workers_of(server: Server) -> set[int]:
    """Processes that serve; not the one that multiprocessing keeps beside them, nor those that have ended."""
    found = set()
    for child in psutil.Process(server.process.pid).children():
        with suppress(psutil.NoSuchProcess):
            if "spawn_main" in " ".join(child.cmdline()):
                found.add(child.pid)
    return found
