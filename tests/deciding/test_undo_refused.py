"""What is not taken back: because something has happened since, or because of what it is."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from server.models import ActorKind, Comment, Decision
from server.models.types import utc_now
from server.moderation.status import CommentStatus
from tests.api.client import Api
from tests.api.voices import ADA, ANN, BOB, Speaker
from tests.deciding.batches import (
    UNDO,
    claim,
    codes,
    refusals,
    send,
    undo,
)
from tests.deciding.conftest import Clock
from tests.deciding.decisions import (
    APPROVE,
    REJECT,
    decide,
    decisions_by_people,
    last_decision,
    row_id,
    stored,
)

NIL = "0" * 32
# ── where it is too late ────────────────────────────────────────────────────────────────────────


async def test_is_done_once(api: Api, waiting: str) -> None:
    await decide(api, REJECT, ANN, waiting, 1)
    decision = await last_decision(api, waiting)
    await undo(api, ANN, decisionId=decision)
    for speaker in (ANN, BOB):
        payload = await undo(api, speaker, decisionId=decision)
        assert codes(payload) == ["ALREADY_DONE"]
        assert payload["results"][0]["error"]["path"] == ["input", "decisionId"]
    assert await decisions_by_people(api, waiting) == 2


async def test_is_once_by_the_databases_own_rule(api: Api, waiting: str) -> None:
    await decide(api, REJECT, ANN, waiting, 1)
    await undo(api, ANN, decisionId=await last_decision(api, waiting))
    (undoing,) = await api.rows(select(Decision.undoes_id).where(Decision.undoes_id.is_not(None)))
    second = {
        "comment_id": row_id(waiting),
        "version": 9,
        "status": CommentStatus.PENDING,
        "actor_kind": ActorKind.PERSON,
        "undoes_id": undoing,
    }
    with pytest.raises(IntegrityError, match=r"undoes_id"):
        async with api.database.transaction() as session:
            await session.execute(insert(Decision).values(**second))


async def test_of_twenty_who_take_one_back_at_once_one_does(api: Api, waiting: str) -> None:
    await decide(api, REJECT, ANN, waiting, 1)
    decision = await last_decision(api, waiting)
    payloads = await asyncio.gather(*(undo(api, (ANN, BOB)[n % 2], decisionId=decision) for n in range(20)))
    outcomes = [codes(payload)[0] for payload in payloads]
    assert sorted(outcomes, key=str) == ["ALREADY_DONE"] * 19 + [None]
    assert await decisions_by_people(api, waiting) == 2


async def test_not_after_a_later_decision(api: Api, waiting: str) -> None:
    await decide(api, REJECT, ANN, waiting, 1)
    decision = await last_decision(api, waiting)
    await decide(api, APPROVE, BOB, waiting, 2)
    payload = await undo(api, ANN, decisionId=decision)
    assert codes(payload) == ["MODERATED"]
    error = payload["results"][0]["error"]
    assert (error["by"], error["currentVersion"], error["currentStatus"]) == ({"name": "Bob"}, 3, "APPROVED")
    assert error["at"] is not None
    assert (await stored(api, waiting)).version == 3


async def test_not_after_an_edit(api: Api, waiting: str) -> None:
    await decide(api, APPROVE, ANN, waiting, 1)
    async with api.database.transaction() as session:
        edit = {"version": 3, "text_version": 3, "edited_at": utc_now()}
        await session.execute(update(Comment).where(Comment.id == row_id(waiting)).values(**edit))
    payload = await undo(api, ANN, decisionId=await last_decision(api, waiting))
    assert codes(payload) == ["EDITED"]


async def test_not_after_the_author_has_deleted_it(api: Api, waiting: str) -> None:
    await decide(api, APPROVE, ANN, waiting, 1)
    decision = await last_decision(api, waiting)
    async with api.database.transaction() as session:
        gone = update(Comment).where(Comment.id == row_id(waiting)).values(deleted_at=utc_now())
        await session.execute(gone)
    assert codes(await undo(api, ANN, decisionId=decision)) == ["DELETED"]


async def test_not_while_another_is_at_work_on_it(api: Api, waiting: str, clock: Clock) -> None:
    await decide(api, REJECT, ANN, waiting, 1)
    decision = await last_decision(api, waiting)
    await claim(api, BOB, [waiting], seconds=30)
    assert codes(await undo(api, ANN, decisionId=decision)) == ["CLAIMED"]
    clock.advance(seconds=30)
    assert codes(await undo(api, ANN, decisionId=decision)) == [None]


async def test_an_administrator_does_not_wait_for_a_claim(api: Api, waiting: str) -> None:
    await decide(api, REJECT, ANN, waiting, 1)
    await claim(api, BOB, [waiting])
    assert codes(await undo(api, ADA, decisionId=await last_decision(api, waiting))) == [None]


async def test_one_who_did_not_hear_of_it_is_told(api: Api, waiting: str) -> None:
    """The decision sent again after it was taken back is not taken again."""
    await decide(api, REJECT, ANN, waiting, 1)
    await undo(api, BOB, decisionId=await last_decision(api, waiting))
    (error,) = (await decide(api, REJECT, ANN, waiting, 1))["errors"]
    assert (error["cause"], error["by"]) == ("MODERATED", {"name": "Bob"})
    assert (await decide(api, REJECT, ANN, waiting, 3))["errors"] == []
    assert (await stored(api, waiting)).status == "REJECTED"


async def test_what_was_taken_back_to_can_be_confirmed_by_anybody(api: Api, waiting: str) -> None:
    await decide(api, APPROVE, ANN, waiting, 1)
    await decide(api, REJECT, BOB, waiting, 2)
    await undo(api, BOB, decisionId=await last_decision(api, waiting))
    assert (await decide(api, APPROVE, BOB, waiting, 4))["errors"] == []


# ── what is not taken back ──────────────────────────────────────────────────────────────────────


async def test_not_what_the_policy_decided(api: Api, waiting: str) -> None:
    payload = await undo(api, ANN, decisionId=await last_decision(api, waiting))
    assert refusals(payload) == [("FORBIDDEN", ["input", "decisionId"])]


async def test_not_what_took_another_back(api: Api, waiting: str) -> None:
    await decide(api, REJECT, ANN, waiting, 1)
    await undo(api, ANN, decisionId=await last_decision(api, waiting))
    payload = await undo(api, ANN, decisionId=await last_decision(api, waiting))
    assert refusals(payload) == [("INVALID", ["input", "decisionId"])]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, ("INVALID", ["input"])),
        ({"decisionId": None, "batchId": None}, ("INVALID", ["input"])),
        ({"decisionId": f"decision_{NIL}", "batchId": f"batch_{NIL}"}, ("INVALID", ["input"])),
        ({"decisionId": f"decision_{NIL}"}, ("NOT_FOUND", ["input", "decisionId"])),
        ({"decisionId": ""}, ("NOT_FOUND", ["input", "decisionId"])),
        ({"decisionId": f"batch_{NIL}"}, ("NOT_FOUND", ["input", "decisionId"])),
        ({"decisionId": None, "batchId": "x"}, ("NOT_FOUND", ["input", "batchId"])),
        ({"batchId": f"batch_{NIL}"}, ("NOT_FOUND", ["input", "batchId"])),
        ({"batchId": f"decision_{NIL}"}, ("NOT_FOUND", ["input", "batchId"])),
    ],
    ids=["none", "nulls", "both", "unknown", "empty", "a-batch", "nonsense", "unknown-batch", "a-decision"],
)
async def test_names_exactly_one_thing_that_is_there(
    api: Api, waiting: str, named: dict[str, Any], expected: tuple[str, list[str]]
) -> None:
    await decide(api, APPROVE, ANN, waiting, 1)
    assert refusals(await send(api, UNDO, ANN, **named)) == [expected]
    assert await decisions_by_people(api, waiting) == 1


async def test_only_moderators_take_back(api: Api, waiting: str, not_moderator: Speaker) -> None:
    await decide(api, APPROVE, ANN, waiting, 1)
    for named in ({"decisionId": await last_decision(api, waiting)}, {}):
        assert await api.refusals(UNDO, not_moderator, input=named) == [("FORBIDDEN", ["payload"])]
    assert await decisions_by_people(api, waiting) == 1
