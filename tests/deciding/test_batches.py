"""One decision about many comments: each item succeeds or fails by itself."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from server.models import Comment, Decision
from server.models.types import utc_now
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, BOB, Speaker
from tests.deciding.batches import (
    MODERATE,
    codes,
    count_of,
    items,
    moderate,
    refusals,
    send,
    statuses,
)
from tests.deciding.conftest import write_waiting
from tests.deciding.decisions import APPROVE, audited_decisions, decide, decisions_by_people, row_id

NIL = "0" * 32


@pytest.mark.parametrize(
    ("action", "status", "audited"),
    [
        ("APPROVE", "APPROVED", "comment.approve"),
        ("REJECT", "REJECTED", "comment.reject"),
        ("SPAM", "SPAM", "comment.spam"),
    ],
)
async def test_decides_about_all_in_the_order_asked(
    api: Api, held: list[str], action: str, status: str, audited: str
) -> None:
    asked = held[::-1]
    payload = await moderate(api, ANN, asked, action, note="All of them.")
    assert [result["commentId"] for result in payload["results"]] == asked
    assert [result["comment"]["id"] for result in payload["results"]] == asked
    assert codes(payload) == [None] * len(held)
    assert set(statuses(payload)) == {status}
    for result in payload["results"]:
        assert (result["comment"]["version"], result["comment"]["moderation"]) == (2, {"isReviewed": True})
        assert await audited_decisions(api, result["commentId"]) == [audited]


async def test_a_batch_is_what_its_decisions_share(api: Api, held: list[str]) -> None:
    payload = await moderate(api, ANN, held[:5])
    query = "query($id: ID!) { comment(id: $id) { moderation { decisions { batchId } } } }"
    for comment_id in held[:5]:
        found = await api.run(query, ANN, id=comment_id)
        assert found["comment"]["moderation"]["decisions"] == [{"batchId": payload["batchId"]}]
    other = await moderate(api, ANN, held[5:])
    assert other["batchId"] != payload["batchId"]


async def test_takes_a_hundred_at_once(api: Api, newsroom: Newsroom) -> None:
    held = await write_waiting(api, newsroom, 101)
    payload = await moderate(api, ANN, held[:100])
    assert codes(payload) == [None] * 100
    assert await decisions_by_people(api, held[100]) == 0


async def test_one_that_fails_takes_no_other_with_it(api: Api, held: list[str], newsroom: Newsroom) -> None:
    decided, edited, deleted, gone, *fine = held
    await decide(api, APPROVE, BOB, decided, 1)
    async with api.database.transaction() as session:
        edit = {"version": 2, "text_version": 2, "edited_at": utc_now()}
        await session.execute(update(Comment).where(Comment.id == row_id(edited)).values(**edit))
        await session.execute(
            update(Comment).where(Comment.id == row_id(deleted)).values(deleted_at=utc_now())
        )
    unknown = [f"comment_{NIL}", "nonsense", "", f"article_{row_id(gone).hex}", newsroom.id("comment", "x")]
    payload = await moderate(api, ANN, [fine[0], decided, edited, deleted, *unknown, fine[1]])
    assert codes(payload) == [None, "MODERATED", "EDITED", "DELETED", *["NOT_FOUND"] * 5, None]
    conflict = payload["results"][1]["error"]
    assert (conflict["by"], conflict["path"]) == ({"name": "Bob"}, ["input", "items", "1", "id"])
    assert [result["comment"] is None for result in payload["results"]] == [False] * 4 + [True] * 5 + [False]
    assert [result["commentId"] for result in payload["results"]][4:9] == unknown


async def test_a_comment_that_is_named_twice_is_decided_once_and_answered_twice(
    api: Api, held: list[str]
) -> None:
    payload = await moderate(api, ANN, [held[0], held[1], held[0]])
    assert codes(payload) == [None, None, None]
    assert payload["results"][0] == payload["results"][2]
    assert await decisions_by_people(api, held[0]) == 1


async def test_of_two_versions_of_one_comment_one_is_right(api: Api, held: list[str]) -> None:
    named = [*items(held[:1], 3), *items(held[:1], 1)]
    payload = await send(api, MODERATE, ANN, items=named, action="SPAM")
    assert [code is None for code in codes(payload)] == [False, True]


async def test_the_same_batch_again_is_the_same_answer_and_no_second_row(api: Api, held: list[str]) -> None:
    first = await moderate(api, ANN, held, "REJECT")
    assert await moderate(api, ANN, held, "REJECT") == first
    for comment_id in held:
        assert await decisions_by_people(api, comment_id) == 1
        assert await audited_decisions(api, comment_id) == ["comment.reject"]


async def test_the_same_batch_by_another_is_a_conflict_for_each(api: Api, held: list[str]) -> None:
    await moderate(api, ANN, held)
    payload = await moderate(api, BOB, held)
    assert codes(payload) == ["MODERATED"] * len(held)
    assert {result["error"]["by"]["name"] for result in payload["results"]} == {"Ann"}
    assert payload["batchId"] is None


async def test_a_batch_that_was_cut_short_is_finished_by_sending_it_again(api: Api, held: list[str]) -> None:
    first = await moderate(api, ANN, held[:4])
    payload = await moderate(api, ANN, held)
    assert codes(payload) == [None] * len(held)
    assert payload["batchId"] not in (None, first["batchId"])
    batches = await api.rows(select(Decision.batch_id).where(Decision.batch_id.is_not(None)).distinct())
    assert len(batches) == 2


async def test_counts_follow_and_the_payload_is_one_statement(api: Api, held: list[str]) -> None:
    before = await api.run("{ queueCounts { queue count } }", ANN)
    with api.counting() as statements:
        payload = await moderate(api, ANN, held[:3], "SPAM")
    assert len(statements.reads) == 1
    assert count_of(payload, "PENDING") == count_of(before, "PENDING") - 3
    assert count_of(payload, "SPAM") == count_of(before, "SPAM"), "who marked it has looked"


async def test_statements_for_each_item_are_as_many_in_a_large_batch_as_in_a_small(
    api: Api, held: list[str]
) -> None:
    counted = []
    for some in (held[:2], held[2:6]):
        with api.counting() as statements:
            await moderate(api, ANN, some)
        counted.append(len(statements.others) / len(some))
    assert counted[0] == counted[1]


async def test_answers_by_alias_and_with_fragments(api: Api, held: list[str]) -> None:
    mutation = """mutation($input: ModerateCommentsInput!) {
      moderateComments(input: $input) {
        __typename
        left: results { __typename it: comment { __typename id } again: comment { version } }
        right: results { ...Told }
        counts: queueCounts { queue }
      }
    }
    fragment Told on ModerationResult { commentId failure: error { __typename code } }"""
    named = {"items": items([held[0], "nonsense"]), "action": "APPROVE"}
    payload = (await api.run(mutation, ANN, input=named))["moderateComments"]
    assert payload["__typename"] == "ModerateCommentsPayload"
    assert payload["left"] == [
        {
            "__typename": "ModerationResult",
            "it": {"__typename": "Comment", "id": held[0]},
            "again": {"version": 2},
        },
        {"__typename": "ModerationResult", "it": None, "again": None},
    ]
    assert payload["right"] == [
        {"commentId": held[0], "failure": None},
        {"commentId": "nonsense", "failure": {"__typename": "InputError", "code": "NOT_FOUND"}},
    ]


async def test_a_version_that_never_was_fails_at_its_item_alone(api: Api, held: list[str]) -> None:
    named = [*items(held[:1]), *items(held[1:2], 7), *items(held[2:3], 0)]
    payload = await send(api, MODERATE, ANN, items=named, action="APPROVE")
    assert codes(payload) == [None, "INVALID", "INVALID"]
    paths = [result["error"] and result["error"]["path"] for result in payload["results"]]
    assert paths == [None, *(["input", "items", str(at), "expectedVersion"] for at in (1, 2))]


# ── what is wrong with all of it ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"action": "REJECT"}, ("REQUIRED", ["input", "reason"])),
        ({"action": "REJECT", "reason": None}, ("REQUIRED", ["input", "reason"])),
        ({"action": "APPROVE", "reason": "SPAM"}, ("INVALID", ["input", "reason"])),
        ({"action": "SPAM", "reason": "SPAM"}, ("INVALID", ["input", "reason"])),
        ({"action": "APPROVE", "note": "x" * 2_001}, ("TOO_LONG", ["input", "note"])),
        ({"action": "APPROVE", "note": "a\0b"}, ("INVALID", ["input", "note"])),
        ({"action": "APPROVE", "items": []}, ("REQUIRED", ["input", "items"])),
        ({"action": "APPROVE", "items": items([f"comment_{NIL}"] * 101)}, ("TOO_LONG", ["input", "items"])),
    ],
    ids=["no-reason", "null", "approve-reason", "spam-reason", "long-note", "nul-note", "none", "too-many"],
)
async def test_is_told_once_and_changes_nothing(
    api: Api, held: list[str], given: dict[str, Any], expected: tuple[str, list[str]]
) -> None:
    payload = await send(api, MODERATE, ANN, **{"items": items(held), **given})
    assert refusals(payload) == [expected]
    assert payload["batchId"] is None
    assert count_of(payload, "PENDING") >= len(held)
    assert await decisions_by_people(api, held[0]) == 0


async def test_only_moderators_decide_about_many(api: Api, held: list[str], not_moderator: Speaker) -> None:
    for given in ({"action": "APPROVE"}, {"action": "REJECT"}):
        named = {"items": items(held), **given}
        assert await api.refusals(MODERATE, not_moderator, input=named) == [("FORBIDDEN", ["payload"])]
    assert await decisions_by_people(api, held[0]) == 0


async def test_a_dear_answer_about_many_is_refused_before_anything_is_changed(
    api: Api, held: list[str]
) -> None:
    mutation = """mutation($input: ModerateCommentsInput!) {
      moderateComments(input: $input) { results { comment { moderation { decisions { actor { name } } } } } }
    }"""
    named = {"items": items([held[0]] * 100), "action": "APPROVE"}
    body = await api.answer(mutation, ANN, input=named)
    assert [error["extensions"]["code"] for error in body["errors"]] == ["COST_LIMIT"]
    assert await decisions_by_people(api, held[0]) == 0
    assert "errors" not in await api.answer(mutation, ANN, input={**named, "items": items(held)})
    body = await api.answer(mutation, ANN, input=named)
    assert [error["extensions"]["code"] for error in body["errors"]] == ["COST_LIMIT"]
