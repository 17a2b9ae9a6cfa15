"""The load: a process that keeps a few connections busy and notes how long each answer took.

It is told a slice as a line of JSON on its standard input and answers with a line on its standard output. It must
cost little, as it shares the machine with what it measures: sockets and epoll alone, a ready-made request, and of an
answer only the status and the length are looked at. What it cost is part of every answer (`client_seconds`).
"""

from __future__ import annotations

import base64
import selectors
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import cycle
from time import perf_counter, process_time
from typing import Any

import orjson

RECEIVED_AT_ONCE = 1 << 18
STUCK_SECONDS = 30
"""Without any answer for so long the slice is given up."""

_HEAD_END = b"\r\n\r\n"
_LAST_CHUNK = b"0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Slice:
    """`requests` are whole HTTP requests, sent in turn. `seconds` is how long new ones are started."""

    port: int
    requests: tuple[bytes, ...]
    seconds: float
    connections: int = 8

    def as_line(self) -> bytes:
        requests = [base64.b64encode(each).decode() for each in self.requests]
        return orjson.dumps({**asdict(self), "requests": requests})

    @classmethod
    def from_line(cls, line: bytes) -> Slice:
        told = orjson.loads(line)
        requests = tuple(base64.b64decode(each) for each in told.pop("requests"))
        return cls(requests=requests, **told)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a slice brought: the times of all answers, and what the client itself took of the CPU; in seconds."""

    seconds: float
    client_seconds: float
    latencies: list[float]
    received_bytes: int


class BadAnswer(Exception):
    """An answer that is no 200, or a connection that broke."""


class AnswerEnd:
    """Finds the end of one answer after another in what a connection receives."""

    __slots__ = ("_head", "_left", "_tail")

    def __init__(self) -> None:
        self._head = b""
        self._tail = b""
        self._left: int | None = None

    def takes(self, data: bytes) -> bool:
        """True when the answer is complete. Raises BadAnswer for any status but 200."""
        if self._left is None:
            self._head += data
            end = self._head.find(_HEAD_END)
            if end < 0:
                return False
            self._left = self._length(end) - (len(self._head) - end - len(_HEAD_END))
        elif self._left >= 0:
            self._left -= len(data)
        if self._left > 0 or (self._left < 0 and not self._is_last(data)):
            return False
        self._head, self._left = b"", None
        return True

    def _is_last(self, data: bytes) -> bool:
        """Of an answer in chunks. JSON has no line ends of this kind inside."""
        self._tail = (self._tail + data)[-len(_LAST_CHUNK) :]
        return self._tail == _LAST_CHUNK

    def _length(self, end: int) -> int:
        """Of the body; for one in chunks less than can have come, so that what is left is negative."""
        head = self._head[:end].lower()
        if not head.startswith(b"http/1.1 200"):
            raise BadAnswer(self._head[:2000].decode(errors="replace"))
        _, found, length = head.partition(b"content-length:")
        if found:
            return int(length.split(b"\r\n", 1)[0])
        if b"transfer-encoding: chunked" not in head:
            raise BadAnswer(f"an answer of unknown length: {head.decode(errors='replace')}")
        return -1 - RECEIVED_AT_ONCE


class _Connection:
    """One request at a time."""

    __slots__ = ("_end", "_start", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=STUCK_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._end = AnswerEnd()
        self._start = 0.0

    def send(self, request: bytes) -> None:
        self._start = perf_counter()
        self.socket.sendall(request)

    def receive(self) -> tuple[int, float | None]:
        """How many bytes came, and how long the answer took once it is complete."""
        data = self.socket.recv(RECEIVED_AT_ONCE)
        if not data:
            raise BadAnswer("the server closed a connection")
        return len(data), perf_counter() - self._start if self._end.takes(data) else None


def run(task: Slice) -> Taken:
    """Keeps every connection busy for the time of the slice, then waits for the last answers."""
    requests = cycle(task.requests)
    connections = [_Connection(task.port) for _ in range(task.connections)]
    latencies: list[float] = []
    received = 0
    cpu_before, start = process_time(), perf_counter()
    try:
        with selectors.DefaultSelector() as selector:
            for connection in connections:
                selector.register(connection.socket, selectors.EVENT_READ, connection)
                connection.send(next(requests))
            for connection in _readable(selector):
                count, latency = connection.receive()
                received += count
                if latency is None:
                    continue
                latencies.append(latency)
                if perf_counter() - start < task.seconds:
                    connection.send(next(requests))
                else:
                    selector.unregister(connection.socket)
        return Taken(perf_counter() - start, process_time() - cpu_before, latencies, received)
    finally:
        for connection in connections:
            connection.socket.close()


def _readable(selector: selectors.BaseSelector) -> Iterator[_Connection]:
    """Until none is registered."""
    while selector.get_map():
        ready = selector.select(STUCK_SECONDS)
        if not ready:
            raise BadAnswer(f"no answer for {STUCK_SECONDS} seconds")
        for key, _ in ready:
            yield key.data


def main() -> None:
    for line in sys.stdin.buffer:
        answer: dict[str, Any]
        try:
            answer = asdict(run(Slice.from_line(line)))
        except (BadAnswer, OSError) as error:
            answer = {"error": str(error) or type(error).__name__}
        sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
