"""Deleting one's comment: what is gone, what stands for it, and what stays as it was."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from server.models import Article, Comment, CommentRevision, Finding, Flag, SubmissionKey
from tests.api.client import Api
from tests.api.voices import ANN, LENA, OMI, TARIQ, Speaker
from tests.readers.acting import (
    announced,
    audited,
    ban,
    codes,
    count,
    delete,
    edit,
    flag,
    queue,
    shown,
    stored,
)
from tests.submitting.policies import set_site_policy, words
from tests.submitting.sending import decide, row_id, send, stored_comment
from tests.submitting.tables import assert_stored_counts_are_true

SECRET = "Zanzibar wax secret"
BELONGINGS = (CommentRevision, Finding, Flag, SubmissionKey)


async def test_a_comment_without_replies_is_gone(api: Api, article: str, post_mode: None) -> None:
    comment = await stored_comment(api, article, SECRET, LENA)
    payload = await delete(api, comment["id"], LENA)
    assert payload == {"deletedId": comment["id"], "comment": None, "errors": []}
    assert await stored(api, comment["id"]) is None
    assert (await audited(api, row_id(comment["id"])))[-1] == ("comment.delete", "APPROVED", None)
    assert (await announced(api, row_id(comment["id"])))[-1] == "comment.deleted"
    await assert_stored_counts_are_true(api)


async def test_a_comment_with_replies_leaves_a_tombstone_and_every_reply(
    api: Api, article: str, post_mode: None
) -> None:
    comment = await stored_comment(api, article, SECRET, LENA)
    reply = await stored_comment(api, article, "At dusk", OMI, parentId=comment["id"])
    below = await stored_comment(api, article, "Thank you", TARIQ, parentId=reply["id"])
    payload = await delete(api, comment["id"], LENA)
    tombstone = payload["comment"]
    assert payload["errors"] == []
    assert tombstone["isDeleted"] is True
    assert [tombstone[name] for name in ("body", "bodyHtml", "authorName", "editableUntil")] == [None] * 4
    for each in (reply, below):
        assert (await shown(api, each["id"]) or {})["body"] is not None
    assert (await audited(api, row_id(comment["id"])))[-1] == ("comment.delete", "APPROVED", "TOMBSTONE")
    await assert_stored_counts_are_true(api)


async def test_nothing_of_a_tombstones_text_is_left_in_the_database(
    api: Api, article: str, post_mode: None
) -> None:
    await set_site_policy(api, suspect_words=words("wax"))
    comment = await stored_comment(api, article, "At first", LENA, idempotencyKey="a-key-of-sixteen-letters")
    await edit(api, comment["id"], SECRET, LENA)
    await decide(api, comment["id"], "APPROVED", version=2)
    await stored_comment(api, article, "At dusk", OMI, parentId=comment["id"])
    await flag(api, comment["id"], OMI, details=SECRET)
    assert [await count(api, model, comment["id"]) for model in BELONGINGS] == [1, 1, 1, 1]
    await delete(api, comment["id"], LENA)
    assert [await count(api, model, comment["id"]) for model in BELONGINGS] == [0, 0, 0, 0]
    columns = ", ".join(f"CAST({column.key} AS TEXT)" for column in Comment.__table__.columns)
    async with api.database.transaction() as session:
        rows = (await session.execute(text(f"SELECT {columns} FROM comment"))).all()
    assert not [row for row in rows if any(word in str(row) for word in ("Zanzibar", "At first"))]
    row = await stored(api, comment["id"])
    assert row is not None
    assert (row.body, row.body_html, row.search_text, row.author_name) == ("", "", "", "")


async def test_a_tombstone_is_in_no_queue_and_is_not_decided_about(
    api: Api, article: str, post_mode: None
) -> None:
    comment = await stored_comment(api, article, SECRET, LENA)
    await stored_comment(api, article, "At dusk", OMI, parentId=comment["id"])
    await flag(api, comment["id"], OMI)
    assert comment["id"] in await queue(api, "UNREVIEWED")
    await delete(api, comment["id"], LENA)
    for name in ("PENDING", "REPORTED", "UNREVIEWED", "SPAM"):
        assert comment["id"] not in await queue(api, name)


async def test_deleting_twice_changes_nothing(api: Api, article: str, post_mode: None) -> None:
    comment = await stored_comment(api, article, SECRET, LENA)
    await stored_comment(api, article, "At dusk", OMI, parentId=comment["id"])
    gone = await stored_comment(api, article, "Another", LENA)
    first = await delete(api, comment["id"], LENA)
    assert await delete(api, comment["id"], LENA) == first
    await delete(api, gone["id"], LENA)
    assert codes(await delete(api, gone["id"], LENA)) == [("NOT_FOUND", "id")]


# ── who ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("speaker", [None, TARIQ, OMI, ANN], ids=["nobody", "guest", "reader", "moderator"])
async def test_only_its_author_deletes_a_comment(
    api: Api, article: str, post_mode: None, speaker: Speaker
) -> None:
    comment = await stored_comment(api, article, SECRET, LENA)
    payload = await delete(api, comment["id"], speaker)
    assert (codes(payload), payload["deletedId"]) == ([("FORBIDDEN", "id")], None)
    assert await shown(api, comment["id"]) is not None


async def test_what_is_not_seen_answers_as_what_is_not_there(api: Api, article: str) -> None:
    held = await stored_comment(api, article, SECRET, LENA)
    answers = [await delete(api, each, OMI) for each in (held["id"], "comment_" + "0" * 32, "nothing")]
    assert answers[0] == answers[1] == answers[2]
    assert codes(answers[0]) == [("NOT_FOUND", "id")]


@pytest.mark.parametrize("status", ["PENDING", "REJECTED", "SPAM"])
async def test_a_held_comment_can_be_taken_back_also_by_a_banned_author(
    api: Api, article: str, status: str
) -> None:
    comment = await stored_comment(api, article, SECRET, LENA)
    if status != "PENDING":
        await decide(api, comment["id"], status)
    await ban(api, LENA.id)
    assert (await delete(api, comment["id"], LENA))["errors"] == []
    assert await stored(api, comment["id"]) is None


async def test_a_guest_deletes_with_the_token_that_came_with_the_comment(
    api: Api, article: str, post_mode: None
) -> None:
    sent = await send(api, article, SECRET)
    assert (await delete(api, sent["comment"]["id"], sent["guestToken"]))["errors"] == []


# ── what was rejected ───────────────────────────────────────────────────────────────────────────


async def test_a_tombstone_of_what_was_rejected_publishes_nothing(
    api: Api, article: str, post_mode: None
) -> None:
    comment = await stored_comment(api, article, SECRET, LENA)
    reply = await stored_comment(api, article, "At dusk", OMI, parentId=comment["id"])
    await decide(api, comment["id"], "REJECTED")
    before = await api.rows(select(Article.id, Article.public_comment_count).order_by(Article.id))
    payload = await delete(api, comment["id"], LENA)
    assert (payload["errors"], payload["comment"]) == ([], None)
    for speaker in (None, LENA, OMI):
        assert await shown(api, comment["id"], speaker) is None
        assert await shown(api, reply["id"], speaker) is None
    assert await api.rows(select(Article.id, Article.public_comment_count).order_by(Article.id)) == before
    await assert_stored_counts_are_true(api)
