"""What a served process writes and shows, as its operators have set it."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.commands.conftest import folder
from tests.commands.galley import SECRET, serving, serving_at_once
from tests.databases import MIGRATED, PostgresServer

__all__ = ["folder"]

METRICS_TOKEN = "a-token-of-metrics"
QUERY = "query Named($slug: String!) { article(slug: $slug) { id } }"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_every_line_is_an_object_where_that_is_wanted(
    folder: Path, postgres_server: PostgresServer, workers: str
) -> None:
    settings = {"GALLEY_LOG_FORMAT": "json", "GALLEY_LOG_REQUESTS": "all"}
    with (
        postgres_server.database(MIGRATED) as url,
        (serving_at_once if workers == "1" else serving)(
            "serve",
            "--workers",
            workers,
            folder=folder,
            GALLEY_DATABASE_URL=url,
            GALLEY_SECRET=SECRET,
            **settings,  # type: ignore[arg-type]
        ) as server,
    ):
        answer = server.ask(QUERY, slug="a-secret-word")
        assert answer == {"data": {"article": None}}
        assert server.stop(signal.SIGTERM) == 0
    lines = [json.loads(line) for line in server.printed.splitlines()]
    (request,) = [line for line in lines if line["logger"] == "galley.requests"]
    assert (request["message"], request["level"], request["operation"]) == ("request", "info", "Named")
    assert {line["level"] for line in lines} == {"info"}
    assert "a-secret-word" not in server.printed
    assert "127.0.0.1:" not in server.printed.replace(f"127.0.0.1:{server.port}", "")


def test_each_process_shows_its_own_metrics(folder: Path, database_url: str) -> None:
    with serving_at_once(
        "serve",
        folder=folder,
        GALLEY_DATABASE_URL=database_url,
        GALLEY_SECRET=SECRET,
        GALLEY_METRICS_TOKEN=METRICS_TOKEN,
        GALLEY_METRICS_OPERATIONS="Named",
    ) as server:
        server.ask(QUERY, slug="x")
        shown = server.fetch("/metrics", authorization=f"Bearer {METRICS_TOKEN}")
        labels = f'operation="Named",worker="{server.process.pid}"'
        assert f"galley_operation_duration_seconds_count{{{labels}}} 1.0" in shown.text
        assert "process_resident_memory_bytes{" in shown.text
        assert server.fetch("/metrics", authorization="Bearer no").status == 401
        assert METRICS_TOKEN not in server.printed
