"""/metrics: who may read it, and what it counts."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from server.models import OutboxEvent, WebhookDelivery
from server.models.types import utc_now
from server.observing.counts import BOUNDS, NAMES_KEPT, Counts
from server.observing.note import Known, Note
from server.services.trusted_documents import add_documents
from server.settings import Settings
from tests.api.client import Api
from tests.api.held_reads import HeldReads
from tests.api.voices import ANN
from tests.live.server import PATIENCE_SECONDS, open_live, until
from tests.live.writing import CHANGES
from tests.observing.conftest import Opening

TOKEN = b"a-token-of-metrics"
FEED = "query Feed { articles { totalCount } }"
SITE = "query Site { site { name } }"

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


async def scraped(api: Api) -> Samples:
    """Values by name and labels; the worker's is looked at and taken off."""
    response = await api.http.get("/metrics", headers={"Authorization": f"Bearer {TOKEN.decode()}"})
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    found: Samples = {}
    for family in text_string_to_metric_families(response.text):
        assert family.documentation
        for sample in family.samples:
            labels = dict(sample.labels)
            assert labels.pop("worker") == str(os.getpid())
            found[sample.name, frozenset(labels.items())] = sample.value
    return found


def value(samples: Samples, name: str, **labels: str) -> float | None:
    return samples.get((f"galley_{name}", frozenset(labels.items())))


def counted(samples: Samples) -> dict[str, float]:
    """How many operations were timed, by name."""
    return {
        dict(labels)["operation"]: number
        for (name, labels), number in samples.items()
        if name == "galley_operation_duration_seconds_count"
    }


async def test_is_not_there_without_a_token(api: Api) -> None:
    assert (await api.http.get("/metrics", headers={"Authorization": "Bearer "})).status_code == 404


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer a-token-of-metric", "Basic a-token-of-metrics", "Bearer é"],
)
async def test_is_kept_from_who_has_not_the_token(observed: Opening, authorization: str | None) -> None:
    async with observed(metrics_token=TOKEN) as api:
        headers = [] if authorization is None else [(b"authorization", authorization.encode())]
        response = await api.http.get("/metrics", headers=headers)
        assert response.status_code == 401
        assert "Bearer" in response.headers["www-authenticate"]
        assert "galley_" not in response.text


async def test_times_operations_by_names_of_the_list_and_the_rest_together(observed: Opening) -> None:
    async with observed(metrics_token=TOKEN, metrics_operations=("Feed",)) as api:
        for query in (FEED, FEED, SITE, "query Feed2 { site { name } }", "{ site { name } }", "{ nothing }"):
            await api.send(query)
        samples = await scraped(api)
        assert counted(samples) == {"Feed": 2, "other": 4}
        assert value(samples, "operation_duration_seconds_bucket", operation="Feed", le="+Inf") == 2
        assert 0 < (value(samples, "operation_duration_seconds_sum", operation="Feed") or 0) < 60
        for name in ("Site", "Feed2"):
            assert name not in str(samples)


async def test_tells_trusted_documents_apart(observed: Opening) -> None:
    async with observed(metrics_token=TOKEN) as api:
        await add_documents(api.database, {"site": SITE}, now=utc_now())
        await asyncio.sleep(0.7)
        async with asyncio.timeout(10):
            while True:
                await api.http.post("/graphql", json={"documentId": "site"})
                samples = await scraped(api)
                if "Site" in counted(samples):
                    break
        assert value(samples, "documents_kept") == 1


