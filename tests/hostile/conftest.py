"""One server of `galley serve` on each database, which everything hostile is sent to in turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.commands.galley import SECRET, Server, serving_at_once
from tests.databases import Contents, PostgresServer, SqliteFiles
from tests.hostile.attack import operation, send

CORRECT = operation('{ articles(first: 3) { totalCount nodes { id translation(locale: "en") { title } } } }')
RECEIVE_MS = 2_000


@dataclass(slots=True)
class Target:
    """`expected` is what the server answered CORRECT with before anything was sent."""

    server: Server
    expected: bytes

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def memory_mb(self) -> float:
        resident: int = psutil.Process(self.server.process.pid).memory_info().rss
        return resident / 1024**2

    def assert_well(self) -> None:
        """Alive, right, and without a traceback."""
        answer = send(self.port, [CORRECT])
        assert (answer.status, answer.body) == (200, self.expected)
        assert self.server.process.poll() is None
        printed = self.server.printed
        assert "Traceback" not in printed, printed[-4_000:]
        assert "internal error" not in printed, printed[-4_000:]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def target(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, newsroom_contents: Contents
) -> Iterator[Target]:
    fixture = {"sqlite": "sqlite_files", "postgresql": "postgres_server"}[request.param]
    databases: SqliteFiles | PostgresServer = request.getfixturevalue(fixture)
    with (
        databases.database(newsroom_contents) as url,
        open_target(tmp_path_factory.mktemp("hostile"), url) as server,
    ):
        answer = send(server.port, [CORRECT])
        assert answer.status == 200, answer
        assert answer.json["data"]["articles"]["totalCount"] > 0
        yield Target(server, answer.body)


def open_target(folder: Path, url: str) -> AbstractContextManager[Server]:
    return serving_at_once(
        "serve",
        folder=folder,
        GALLEY_DATABASE_URL=url,
        GALLEY_SECRET=SECRET,
        GALLEY_RECEIVE_TIMEOUT_MS=str(RECEIVE_MS),
    )
