"""An edit and something else at the same moment: one order or the other, never half of both."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from server.models import CommentRevision
from tests.api.client import Api
from tests.api.voices import LENA, OMI
from tests.deciding.conftest import moderator
from tests.deciding.decisions import APPROVE, REJECT
from tests.deciding.decisions import decide as decide_by
from tests.readers.acting import cause, codes, count, delete, edit, shown, stored
from tests.submitting.policies import set_site_policy
from tests.submitting.sending import row_id, send, stored_comment
from tests.submitting.tables import assert_stored_counts_are_true

BODY = "When are the lamps lit?"
ROUNDS = 6


async def test_of_twenty_edits_at_once_exactly_one_is_taken(api: Api, article: str, post_mode: None) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    payloads = await asyncio.gather(*(edit(api, comment["id"], f"Text {n}", LENA) for n in range(20)))
    taken = [each for each in payloads if not each["errors"]]
    assert len(taken) == 1
    assert {cause(each) for each in payloads if each["errors"]} == {("EDITED", 2, "APPROVED")}
    found = await shown(api, comment["id"])
    assert found is not None
    assert (found["body"], found["version"]) == (taken[0]["comment"]["body"], 2)
    versions = select(CommentRevision.version).where(CommentRevision.comment_id == row_id(comment["id"]))
    assert await api.rows(versions) == [1]


async def test_an_edit_that_is_sent_twenty_times_at_once_is_one_edit(
    api: Api, article: str, post_mode: None
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    payloads = await asyncio.gather(*(edit(api, comment["id"], "Another", LENA) for _ in range(20)))
    assert all(each["errors"] == [] for each in payloads)
    assert {each["comment"]["version"] for each in payloads} == {2}


async def test_an_edit_and_a_decision_are_taken_one_after_the_other_or_one_of_them_is_told(
    unhurried: Api, lamps: str
) -> None:
    """Never is a text approved that nobody has read."""
    for number in range(ROUNDS):
        body = f"{BODY} {number} {'abcdefgh'[number]}"
        comment = await stored_comment(unhurried, lamps, body, LENA)
        mutation = (APPROVE, REJECT)[number % 2]
        edited, decided = await asyncio.gather(
            edit(unhurried, comment["id"], f"Edited {number}", LENA),
            decide_by(unhurried, mutation, moderator(1), comment["id"], 1),
        )
        row = await stored(unhurried, comment["id"])
        assert row is not None
        if not edited["errors"]:
            (error,) = decided["errors"]
            assert error["cause"] == "EDITED"
            assert (row.body, row.status) == (f"Edited {number}", "PENDING")
        else:
            assert decided["errors"] == []
            assert row.body == body
            assert edited["errors"][0]["code"] == ("CONFLICT" if mutation is APPROVE else "FORBIDDEN")


async def test_an_edit_and_a_reply_at_once_leave_no_edit_after_the_reply(unhurried: Api, lamps: str) -> None:
    await set_site_policy(unhurried, mode="POST", newcomer_threshold=0)
    for number in range(ROUNDS):
        comment = await stored_comment(unhurried, lamps, f"{BODY} {number}", LENA)
        edited, reply = await asyncio.gather(
            edit(unhurried, comment["id"], f"Edited {number}", LENA),
            send(unhurried, lamps, f"Reply {number}", OMI, parentId=comment["id"]),
        )
        assert reply["errors"] == []
        row = await stored(unhurried, comment["id"])
        answer = await stored(unhurried, reply["comment"]["id"])
        assert row is not None
        assert answer is not None
        if edited["errors"]:
            assert codes(edited) == [("EDIT_WINDOW_OVER", "id")]
            assert row.version == 1
        else:
            assert row.body == f"Edited {number}"
    await assert_stored_counts_are_true(unhurried)


async def test_a_deletion_and_a_reply_at_once_lose_no_reply(unhurried: Api, lamps: str) -> None:
    await set_site_policy(unhurried, mode="POST", newcomer_threshold=0)
    for number in range(ROUNDS):
        comment = await stored_comment(unhurried, lamps, f"{BODY} {number}", LENA)
        deleted, reply = await asyncio.gather(
            delete(unhurried, comment["id"], LENA),
            send(unhurried, lamps, f"Reply {number}", OMI, parentId=comment["id"]),
        )
        assert deleted["errors"] == []
        row = await stored(unhurried, comment["id"])
        if reply["errors"]:
            assert [error["code"] for error in reply["errors"]] == ["PARENT_UNAVAILABLE"]
            assert row is None
        else:
            assert row is not None
            assert row.deleted_at is not None
            assert await count(unhurried, CommentRevision, comment["id"]) == 0
    await assert_stored_counts_are_true(unhurried)
