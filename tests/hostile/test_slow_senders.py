"""Connections that give nothing and take nothing, many at once."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.hostile.attack import operation, read, request, send
from tests.hostile.conftest import RECEIVE_MS, Target

CONNECTIONS = 200
READ_SECONDS = 2.0
ON_ONE = pytest.mark.parametrize("target", ["sqlite"], indirect=True)
"""None of it gets as far as the database."""


@contextmanager
def opened(port: int, first: bytes) -> Iterator[list[socket.socket]]:
    """Connections that have sent the beginning of something."""
    with ExitStack() as held:
        connections = []
        for _ in range(CONNECTIONS):
            connection = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            connection.sendall(first)
            connections.append(connection)
        yield connections


def assert_others_are_served(target: Target) -> None:
    began = time.monotonic()
    assert send(target.port, [operation("{ site { name } }")]).status == 200
    assert send(target.port, [request(method="GET", target="/healthz", content_type=None)]).status == 200
    assert time.monotonic() - began < READ_SECONDS


def is_closed(connection: socket.socket) -> bool:
    connection.settimeout(RECEIVE_MS / 1000 + READ_SECONDS)
    try:
        while connection.recv(4_096):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True


@ON_ONE
def test_lets_heads_that_never_end_go(target: Target) -> None:
    before = target.memory_mb
    with opened(target.port, b"POST /graphql HTTP/1.1\r\nHost: x\r\nX-A:") as connections:
        for connection in connections:
            connection.sendall(b" a\r\nX-B:")
        assert_others_are_served(target)
        assert target.memory_mb - before < 64
        assert all(is_closed(connection) for connection in connections)
    target.assert_well()


@ON_ONE
def test_lets_bodies_that_never_end_go(target: Target) -> None:
    """They hold no place among the operations that are answered."""
    with opened(target.port, request(b'{"query":', length=10_000)) as connections:
        assert_others_are_served(target)
        assert all(is_closed(connection) for connection in connections)
    target.assert_well()


@ON_ONE
def test_lets_connections_that_say_nothing_go(target: Target) -> None:
    with opened(target.port, b"") as connections:
        assert_others_are_served(target)
        assert all(is_closed(connection) for connection in connections)
    target.assert_well()


@ON_ONE
def test_a_client_that_sends_in_time_keeps_its_connection(target: Target) -> None:
    """Several requests, each in time, on a connection that is older than the limit."""
    with socket.create_connection(("127.0.0.1", target.port), timeout=10) as connection:
        for _ in range(4):
            whole = operation("{ site { name } }")
            connection.sendall(whole[:100])
            time.sleep(RECEIVE_MS / 1000 / 3)
            connection.sendall(whole[100:])
            status, _headers, _body = read(connection)
            assert status == 200
