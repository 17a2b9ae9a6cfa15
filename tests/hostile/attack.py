"""A hostile request as bytes, sent over a socket of its own, and what must come back."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TYPE = "application/json"
GRAPHQL_TYPE = "application/graphql-response+json"
PATIENCE_SECONDS = 20.0
"""Of a socket. What an answer may take is asserted apart."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is 0 where the connection was closed without a word."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def codes(self) -> set[str]:
        """The codes of all errors; empty for an answer that has none."""
        if not self.body:
            return set()
        return {error["extensions"]["code"] for error in self.json.get("errors", [])}


@dataclass(frozen=True, slots=True)
class Attack:
    """`parts` are sent one after another, `pause_seconds` apart. One of `statuses` has to come back, and where there
    are `codes` every error's is one of them. None among `codes` also takes an answer without errors."""

    name: str
    parts: tuple[bytes, ...]
    statuses: tuple[int, ...]
    codes: tuple[str | None, ...] = ()
    pause_seconds: float = 0.0


def send(port: int, parts: Sequence[bytes], *, pause_seconds: float = 0.0) -> Answer:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        for part in parts:
            try:
                connection.sendall(part)
            except OSError:
                break  # refused before all was sent: the answer may be there all the same
            if pause_seconds:
                time.sleep(pause_seconds)
        status, headers, body = read(connection)
    return Answer(status, headers, body, time.monotonic() - began)


def read(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """One answer: its status, headers and body."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = _receive(connection)
        if not more:
            return 0, {}, b""
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length", "0"))
    while len(body) < length:
        more = _receive(connection)
        if not more:
            break
        body += more
    return int(first.split()[1]), headers, body[:length]


def _receive(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65_536)
    except ConnectionError:
        return b""


def request(
    body: bytes = b"",
    *,
    method: str = "POST",
    target: str = "/graphql",
    headers: Sequence[tuple[str, str]] = (),
    content_type: str | None = TYPE,
    accept: str = GRAPHQL_TYPE,
    length: int | None = None,
    has_length: bool = True,
) -> bytes:
    """`length` is what Content-Length says, where it lies."""
    lines = [f"{method} {target} HTTP/1.1", "Host: galley.test", f"Accept: {accept}"]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    lines += [f"{name}: {value}" for name, value in headers]
    if has_length and (body or length is not None or method == "POST"):
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def operation(query: str, **variables: Any) -> bytes:
    return request(json.dumps({"query": query, "variables": variables}).encode())
