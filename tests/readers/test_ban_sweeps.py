"""Rejecting what is pending with a ban: all of it, once, resumable, and nothing that slips in between."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from server.models import AuditEntry, Claim, Comment, Decision
from server.moderation.status import CommentStatus
from server.services import refusing
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ADA, ANN, BOB, LENA, OMI
from tests.deciding import batches
from tests.readers.acting import ban, decisions, shown, unban
from tests.submitting.conftest import Clock
from tests.submitting.policies import set_site_policy, words
from tests.submitting.sending import decide, row_id, send, stored_comment
from tests.submitting.tables import assert_stored_counts_are_true

PLACES = ("lamps", "market", "library")


async def pending_of(api: Api) -> int:
    query = select(func.count()).where(Comment.person_id == LENA.id, Comment.status == CommentStatus.PENDING)
    (count,) = await api.rows(query)
    return int(count)


async def write(api: Api, newsroom: Newsroom, number: int) -> list[str]:
    """Held comments of Lena's on several articles."""
    return [
        (await stored_comment(api, newsroom.id("article", PLACES[each % 3]), f"Lamp {each}", LENA))["id"]
        for each in range(number)
    ]


async def test_all_that_waits_is_rejected_by_the_moderator(unhurried: Api, newsroom: Newsroom) -> None:
    written = await write(unhurried, newsroom, 7)
    other = await stored_comment(unhurried, newsroom.id("article", "lamps"), "Another's", OMI)
    await decide(unhurried, written[0], "APPROVED")
    assert await pending_of(unhurried) > 6
    assert (await ban(unhurried, LENA.id, rejectPending=True))["errors"] == []
    assert await pending_of(unhurried) == 0
    for comment in written[1:]:
        found = await shown(unhurried, comment, LENA)
        assert found is not None
        assert (found["status"], found["version"]) == ("REJECTED", 2)
        assert (await decisions(unhurried, comment))[-1] == ("PENDING", "REJECTED", "PERSON", 1)
    assert (await shown(unhurried, written[0]) or {})["status"] == "APPROVED"
    assert (await shown(unhurried, other["id"], OMI) or {})["status"] == "PENDING"
    entries = select(AuditEntry.action).where(AuditEntry.subject_id == row_id(written[1]))
    assert (await unhurried.rows(entries.order_by(AuditEntry.id)))[-1] == "comment.reject"
    await assert_stored_counts_are_true(unhurried)


async def test_without_asking_for_it_nothing_is_rejected_and_unbanning_brings_nothing_back(
    unhurried: Api, newsroom: Newsroom
) -> None:
    await write(unhurried, newsroom, 2)
    before = await pending_of(unhurried)
    await ban(unhurried, LENA.id)
    assert await pending_of(unhurried) == before
    await ban(unhurried, LENA.id, rejectPending=True)
    await unban(unhurried, LENA.id)
    assert await pending_of(unhurried) == 0


async def test_what_was_interrupted_goes_on_where_it_stopped(
    unhurried: Api, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(unhurried, newsroom, 9)
    monkeypatch.setattr(refusing, "AT_ONCE", 2)
    some, calls = refusing._reject_some, []

    async def failing(*args: Any, **kwargs: Any) -> int:
        calls.append(args)
        if len(calls) == 3:
            raise RuntimeError("the power fails")
        return await some(*args, **kwargs)

    monkeypatch.setattr(refusing, "_reject_some", failing)
    before = await pending_of(unhurried)
    mutation = (
        "mutation($id: ID!) { banCommenter(input: {id: $id, rejectPending: true}) { errors { code } } }"
    )
    refused = await unhurried.refusals(mutation, ANN, id=f"commenter_{LENA.id.hex}")
    assert [code for code, _ in refused] == ["INTERNAL"]
    assert 0 < await pending_of(unhurried) < before
    monkeypatch.setattr(refusing, "_reject_some", some)
    await ban(unhurried, LENA.id, rejectPending=True)
    assert await pending_of(unhurried) == 0
    twice = (
        select(Decision.comment_id)
        .where(Decision.status == CommentStatus.REJECTED, Decision.note == refusing.NOTE)
        .group_by(Decision.comment_id)
        .having(func.count() > 1)
    )
    assert await unhurried.rows(twice) == []


async def test_batches_can_be_taken_back_as_they_hold_a_hundred_at_most(
    unhurried: Api, newsroom: Newsroom
) -> None:
    assert refusing.AT_ONCE <= 100
    written = await write(unhurried, newsroom, 6)
    await ban(unhurried, LENA.id, rejectPending=True)
    where = Decision.comment_id.in_([row_id(each) for each in written]), Decision.batch_id.is_not(None)
    assert len(await unhurried.rows(select(Decision.batch_id).where(*where).distinct())) == len(PLACES)


async def test_another_moderators_claim_is_respected_but_by_an_administrator(
    api: Api, newsroom: Newsroom, clock: Clock
) -> None:
    claimed, over, own = await write(api, newsroom, 3)
    async with api.database.transaction() as session:
        for comment, by, seconds in ((claimed, BOB, 60), (over, BOB, 0), (own, ANN, 60)):
            until = clock.now + timedelta(seconds=seconds)
            await session.execute(
                insert(Claim).values(comment_id=row_id(comment), by_id=by.id, expires_at=until)
            )
    await ban(api, LENA.id, rejectPending=True)
    statuses = [(await shown(api, each, LENA) or {})["status"] for each in (claimed, over, own)]
    assert statuses == ["PENDING", "REJECTED", "REJECTED"]
    await ban(api, LENA.id, ADA, rejectPending=True)
    assert (await shown(api, claimed, LENA) or {})["status"] == "REJECTED"


async def test_another_moderator_can_take_it_back_at_once_though_it_was_claimed(
    api: Api, newsroom: Newsroom, clock: Clock
) -> None:
    """The claim of who banned ends with their decision, like any other's."""
    (comment,) = await write(api, newsroom, 1)
    await batches.claim(api, ANN, [comment])
    await ban(api, LENA.id, rejectPending=True)
    assert await api.rows(select(Claim.comment_id).where(Claim.comment_id == row_id(comment))) == []
    (batch_id,) = await api.rows(
        select(Decision.batch_id).where(
            Decision.comment_id == row_id(comment), Decision.batch_id.is_not(None)
        )
    )
    payload = await batches.undo(api, BOB, batchId=f"batch_{batch_id.hex}")
    assert batches.codes(payload) == [None]
    assert batches.statuses(payload) == ["PENDING"]


async def test_a_comment_that_is_sent_at_the_same_moment_is_refused_or_rejected(
    unhurried: Api, newsroom: Newsroom
) -> None:
    await set_site_policy(unhurried, suspect_words=words("lamp"))
    for number in range(4):
        sends = [
            send(unhurried, newsroom.id("article", PLACES[each % 3]), f"Lamp {number} {each}", LENA)
            for each in range(6)
        ]
        *sent, banned = await asyncio.gather(*sends, ban(unhurried, LENA.id, rejectPending=True))
        assert banned["errors"] == []
        assert {error["code"] for each in sent for error in each["errors"]} <= {"BANNED"}
        assert await pending_of(unhurried) == 0
        await unban(unhurried, LENA.id)
