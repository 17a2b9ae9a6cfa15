"""The webhook's worker: what waits is told once, together, and again until it is heard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from server.database import Database
from server.models import (
    DeliveryError,
    DeliveryOutcome,
    OutboxEvent,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEvent,
)
from server.models.types import utc_now
from server.planning.queues import in_queue
from server.services import webhooks
from server.services.outbox import announce
from server.services.webhook_deliveries import MAX_ATTEMPTS
from server.services.webhooks import Teller
from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, LENA, OMI, TARIQ
from tests.live.server import until
from tests.readers.acting import flag, queue
from tests.submitting.policies import set_site_policy
from tests.submitting.sending import decide, send, stored_comment
from tests.trail.log import eventually, rows
from tests.trail.receiver import KEY, OK, Receiver, receiving

FAILS = b"HTTP/1.1 500 Oh\r\n\r\n"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as opened:
        yield opened


@pytest.fixture
async def told(api: Api, newsroom: Newsroom, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Teller:
    """A worker that tests step by hand, and that gathers what is there at once."""
    monkeypatch.setattr(webhooks, "GATHERED", timedelta(seconds=-1))
    return Teller(api.database, reached(api.settings, receiver), in_queue=in_queue)


def reached(settings: Settings, receiver: Receiver) -> Settings:
    return replace(settings, webhook_url=receiver.url, webhook_secrets=(KEY,))


async def deliveries(database: Database) -> list[Any]:
    query = select(WebhookDelivery.outcome, WebhookDelivery.attempts).order_by(WebhookDelivery.id)
    return [tuple(row) for row in await rows(database, query)]


async def due_now(database: Database) -> None:
    """As if the pause were over."""
    async with database.transaction() as session:
        await session.execute(update(WebhookDelivery).values(next_attempt_at=WebhookDelivery.created_at))


async def test_many_held_comments_are_one_signed_call(
    api: Api, newsroom: Newsroom, told: Teller, receiver: Receiver
) -> None:
    sent = [await send(api, newsroom.id("article", "lamps"), f"Held number {number}") for number in range(3)]
    await told.step()
    (request,) = receiver.requests
    assert request.is_signed
    assert request.message["type"] == "comments.waiting"
    data = request.message["data"]
    assert {each["id"] for each in data["comments"]} == {payload["comment"]["id"] for payload in sent}
    assert {each["queue"] for each in data["comments"]} == {"PENDING"}
    assert data["newlyWaiting"] == 3
    counts = await api.run("{ queueCounts { queue count } }", ANN)
    expected = {each["queue"]: each["count"] for each in counts["queueCounts"]}
    assert data["counts"] == {queue: expected[queue] for queue in ("PENDING", "REPORTED")}
    assert await deliveries(api.database) == [(DeliveryOutcome.DELIVERED, 1)]


async def test_tells_no_text_no_name_and_no_address(
    api: Api, newsroom: Newsroom, told: Teller, receiver: Receiver
) -> None:
    await send(api, newsroom.id("article", "lamps"), "A hushhush remark", authorEmail="mitali@example.org")
    await told.step()
    (request,) = receiver.requests
    for word in (b"hushhush", b"Mitali", b"mitali"):
        assert word not in request.body


async def test_what_is_told_is_told_once_and_then_nothing_is_written(
    api: Api, newsroom: Newsroom, told: Teller, receiver: Receiver
) -> None:
    await send(api, newsroom.id("article", "lamps"), "Held")
    for _ in range(3):
        await told.step()
    assert len(receiver.requests) == 1
    with api.counting() as statements:
        await told.step()
    assert statements.others == []
    assert len(statements.reads) == 1


async def test_says_nothing_of_what_does_not_wait(
    api: Api, newsroom: Newsroom, told: Teller, receiver: Receiver
) -> None:
    """An approved comment, one below a hidden one, one of a deleted article, one that is not there any more."""
    async with api.database.transaction() as session:
        named = [newsroom.uuid("comment", name) for name in ("a", "a31", "x")]
        for comment in [*named, newsroom.uuid("article", "lamps")]:
            await announce(session, "comment.decided", {"comment": comment}, at=utc_now())
    await told.step()
    assert receiver.requests == []
    assert await deliveries(api.database) == []
    assert await rows(api.database, select(func.count()).select_from(WebhookEvent)) == [4]


async def test_tells_of_a_reported_comment(
    api: Api, newsroom: Newsroom, told: Teller, receiver: Receiver
) -> None:
    async with api.database.transaction() as session:
        comment = newsroom.uuid("comment", "a1")
        await announce(session, "comment.flagged", {"comment": comment}, at=utc_now())
    await told.step()
    (request,) = receiver.requests
    (named,) = request.message["data"]["comments"]
    assert named["queue"] == "REPORTED"


async def test_one_report_of_a_text_that_was_approved_with_reports_is_in_no_queue_and_not_told(
    api: Api, newsroom: Newsroom, told: Teller, receiver: Receiver
) -> None:
    """The webhook and the queue say REPORTED of the same comments."""
    await set_site_policy(api, mode="POST", newcomer_threshold=0)
    comment = await stored_comment(api, newsroom.id("article", "lamps"), "A lamp is out", LENA)
    await flag(api, comment["id"], OMI)
    await told.step()
    assert _told_of(receiver) == [(comment["id"], "REPORTED")]
    await decide(api, comment["id"], "APPROVED")
    await flag(api, comment["id"], TARIQ)
    await told.step()
    assert comment["id"] not in await queue(api, "REPORTED")
    assert len(receiver.requests) == 1


async def test_a_claim_or_a_score_is_no_reason_to_tell_of_a_comment_again(
    api: Api, newsroom: Newsroom, told: Teller, receiver: Receiver
) -> None:
    comment = newsroom.uuid("comment", "b")
    async with api.database.transaction() as session:
        for kind in ("comment.claimed", "comment.released", "comment.scored", "thread.changed"):
            await announce(session, kind, {"comment": comment}, at=utc_now())
    await told.step()
    assert receiver.requests == []


def _told_of(receiver: Receiver) -> list[tuple[str, str]]:
    (request,) = receiver.requests
    return [(each["id"], each["queue"]) for each in request.message["data"]["comments"]]


async def test_tries_again_with_the_same_message_and_what_waits_meanwhile_comes_next(
    api: Api, newsroom: Newsroom, told: Teller, receiver: Receiver
) -> None:
    receiver.answers = [FAILS, OK]
    await send(api, newsroom.id("article", "lamps"), "The first")
    await told.step()
    await send(api, newsroom.id("article", "lamps"), "The second")
    await told.step()
    assert len(receiver.requests) == 1, "it is not time yet"
    await due_now(api.database)
    await told.step()
    first, again = receiver.requests
    assert first.body == again.body
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    await told.step()
    assert len(receiver.requests) == 3
    assert receiver.requests[2].message["data"]["newlyWaiting"] == 1
    assert await deliveries(api.database) == [(DeliveryOutcome.DELIVERED, 2), (DeliveryOutcome.DELIVERED, 1)]


async def test_keeps_a_log_of_attempts(
    api: Api, newsroom: Newsroom, told: Teller, receiver: Receiver
) -> None:
    receiver.answers = [FAILS, OK]
    await send(api, newsroom.id("article", "lamps"), "Held")
    await told.step()
    await due_now(api.database)
    await told.step()
    query = select(WebhookAttempt.number, WebhookAttempt.status_code, WebhookAttempt.error)
    found = [tuple(row) for row in await rows(api.database, query.order_by(WebhookAttempt.number))]
    assert found == [(1, 500, DeliveryError.SERVER), (2, 204, None)]


@pytest.mark.parametrize(("answer", "attempts"), [(FAILS, MAX_ATTEMPTS), (b"HTTP/1.1 410 Gone\r\n\r\n", 1)])
async def test_gives_up_in_the_end(
    api: Api, newsroom: Newsroom, told: Teller, receiver: Receiver, answer: bytes, attempts: int
) -> None:
    receiver.answers = [answer]
    await send(api, newsroom.id("article", "lamps"), "Held")
    for _ in range(MAX_ATTEMPTS + 2):
        await told.step()
        await due_now(api.database)
    assert len(receiver.requests) == attempts
    assert await deliveries(api.database) == [(DeliveryOutcome.GIVEN_UP, attempts)]


async def test_of_several_processes_one_tells(
    api: Api, newsroom: Newsroom, told: Teller, receiver: Receiver
) -> None:
    await send(api, newsroom.id("article", "lamps"), "Held")
    databases = [Database(api.settings) for _ in range(3)]
    try:
        for database in databases:
            await database.connect()
        tellers = [
            told,
            *(Teller(database, reached(api.settings, receiver), in_queue=in_queue) for database in databases),
        ]
        for _ in range(3):
            await asyncio.gather(*(teller.step() for teller in tellers))
    finally:
        for database in databases:
            await database.close()
    assert len(receiver.requests) == 1


async def test_an_attempt_whose_process_died_is_taken_over(
    api: Api, newsroom: Newsroom, told: Teller, receiver: Receiver
) -> None:
    receiver.answers = [None, OK]
    await send(api, newsroom.id("article", "lamps"), "Held")
    dying = asyncio.create_task(told.step())
    await until(lambda: len(receiver.requests) == 1)
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    await told.step()
    assert len(receiver.requests) == 1, "the claim stands"
    await due_now(api.database)
    await told.step()
    assert receiver.requests[0].headers["webhook-id"] == receiver.requests[1].headers["webhook-id"]
    assert await deliveries(api.database) == [(DeliveryOutcome.DELIVERED, 2)]


async def test_events_of_before_the_first_hour_are_not_told(
    api: Api, newsroom: Newsroom, told: Teller, receiver: Receiver
) -> None:
    """Whoever sets an address is not told of a year."""
    old = webhooks._first_id(utc_now() - timedelta(hours=2))
    async with api.database.transaction() as session:
        payload = {"comment": newsroom.uuid("comment", "b").hex}
        session.add(OutboxEvent(id=old, kind="comment.submitted", payload=payload))
    await told.step()
    assert receiver.requests == []


async def test_a_server_tells_of_a_held_comment_within_seconds(
    settings: Settings, newsroom: Newsroom, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "GATHERED", timedelta(seconds=1))
    async with open_api(reached(settings, receiver)) as api:
        for number in range(3):
            await send(api, newsroom.id("article", "lamps"), f"Held {number}")

        async def is_told() -> bool:
            return bool(receiver.requests)

        await eventually(is_told, within_seconds=8)
        told = sum(request.message["data"]["newlyWaiting"] for request in receiver.requests)
        assert told == 3