async def test_counts_how_operations_end(observed: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    async with observed(metrics_token=TOKEN) as api:
        await api.send(SITE)
        await api.send("{ nothing }")
        await api.http.put("/graphql")
        await api.send(
            'mutation { approveComment(input: {id: "x", expectedVersion: 1}) { errors { code } } }'
        )

        async def fail(_sql: str, _arguments: Sequence[Any]) -> Any:
            raise RuntimeError("a fault")

        with monkeypatch.context() as patched:
            patched.setattr(api.database, "read_json", fail)
            await api.send(FEED)
        samples = await scraped(api)
    ended = {
        tuple(sorted(labels)): number
        for (name, labels), number in samples.items()
        if name == "galley_operations_total"
    }
    assert ended == {
        (("kind", "query"), ("status", "200")): 1,
        (("kind", "none"), ("status", "200")): 1,
        (("kind", "none"), ("status", "405")): 1,
        (("kind", "mutation"), ("status", "200")): 1,
        (("kind", "query"), ("status", "500")): 1,
    }
    codes = ["GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "FORBIDDEN", "INTERNAL"]
    assert [value(samples, "errors_total", code=code) for code in codes] == [1, 1, 1, 1]


async def test_shows_what_is_running(observed: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    async with observed(metrics_token=TOKEN) as api:
        assert value(await scraped(api), "operations_running") == 0
        await until_in_use(api, "writes", 0)
        held = HeldReads(api.database, monkeypatch)
        running = [asyncio.create_task(api.send(FEED)) for _ in range(3)]
        await until(lambda: held.begun == 3)
        async with api.database.transaction() as session:
            await session.execute(text("SELECT 1"))
            assert value(await scraped(api), "operations_running") == 3
            await until_in_use(api, "writes", 1)
        held.may_go.set()
        await asyncio.gather(*running)
        assert value(await scraped(api), "operations_running") == 0
        await until_in_use(api, "reads", 0)
        await until_in_use(api, "writes", 0)


async def until_in_use(api: Api, pool: str, connections: int) -> None:
    """There are workers that read and write beside what is asked."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while value(await scraped(api), "database_connections_in_use", pool=pool) != connections:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_counts_open_sockets_and_their_operations(settings: Settings) -> None:
    observing = replace(settings.observing, metrics_token=TOKEN)
    async with open_live(replace(settings, observing=observing)) as live:
        async with live.socket(ANN) as socket:
            await socket.subscribe("q", CHANGES)
            await socket.ask("s", SITE)
            assert (await socket.hear())["type"] == "next"
            assert value(await scraped(live.api), "connections_open") == 1
        await until(lambda: live.api.app.state.desk.feed.is_reading is False)
        samples = await scraped(live.api)
        assert value(samples, "connections_open") == 0
        assert value(samples, "operations_total", kind="subscription", status="200") == 1
        assert value(samples, "operations_total", kind="query", status="200") == 1
        assert counted(samples) == {"other": 1}, "a subscription has no duration"


async def test_tells_how_far_readers_of_the_outbox_are_behind(observed: Opening) -> None:
    async with observed(metrics_token=TOKEN) as api:
        feed, old = api.app.state.desk.feed, utc_now() - timedelta(seconds=100)
        async with feed.listening(None):
            assert value(await scraped(api), "outbox_lag_seconds", reader="subscriptions") == 0
            feed._reading.cancel()
            async with api.database.transaction() as session:
                session.add(OutboxEvent(kind="comment.invented", payload={}, created_at=old))
                session.add(WebhookDelivery(payload={}, next_attempt_at=old, created_at=old))
            behind = await scraped(api)
        for reader in ("subscriptions", "webhook"):
            assert 99 < (value(behind, "outbox_lag_seconds", reader=reader) or 0) < 200
        reads, api.database._reads = api.database._reads, None
        try:
            assert value(await scraped(api), "outbox_lag_seconds", reader="webhook") is None
        finally:
            api.database._reads = reads


# ── the counting by itself ──────────────────────────────────────────────────────────────────────


def heard(name: str | None, seconds: float = 0.1) -> tuple[Note, int, float]:
    note = Note()
    note.operation = Known(name, "query", "")
    return note, 200, seconds


def test_a_duration_is_in_the_first_bucket_that_holds_it() -> None:
    counts = Counts(["A"])
    for seconds in (0.0, BOUNDS[0], BOUNDS[0] * 1.01, BOUNDS[-1], 31.0):
        counts.hear(*heard("A", seconds))
    buckets = counts.durations["A"].buckets
    assert (buckets[0], buckets[1], buckets[-2], buckets[-1], sum(buckets)) == (2, 1, 1, 1, 5)


def test_names_are_bounded() -> None:
    counts = Counts(["A", "other"])
    for number in range(2 * NAMES_KEPT):
        counts.tell_apart(f"Q{number}")
        counts.hear(*heard(f"Stranger{number}"))
    counts.hear(*heard("other"))
    counts.hear(*heard(None))
    assert len(counts.durations) == NAMES_KEPT
    assert sum(counts.other.buckets) == 2 * NAMES_KEPT + 2
