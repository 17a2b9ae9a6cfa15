"""A span for each operation, and nothing of OpenTelemetry where no traces are wanted."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from server.app import create_app
from server.errors import OperatorError
from server.observing import spans, tracing
from server.observing.note import Note
from server.settings import load_settings
from tests.api.voices import ADA, token_of
from tests.commands.galley import SECRET, environment, free_port, invoke
from tests.observing.conftest import Opening

FEED = "query Feed($first: Int!) { articles(first: $first) { totalCount } }"
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class Collector:
    """Takes spans by OTLP over HTTP."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/v1/traces"
        self.bodies: list[bytes] = []

    @property
    def spans(self) -> list[Any]:
        sent = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [
            span
            for each in sent
            for resource in each.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@pytest.fixture
def collector() -> Iterator[Collector]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            taken.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    taken = Collector(server.server_port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield taken
    server.shutdown()
    thread.join()
    server.server_close()


def attributes(span: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes}


async def test_sends_a_span_for_each_operation(observed: Opening, collector: Collector) -> None:
    async with observed(traces_url=collector.url, metrics_operations=("Feed",)) as api:
        headers = {"X-Request-Id": "mine", "traceparent": f"00-{TRACE}-{PARENT}-01"}
        await api.http.post("/graphql", json={"query": FEED, "variables": {"first": 3}}, headers=headers)
        await api.send("query Strange { moderationQueue { totalCount } }")
        await api.send("{ nothing }")
    feed, strange, refused = collector.spans
    assert (feed.name, strange.name, refused.name) == ("query Feed", "query", "none")
    assert (feed.trace_id.hex(), feed.parent_span_id.hex()) == (TRACE, PARENT)
    assert strange.trace_id.hex() != TRACE
    assert strange.parent_span_id == b""
    assert 0 < feed.end_time_unix_nano - feed.start_time_unix_nano < 60e9
    told = attributes(feed)
    assert len(told.pop("galley.document")) == 12
    assert told == {
        "graphql.operation.type": "query",
        "graphql.operation.name": "Feed",
        "http.response.status_code": 200,
        "galley.request_id": "mine",
        "galley.cost": 11,
    }
    assert attributes(strange)["error.type"] == "FORBIDDEN"
    assert attributes(strange)["graphql.operation.name"] == "Strange"


async def test_holds_no_variable_and_no_token(observed: Opening, collector: Collector) -> None:
    async with observed(traces_url=collector.url) as api:
        token = token_of(ADA, api.settings.secrets)
        assert token is not None
        await api.send("query($slug: String!) { article(slug: $slug) { id } }", ADA, slug="a-secret-word")
    sent = b"".join(collector.bodies)
    assert b"galley.request_id" in sent
    assert b"a-secret-word" not in sent
    assert token.encode() not in sent


@pytest.mark.parametrize("parent", ["", "00-0-0-01", f"00-{TRACE}-{'0' * 16}-01", "x" * 5_000])
async def test_a_parent_that_is_none_is_passed_over(
    observed: Opening, collector: Collector, parent: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with observed(traces_url=collector.url) as api:
        await api.http.post("/graphql", json={"query": "{ __typename }"}, headers={"traceparent": parent})
    (span,) = collector.spans
    assert span.parent_span_id == b""
    assert [record for record in caplog.records if record.name.startswith("opentelemetry")] == []


async def test_a_failure_is_marked(
    observed: Opening, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any) -> Any:
        raise RuntimeError("a fault")

    async with observed(traces_url=collector.url) as api:
        monkeypatch.setattr(api.database, "read_json", fail)
        await api.send(FEED, first=1)
    (span,) = collector.spans
    assert span.status.code == 2
    assert attributes(span)["error.type"] == "INTERNAL"


async def test_a_collector_that_is_away_holds_nothing_up(observed: Opening) -> None:
    async with observed(traces_url=f"http://127.0.0.1:{free_port()}/v1/traces") as api:
        assert (await api.answer(FEED, first=1))["data"]["articles"]["totalCount"] == 0
        began = time.monotonic()
    assert time.monotonic() - began < 15


def test_a_collector_that_does_not_answer_holds_a_stop_up_for_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spans, "SEND_SECONDS", 0.5)
    with socket.socket() as hole:
        hole.bind(("127.0.0.1", 0))
        hole.listen()
        sent = spans.Spans(f"http://127.0.0.1:{hole.getsockname()[1]}/v1/traces", ())
        note = Note()
        for _ in range(2_000):
            sent.hear(note, 200, 0.1)
        began = time.monotonic()
        sent.close()
        assert time.monotonic() - began < 5


def test_loads_nothing_where_no_traces_are_wanted() -> None:
    code = (
        "import os, sys\nfrom server.app import app_from_environment\napp_from_environment()\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    given = environment(GALLEY_SECRET=SECRET, GALLEY_DATABASE_URL="sqlite:///none.db")
    done = subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tracing, "NEEDED", ("opentelemetry_of_nobody.sdk",))
    settings = load_settings({"GALLEY_SECRET": SECRET, "GALLEY_TRACES": "http://collector:4318/v1/traces"})
    with pytest.raises(OperatorError, match=r"-r requirements/otel\.txt"):
        create_app(settings)
    outcome = invoke("doctor", GALLEY_SECRET=SECRET, GALLEY_TRACES="http://collector:4318/v1/traces")
    assert "-r requirements/otel.txt" in outcome.stdout
    assert outcome.code == 1
