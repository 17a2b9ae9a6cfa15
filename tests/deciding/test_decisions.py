"""A moderator's decision: its record, its repetition, and what comes between."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from server.models import Article, AuditEntry, Comment
from server.models.types import utc_now
from tests.api.client import Api
from tests.api.voices import Speaker
from tests.deciding.conftest import SUBMIT, moderator
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

ANN, BOB = moderator(1), moderator(2)


@pytest.mark.parametrize(
    ("mutation", "status", "action"),
    [
        (APPROVE, "APPROVED", "comment.approve"),
        (REJECT, "REJECTED", "comment.reject"),
        (SPAM, "SPAM", "comment.spam"),
    ],
)
async def test_a_decision_is_one_row_and_one_audit_entry(
    api: Api, waiting: str, mutation: str, status: str, action: str
) -> None:
    payload = await decide(api, mutation, ANN, waiting, 1)
    assert payload["errors"] == []
    assert (payload["comment"]["status"], payload["comment"]["version"]) == (status, 2)
    assert payload["comment"]["moderation"]["isReviewed"] is True
    assert payload["comment"]["moderation"]["decisions"] == [
        {"status": status, "actor": {"name": "Moderator 1"}},
        {"status": "PENDING", "actor": {"name": "Policy"}},
    ]
    assert await decisions_by_people(api, waiting) == 1
    assert await audited_decisions(api, waiting) == [action]


async def test_a_decision_takes_the_comment_out_of_the_queue_it_was_in(api: Api, waiting: str) -> None:
    before = await api.run("{ queueCounts { queue count } }", ANN)
    payload = await decide(api, APPROVE, ANN, waiting, 1)
    pending = {row["queue"]: row["count"] for row in before["queueCounts"]}["PENDING"]
    assert {row["queue"]: row["count"] for row in payload["queueCounts"]}["PENDING"] == pending - 1


async def test_the_same_decision_by_the_same_person_is_the_same_answer(api: Api, waiting: str) -> None:
    first = await decide(api, REJECT, ANN, waiting, 1)
    for version in (1, 2):
        assert await decide(api, REJECT, ANN, waiting, version) == first
    assert await decisions_by_people(api, waiting) == 1


@pytest.mark.parametrize("version", [1, 2])
async def test_the_same_decision_by_another_is_a_conflict_that_says_who(
    api: Api, waiting: str, version: int
) -> None:
    await decide(api, APPROVE, ANN, waiting, 1)
    payload = await decide(api, APPROVE, BOB, waiting, version)
    (error,) = payload["errors"]
    assert (error["cause"], error["by"]) == ("MODERATED", {"name": "Moderator 1"})
    assert await decisions_by_people(api, waiting) == 1


async def test_another_decision_is_taken_by_who_knows_the_first(api: Api, waiting: str) -> None:
    await decide(api, APPROVE, ANN, waiting, 1)
    payload = await decide(api, REJECT, BOB, waiting, 2)
    assert payload["errors"] == []
    assert (payload["comment"]["status"], payload["comment"]["version"]) == ("REJECTED", 3)
    assert payload["comment"]["rejectionReason"] == "OFF_TOPIC"
    assert await audited_decisions(api, waiting) == ["comment.approve", "comment.reject"]


async def test_a_text_that_was_edited_meanwhile_is_not_decided(api: Api, waiting: str) -> None:
    edit = {"version": 2, "text_version": 2, "body": "Another text.", "edited_at": utc_now()}
    async with api.database.transaction() as session:
        await session.execute(update(Comment).where(Comment.id == row_id(waiting)).values(**edit))
    payload = await decide(api, APPROVE, ANN, waiting, 1)
    (error,) = payload["errors"]
    assert (error["cause"], error["currentVersion"], error["currentStatus"]) == ("EDITED", 2, "PENDING")
    assert error["by"] == {"name": "Mitali"}
    assert (await stored(api, waiting)).status == "PENDING"


@pytest.mark.parametrize("version", [-1, 0, 2, 2**31 - 1])
async def test_a_version_that_never_was_is_refused_and_nobody_is_blamed(
    api: Api, waiting: str, version: int
) -> None:
    (error,) = (await decide(api, APPROVE, ANN, waiting, version))["errors"]
    assert (error["code"], error["path"]) == ("INVALID", ["input", "expectedVersion"])
    assert (await stored(api, waiting)).status == "PENDING"


async def test_a_deleted_comment_is_not_decided(api: Api, waiting: str) -> None:
    async with api.database.transaction() as session:
        await session.execute(
            update(Comment).where(Comment.id == row_id(waiting)).values(deleted_at=utc_now())
        )
    (error,) = (await decide(api, APPROVE, ANN, waiting, 1))["errors"]
    assert error["cause"] == "DELETED"


async def test_only_moderators_decide(api: Api, waiting: str, not_moderator: Speaker) -> None:
    for mutation in (APPROVE, REJECT, SPAM):
        refused = await api.refusals(mutation, not_moderator, id=waiting, version=1)
        assert refused == [("FORBIDDEN", ["payload"])]
    assert await decisions_by_people(api, waiting) == 0


@pytest.mark.parametrize("comment_id", ["", "x", "comment_", "comment_" + "0" * 32, "article_" + "0" * 32])
async def test_a_comment_that_is_not_there_is_not_found(api: Api, waiting: str, comment_id: str) -> None:
    payload = await decide(api, APPROVE, ANN, comment_id, 1)
    assert payload["comment"] is None
    assert [(error["code"], error["path"]) for error in payload["errors"]] == [("NOT_FOUND", ["input", "id"])]


async def test_a_comment_of_a_deleted_article_is_not_found(api: Api, waiting: str, article_id: str) -> None:
    deleted = select(Comment.article_id).where(Comment.id == row_id(waiting)).scalar_subquery()
    async with api.database.transaction() as session:
        values = {"deleted_at": utc_now(), "is_public": False}
        await session.execute(update(Article).where(Article.id == deleted).values(**values))
    (error,) = (await decide(api, APPROVE, ANN, waiting, 1))["errors"]
    assert error["code"] == "NOT_FOUND"


@pytest.mark.parametrize("reason", ["", "RUDE", "offensive"])
async def test_an_unknown_reason_is_refused_before_anything_is_done(
    api: Api, waiting: str, reason: str
) -> None:
    refused = await api.refusals(REJECT, ANN, id=waiting, version=1, reason=reason)
    assert [code for code, _ in refused] == ["BAD_USER_INPUT"]
    assert (await stored(api, waiting)).version == 1


@pytest.mark.parametrize(("note", "code"), [("x" * 2_001, "TOO_LONG"), ("a\0b", "INVALID")])
async def test_a_note_that_cannot_be_kept_is_refused(api: Api, waiting: str, note: str, code: str) -> None:
    mutation = """mutation($id: ID!, $note: String) {
      approveComment(input: {id: $id, expectedVersion: 1, note: $note}) { errors { code path } }
    }"""
    data = await api.run(mutation, ANN, id=waiting, note=note)
    assert data["approveComment"]["errors"] == [{"code": code, "path": ["input", "note"]}]
    assert (await stored(api, waiting)).status == "PENDING"


async def test_a_moderator_may_decide_about_the_own_comment_and_the_log_shows_it(
    api: Api, waiting: str, article_id: str
) -> None:
    sent = await api.run(SUBMIT, ANN, article=article_id, parent=None, body="My own words.")
    mine = sent["submitComment"]["comment"]["id"]
    payload = await decide(api, REJECT, ANN, mine, 1)
    assert (payload["errors"], payload["comment"]["status"]) == ([], "REJECTED")
    query = select(AuditEntry.action, AuditEntry.actor_id).where(AuditEntry.subject_id == row_id(mine))
    assert await api.rows(query.order_by(AuditEntry.id)) == [
        ("comment.submit", ANN.id),
        ("comment.reject", ANN.id),
    ]


async def test_of_two_decisions_in_one_request_the_second_may_fail_alone(api: Api, waiting: str) -> None:
    mutation = """mutation($id: ID!) {
      first: approveComment(input: {id: $id, expectedVersion: 1}) { comment { status } errors { code } }
      second: rejectComment(input: {id: $id, expectedVersion: 1, reason: SPAM}) { comment { status } errors { code } }
    }"""
    data = await api.run(mutation, ANN, id=waiting)
    assert data["first"] == {"comment": {"status": "APPROVED"}, "errors": []}
    assert data["second"] == {"comment": {"status": "APPROVED"}, "errors": [{"code": "CONFLICT"}]}


async def test_rejecting_a_parent_hides_its_replies_and_approving_brings_them_back(
    api: Api, waiting: str, article_id: str
) -> None:
    await decide(api, APPROVE, ANN, waiting, 1)
    reply = await api.run(SUBMIT, ANN, article=article_id, parent=waiting, body="At half past one.")
    reply_id = reply["submitComment"]["comment"]["id"]
    assert reply["submitComment"]["comment"]["status"] == "APPROVED"
    query = """query($article: ID!, $reply: ID!) {
      article(id: $article) { commentCount } comment(id: $reply) { body }
    }"""
    shown = await api.run(query, article=article_id, reply=reply_id)
    assert shown["comment"] == {"body": "At half past one."}

    await decide(api, REJECT, BOB, waiting, 2)
    hidden = await api.run(query, article=article_id, reply=reply_id)
    assert hidden["comment"] is None
    assert hidden["article"]["commentCount"] == shown["article"]["commentCount"] - 2

    await decide(api, APPROVE, ANN, waiting, 3)
    assert await api.run(query, article=article_id, reply=reply_id) == shown


BELOW = {
    "size": ("replies(first: 500) { totalCount }", {}),
    "both": ("replies(first: 1, last: 1) { totalCount }", {}),
    "cursor": ('replies(after: "nonsense") { totalCount }', {}),
    "variable": ("replies(first: $first) { totalCount }", {"first": -1}),
    "deep": ("parent { replies(first: 500) { totalCount } }", {}),
}


@pytest.mark.parametrize("name", BELOW)
async def test_a_bad_argument_in_the_payload_is_told_once_and_before_anything_is_done(
    api: Api, waiting: str, name: str
) -> None:
    below, more = BELOW[name]
    declared = "($id: ID!, $first: Int)" if more else "($id: ID!)"
    query = f"""mutation{declared} {{ it: approveComment(input: {{id: $id, expectedVersion: 1}}) {{
      told: comment {{ {below} }} errors {{ code }} }} }}"""
    ((code, path),) = await api.refusals(query, ANN, id=waiting, **more)
    assert (code, path[:3]) == ("BAD_USER_INPUT", ["it", "told", below.split("(")[0].split(" ")[0]])
    assert (await stored(api, waiting)).status == "PENDING"


async def test_a_bad_argument_among_the_results_of_many_is_told_before_anything_is_done(
    api: Api, waiting: str
) -> None:
    query = """mutation($id: ID!) {
      moderateComments(input: {items: [{id: $id, expectedVersion: 1}], action: APPROVE}) {
        results { comment { replies(first: 500) { totalCount } } } } }"""
    assert [code for code, _ in await api.refusals(query, ANN, id=waiting)] == ["BAD_USER_INPUT"]
    assert (await stored(api, waiting)).status == "PENDING"
