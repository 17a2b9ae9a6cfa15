"""galley tidy: what is older than the retention goes, what is younger or still needed stays."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, select, update

from server.models import (
    Ban,
    Base,
    Comment,
    CommentLikeness,
    DeliveryOutcome,
    Flag,
    FlagReason,
    OutboxEvent,
    Person,
    RateWindow,
    SubmissionKey,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEvent,
)
from server.models.types import uuid7
from server.services import retention
from server.services.retention import tidy
from tests.api.client import Api
from tests.api.content import NOW
from tests.api.newsroom import Newsroom
from tests.api.voices import LENA, OMI, TARIQ

LATER = NOW + timedelta(days=120)
"""The retention is 90 days; the newsroom's comments are older than that then."""

IN_USE = {NOW: timedelta(), LATER - timedelta(days=1): timedelta(days=1)}
"""What is of use for a shorter time is as young as the newer of two can be."""
MILLISECOND = timedelta(milliseconds=1)
BANDS = {f"band_{number}": number for number in range(4)}


@pytest.fixture
async def known(api: Api, newsroom: Newsroom) -> Api:
    """Everybody has an e-mail address and the hash of an address; nobody is banned."""
    async with api.database.transaction() as session:
        await session.execute(delete(Ban))
        await session.execute(update(Person).values(address_hash="a" * 64))
    return api


async def contact(api: Api, person: UUID) -> tuple[str | None, str | None]:
    (found,) = await api.rows(select(Person.email, Person.address_hash).where(Person.id == person))
    return found[0], found[1]


async def test_forgets_how_to_reach_a_guest_who_has_not_written_for_long(known: Api) -> None:
    removed = await tidy(known.database, now=LATER)
    assert await contact(known, TARIQ.id) == (None, None)
    assert removed["guests' e-mail addresses"] == 1
    assert removed["address hashes of persons"] == 7


async def test_keeps_the_e_mail_of_a_reader_with_an_identity(known: Api) -> None:
    await tidy(known.database, now=LATER)
    assert await contact(known, LENA.id) == ("lena@example.org", None)


async def test_keeps_what_is_known_of_who_wrote_lately(known: Api, newsroom: Newsroom) -> None:
    async with known.database.transaction() as session:
        lately = update(Comment).where(Comment.id == newsroom.uuid("comment", "a4"))
        await session.execute(lately.values(created_at=LATER - timedelta(days=89)))
    await tidy(known.database, now=LATER)
    assert await contact(known, TARIQ.id) == ("tariq@example.org", "a" * 64)


@pytest.mark.parametrize(
    ("until", "is_kept"), [(None, True), (LATER, True), (LATER - timedelta(days=91), False)]
)
async def test_keeps_what_is_known_of_who_is_banned(known: Api, until: object, is_kept: bool) -> None:
    async with known.database.transaction() as session:
        session.add(Ban(person_id=TARIQ.id, until=until, created_at=NOW))
    await tidy(known.database, now=LATER)
    assert (await contact(known, TARIQ.id) != (None, None)) is is_kept


async def test_a_guests_report_stays_and_the_hash_of_the_address_goes(known: Api, newsroom: Newsroom) -> None:
    keys = {"old": NOW, "new": LATER}
    async with known.database.transaction() as session:
        for key, at in keys.items():
            session.add(
                Flag(
                    comment_id=newsroom.uuid("comment", "a"),
                    version=1,
                    reporter_key=key,
                    reason=FlagReason.SPAM,
                    created_at=at,
                )
            )
    for expected in (1, 0):
        removed = await tidy(known.database, now=LATER)
        assert removed["address hashes of reports"] == expected
    found = await known.rows(select(Flag.reporter_key).where(Flag.reporter_id.is_(None)))
    assert len(found) == 2
    assert "old" not in found
    assert "new" in found


