"""Taking decisions back: the comment is again what it was, where nothing has happened since."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.models import ActorKind, Article, Comment, Decision, Flag, FlagReason
from server.models.types import utc_now
from server.moderation.status import CommentStatus
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ADA, ANN, BOB, LENA, Speaker
from tests.deciding.batches import (
    UNDO,
    claim,
    codes,
    count_of,
    moderate,
    refusals,
    send,
    statuses,
    undo,
)
from tests.deciding.conftest import SUBMIT, Clock
from tests.deciding.decisions import (
    APPROVE,
    REJECT,
    SPAM,
    audited_decisions,
    decide,
    decisions_by_people,
    row_id,
    stored,
)
from tests.submitting.tables import assert_stored_counts_are_true

NIL = "0" * 32
DECISIONS = """query($id: ID!) { comment(id: $id) { moderation { isReviewed decisions {
  id status previousStatus reason note version undoesId batchId actor { kind name }
} } } }"""


async def decisions(api: Api, comment_id: str) -> list[dict[str, Any]]:
    """Newest first."""
    found: list[dict[str, Any]] = (await api.run(DECISIONS, ANN, id=comment_id))["comment"]["moderation"][
        "decisions"
    ]
    return found


async def last_decision(api: Api, comment_id: str) -> str:
    identifier: str = (await decisions(api, comment_id))[0]["id"]
    return identifier


# ── one ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mutation", [APPROVE, REJECT, SPAM], ids=["approve", "reject", "spam"])
async def test_brings_a_comment_back_to_where_it_waited(api: Api, waiting: str, mutation: str) -> None:
    before = await api.run("{ queueCounts { queue count oldest } }", ANN)
    await decide(api, mutation, ANN, waiting, 1)
    payload = await undo(api, BOB, decisionId=await last_decision(api, waiting))
    (result,) = payload["results"]
    assert (result["commentId"], result["error"]) == (waiting, None)
    assert result["comment"] == {
        "id": waiting,
        "status": "PENDING",
        "version": 3,
        "rejectionReason": None,
        "moderation": {"isReviewed": False},
    }
    assert payload["batchId"] is None
    assert await api.run("{ queueCounts { queue count oldest } }", ANN) == before


async def test_is_a_decision_itself_that_says_what_it_took_back(api: Api, waiting: str) -> None:
    await decide(api, REJECT, ANN, waiting, 1)
    first = await last_decision(api, waiting)
    await undo(api, BOB, decisionId=first)
    newest, rejection, _submitted = await decisions(api, waiting)
    assert (newest["status"], newest["previousStatus"], newest["version"]) == ("PENDING", "REJECTED", 2)
    assert (newest["undoesId"], newest["actor"]) == (first, {"kind": "PERSON", "name": "Bob"})
    assert (rejection["undoesId"], rejection["reason"]) == (None, "OFF_TOPIC")
    assert await audited_decisions(api, waiting) == ["comment.reject", "comment.undo"]


async def test_gives_back_the_earlier_reason_and_the_earlier_review(api: Api, waiting: str) -> None:
    await decide(api, REJECT, ANN, waiting, 1)
    await decide(api, APPROVE, BOB, waiting, 2)
    payload = await undo(api, ANN, decisionId=await last_decision(api, waiting))
    comment = payload["results"][0]["comment"]
    assert (comment["status"], comment["rejectionReason"]) == ("REJECTED", "OFF_TOPIC")
    assert comment["moderation"] == {"isReviewed": True}
    assert (await decisions(api, waiting))[0]["reason"] == "OFF_TOPIC"


async def test_a_confirmation_that_is_taken_back_leaves_the_comment_to_be_looked_at(
    api: Api, newsroom: Newsroom
) -> None:
    shown = newsroom.id("comment", "a4")
    before = await api.run("{ queueCounts { queue count } }", ANN)
    version = (await stored(api, shown)).version
    decided = await decide(api, APPROVE, ANN, shown, version)
    assert count_of(decided, "UNREVIEWED") == count_of(before, "UNREVIEWED") - 1
    payload = await undo(api, ANN, decisionId=await last_decision(api, shown))
    assert statuses(payload) == ["APPROVED"]
    assert count_of(payload, "UNREVIEWED") == count_of(before, "UNREVIEWED")


async def test_what_was_reported_is_reported_again(api: Api, newsroom: Newsroom) -> None:
    shown = newsroom.id("comment", "a1")
    before = await api.run("{ queueCounts { queue count } }", ANN)
    decided = await decide(api, APPROVE, ANN, shown, (await stored(api, shown)).version)
    assert count_of(decided, "REPORTED") == count_of(before, "REPORTED") - 1
    payload = await undo(api, ANN, decisionId=await last_decision(api, shown))
    assert count_of(payload, "REPORTED") == count_of(before, "REPORTED")


async def test_replies_come_and_go_with_it_and_counts_stay_true(
    api: Api, waiting: str, article_id: str
) -> None:
    await decide(api, APPROVE, ANN, waiting, 1)
    reply = (await api.run(SUBMIT, ANN, article=article_id, parent=waiting, body="At one."))["submitComment"]
    query = "query($id: ID!) { comment(id: $id) { body } }"
    await decide(api, SPAM, ANN, waiting, 2)
    assert await api.run(query, id=reply["comment"]["id"]) == {"comment": None}
    await undo(api, ANN, decisionId=await last_decision(api, waiting))
    assert await api.run(query, id=reply["comment"]["id"]) == {"comment": {"body": "At one."}}
    await assert_stored_counts_are_true(api)


async def test_an_approval_that_is_taken_back_hides_the_comment(api: Api, waiting: str) -> None:
    query = "query($id: ID!) { comment(id: $id) { body } }"
    await decide(api, APPROVE, ANN, waiting, 1)
    assert (await api.run(query, LENA, id=waiting))["comment"] is not None
    await undo(api, ANN, decisionId=await last_decision(api, waiting))
    assert await api.run(query, LENA, id=waiting) == {"comment": None}
    await assert_stored_counts_are_true(api)


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


# ── many ────────────────────────────────────────────────────────────────────────────────────────


async def test_takes_back_a_batch_but_for_what_has_happened_since(api: Api, held: list[str]) -> None:
    before = await api.run("{ queueCounts { queue count } }", ANN)
    batch = (await moderate(api, ANN, held, "REJECT"))["batchId"]
    await decide(api, APPROVE, BOB, held[3], 2)
    payload = await undo(api, BOB, batchId=batch)
    assert [result["commentId"] for result in payload["results"]] == held
    assert codes(payload) == [None, None, None, "MODERATED", *[None] * 8]
    assert statuses(payload) == ["APPROVED" if each == held[3] else "PENDING" for each in held]
    assert count_of(payload, "PENDING") == count_of(before, "PENDING") - 1
    assert payload["batchId"] not in (None, batch)
    await assert_stored_counts_are_true(api)


async def test_a_batch_is_taken_back_once(api: Api, held: list[str]) -> None:
    batch = (await moderate(api, ANN, held))["batchId"]
    undone = await undo(api, ANN, batchId=batch)
    again = await undo(api, ANN, batchId=batch)
    assert codes(again) == ["ALREADY_DONE"] * len(held)
    assert again["batchId"] is None
    assert refusals(await undo(api, ANN, batchId=undone["batchId"])) == [("INVALID", ["input", "batchId"])]
    for comment_id in held:
        assert await decisions_by_people(api, comment_id) == 2


async def test_what_is_gone_since_is_not_found(api: Api, held: list[str]) -> None:
    batch = (await moderate(api, ANN, held[:2]))["batchId"]
    async with api.database.transaction() as session:
        await session.execute(delete(Comment).where(Comment.id == row_id(held[0])))
    assert codes(await undo(api, ANN, batchId=batch)) == [None]
    again = (await moderate(api, ANN, held[2:4]))["batchId"]
    async with api.database.transaction() as session:
        of = select(Comment.article_id).where(Comment.id == row_id(held[2])).scalar_subquery()
        values = {"deleted_at": utc_now(), "is_public": False}
        await session.execute(update(Article).where(Article.id == of).values(**values))
    payload = await undo(api, ANN, batchId=again)
    assert codes(payload) == ["NOT_FOUND", "NOT_FOUND"]
    assert [result["comment"] for result in payload["results"]] == [None, None]


async def test_a_flag_that_came_since_does_not_stand_in_the_way(api: Api, waiting: str) -> None:
    """A report changes nothing about the comment, and after the undo it is not public to be reported."""
    await decide(api, APPROVE, ANN, waiting, 1)
    async with api.database.transaction() as session:
        flag = {"comment_id": row_id(waiting), "version": 1, "reporter_key": "k", "reason": FlagReason.SPAM}
        await session.execute(insert(Flag).values(**flag))
    assert codes(await undo(api, ANN, decisionId=await last_decision(api, waiting))) == [None]
