"""Taking decisions back: the comment is again what it was, where nothing has happened since."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, select, update

from server.models import Article, Comment, Flag, FlagReason
from server.models.types import utc_now
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, BOB, LENA
from tests.deciding.batches import (
    codes,
    count_of,
    moderate,
    refusals,
    statuses,
    undo,
)
from tests.deciding.conftest import SUBMIT
from tests.deciding.decisions import (
    APPROVE,
    REJECT,
    SPAM,
    audited_decisions,
    decide,
    decisions,
    decisions_by_people,
    last_decision,
    row_id,
    stored,
)
from tests.submitting.tables import assert_stored_counts_are_true

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
