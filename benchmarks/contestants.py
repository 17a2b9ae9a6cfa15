"""The servers that are compared: how each is started, and how it is asked."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import psutil

from benchmarks.databases import SECRET, environment
from benchmarks.places import KEPT, ROOT
from benchmarks.postgraphile import starting as postgraphile
from benchmarks.problem import Problem
from benchmarks.queries import Query
from benchmarks.start import Start
from server.auth import make_token, staff_subject
from server.models.types import utc_now
from server.viewer import Role

START_SECONDS = 60
STOP_SECONDS = 10


def _same_query(query: Query) -> Query:
    return query


def _same_answer(_query: str, data: Any) -> Any:
    return data


@dataclass(frozen=True, slots=True)
class Contestant:
    """`start` takes the port and the database's URL. `path` may name the query: /{query}.

    Where the schema is not Galley's, `ask` makes the query that asks for the same, and `shape` makes of an answer to
    the named query what Galley answers.
    """

    name: str
    title: str
    start: Callable[[int, str], Start]
    path: str = "/graphql"
    databases: tuple[str, ...] = ("postgresql", "sqlite")
    ask: Callable[[Query], Query] = _same_query
    shape: Callable[[str, Any], Any] = _same_answer

    def requests(self, query: Query) -> tuple[bytes, ...]:
        """Whole HTTP requests, one for each of the query's variables."""
        own = self.ask(query)
        return tuple(_request(self.path.format(query=query.name), own, each) for each in own.variables)


@dataclass(slots=True)
class Running:
    """A started contestant."""

    contestant: Contestant
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def memory_bytes(self) -> int:
        """Resident memory of the process and of all that it started."""
        main = psutil.Process(self.process.pid)
        return sum(each.memory_info().rss for each in [main, *main.children(recursive=True)])


def _galley(kept_mb: int) -> Callable[[int, str], Start]:
    """With so much memory for answers that are kept. Without any, every request is planned and read."""

    def start(port: int, url: str) -> Start:
        settings = {
            **environment(url),
            "PORT": str(port),
            "GALLEY_LOG_LEVEL": "warning",
            "GALLEY_KEPT_ANSWERS_MB": str(kept_mb),
        }
        return Start([sys.executable, "-m", "server", "serve"], settings)

    return start


def _python(name: str) -> Callable[[int, str], Start]:
    def start(port: int, url: str) -> Start:
        command = [sys.executable, "-m", "benchmarks.serving", name, str(port), url]
        return Start(command, {"GALLEY_SECRET": SECRET})

    return start


CONTESTANTS = (
    Contestant("galley", "Galley", _galley(0)),
    Contestant("kept", "Galley, kept answers", _galley(16)),
    Contestant(
        "postgraphile",
        "PostGraphile 5",
        postgraphile.start,
        databases=("postgresql",),
        ask=postgraphile.ask,
        shape=postgraphile.as_galley_answers,
    ),
    Contestant("stock", "stock Strawberry", _python("stock")),
    Contestant("limit", "hand-written limit", _python("limit"), path="/{query}"),
)


# ── requests ────────────────────────────────────────────────────────────────────────────────────


def _request(path: str, query: Query, variables: Mapping[str, Any]) -> bytes:
    body = orjson.dumps({"query": query.text, "variables": variables})
    token = f"Authorization: Bearer {moderator_token()}\r\n" if query.needs_moderator else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\n{token}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def moderator_token() -> str:
    return make_token(
        secrets=[SECRET.encode()],
        subject=staff_subject("Bench"),
        name="Bench",
        roles=[Role.MODERATOR],
        now=utc_now(),
        expires_in=timedelta(days=1),
    )


# ── processes ───────────────────────────────────────────────────────────────────────────────────


@contextmanager
def running(contestants: list[Contestant], url: str, first_port: int) -> Iterator[list[Running]]:
    """All of them, each on a port of its own, until the block is left."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(_started(each, url, free_port(first_port, offset)))
            for offset, each in enumerate(contestants)
        ]


@contextmanager
def _started(contestant: Contestant, url: str, port: int) -> Iterator[Running]:
    log = KEPT / "logs" / f"{contestant.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    start = contestant.start(port, url)
    with log.open("wb") as output:
        process = subprocess.Popen(
            start.command,
            cwd=ROOT,
            env={**_clean_environment(), **start.environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that Ctrl-C reaches them through us, once measuring has stopped
        )
    try:
        found = Running(contestant, port, process, log)
        _wait_until_it_listens(found)
        yield found
    finally:
        _stop(process)


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("GALLEY_")}


def _wait_until_it_listens(found: Running) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if found.process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", found.port)) == 0:
                return
        time.sleep(0.05)
    tail = found.log.read_text(errors="replace")[-2000:]
    raise Problem(f"{found.contestant.title} did not start on port {found.port}:\n{tail}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """The whole group: some servers start others."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(STOP_SECONDS)
            return
        except ProcessLookupError:
            process.wait(STOP_SECONDS)
            return
        except subprocess.TimeoutExpired:
            continue


def free_port(first: int, offset: int) -> int:
    """The wanted one, or any free one where somebody else has it, or none is wanted."""
    wanted = first + offset if first else 0
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