async def test_removes_what_is_over_and_nothing_else(known: Api, newsroom: Newsroom) -> None:
    old, new = NOW, LATER - timedelta(days=1)
    comments = [newsroom.uuid("comment", name) for name in ("a", "b")]
    async with known.database.transaction() as session:
        for comment_id, at in zip(comments, (old, new), strict=True):
            delivery = uuid7()
            session.add_all(
                [
                    SubmissionKey(
                        scope="s",
                        key=comment_id.hex,
                        request_digest="d",
                        comment_id=comment_id,
                        created_at=at,
                    ),
                    OutboxEvent(kind="comment.told", payload={}, created_at=at),
                    RateWindow(action="submit", subject=comment_id.hex, hits="", expires_at=at + IN_USE[at]),
                    CommentLikeness(comment_id=comment_id, created_at=at + IN_USE[at], **BANDS),
                    WebhookEvent(event_id=uuid7(), seen_at=at),
                    WebhookDelivery(
                        id=delivery,
                        payload={},
                        outcome=DeliveryOutcome.DELIVERED,
                        next_attempt_at=at,
                        created_at=at,
                    ),
                ]
            )
            await session.flush()
            session.add(WebhookAttempt(delivery_id=delivery, number=1, started_at=at, duration_ms=1))
    await tidy(known.database, now=LATER)
    assert await known.rows(select(SubmissionKey.comment_id)) == [comments[1]]
    told = select(func.count()).select_from(OutboxEvent).where(OutboxEvent.kind == "comment.told")
    assert await known.rows(told) == [1]
    for model in (RateWindow, CommentLikeness, WebhookEvent, WebhookDelivery, WebhookAttempt):
        assert await known.rows(select(func.count()).select_from(model)) == [1], model


@pytest.mark.parametrize(
    ("model", "age", "is_kept"),
    [
        (CommentLikeness, timedelta(hours=24) - MILLISECOND, True),
        (CommentLikeness, timedelta(hours=24), False),
        (RateWindow, timedelta(minutes=1) - MILLISECOND, True),
        (RateWindow, timedelta(minutes=1), False),
    ],
)
async def test_what_is_of_no_use_any_more_goes_long_before_the_retention(
    known: Api, newsroom: Newsroom, model: type[CommentLikeness | RateWindow], age: timedelta, is_kept: bool
) -> None:
    comment_id = newsroom.uuid("comment", "a")
    rows: dict[type, Base] = {
        CommentLikeness: CommentLikeness(comment_id=comment_id, created_at=LATER - age, **BANDS),
        RateWindow: RateWindow(action="post", subject=comment_id.hex, hits="", expires_at=LATER - age),
    }
    async with known.database.transaction() as session:
        session.add(rows[model])
    await tidy(known.database, now=LATER)
    assert await known.rows(select(func.count()).select_from(model)) == [is_kept]


async def test_twice_at_once_and_in_batches_it_removes_all(
    known: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 10)
    async with known.database.transaction() as session:
        session.add_all(
            Person(id=uuid4(), name="Guest", email=f"g{number}@example.org", first_seen_at=NOW)
            for number in range(95)
        )
    await asyncio.gather(*(tidy(known.database, now=LATER) for _ in range(2)))
    await tidy(known.database, now=LATER)
    guests = select(func.count()).select_from(Person).where(Person.is_guest, Person.email.is_not(None))
    assert await known.rows(guests) == [0]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer at a time
async def test_takes_no_part_in_what_a_commenter_is_doing(known: Api) -> None:
    """Omi's row is held by somebody who writes: it is left for the next time."""
    async with known.database.transaction() as session:
        await session.execute(select(Person).where(Person.id == OMI.id).with_for_update(key_share=True))
        await asyncio.wait_for(tidy(known.database, now=LATER), 10)
    assert await contact(known, OMI.id) == ("omi@example.org", "a" * 64)
    await tidy(known.database, now=LATER)
    assert await contact(known, OMI.id) == ("omi@example.org", None)
