"""When a comment cannot be edited: by whom, how long, and what may not be written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from server.models import Comment
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, LENA, OMI, TARIQ, Speaker
from tests.readers.acting import ban, cause, codes, delete, edit, shown, stored
from tests.submitting.conftest import Clock
from tests.submitting.policies import change_article, set_article_policy, set_site_policy, words
from tests.submitting.sending import decide, row_id, stored_comment

BODY, NEW = "When are the lamps lit?", "When are the lamps put out?"
MILLISECOND = timedelta(milliseconds=1)


async def test_an_edit_is_in_time_until_the_exact_moment(
    api: Api, article: str, clock: Clock, post_mode: None
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    clock.now += timedelta(seconds=300) - MILLISECOND
    assert (await shown(api, comment["id"], LENA) or {})["editableUntil"] is not None
    assert (await edit(api, comment["id"], "At the last moment", LENA))["errors"] == []
    clock.now += MILLISECOND
    assert codes(await edit(api, comment["id"], "Too late", LENA, version=2)) == [("EDIT_WINDOW_OVER", "id")]
    found = await shown(api, comment["id"], LENA)
    assert found is not None
    assert (found["body"], found["editableUntil"]) == ("At the last moment", None)


async def test_the_window_is_the_articles_own_where_it_has_one(
    api: Api, article: str, clock: Clock, post_mode: None
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    clock.advance(seconds=60)
    await set_article_policy(api, article, edit_window_seconds=60)
    assert codes(await edit(api, comment["id"], NEW, LENA)) == [("EDIT_WINDOW_OVER", "id")]
    await set_site_policy(api, edit_window_seconds=0)
    other = await stored_comment(api, article, "Another", LENA)
    assert (await edit(api, other["id"], NEW, LENA))["errors"] == []


@pytest.mark.parametrize("decided", [None, "APPROVED", "REJECTED"])
async def test_a_comment_that_somebody_has_replied_to_is_not_edited(
    api: Api, article: str, decided: str | None
) -> None:
    """Whatever became of the reply: it was written to the text as it was."""
    comment = await stored_comment(api, article, BODY, LENA)
    await decide(api, comment["id"], "APPROVED")
    reply = await stored_comment(api, article, "At dusk", OMI, parentId=comment["id"])
    assert reply["status"] == "PENDING"
    if decided:
        await decide(api, reply["id"], decided)
    assert codes(await edit(api, comment["id"], NEW, LENA, version=2)) == [("EDIT_WINDOW_OVER", "id")]
    assert (await shown(api, comment["id"], LENA) or {})["editableUntil"] is None


async def test_a_reply_that_is_gone_again_lets_the_comment_be_edited(
    api: Api, article: str, post_mode: None
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    reply = await stored_comment(api, article, "At dusk", OMI, parentId=comment["id"])
    await delete(api, reply["id"], OMI)
    assert (await shown(api, comment["id"], LENA) or {})["editableUntil"] is not None
    assert (await edit(api, comment["id"], NEW, LENA))["errors"] == []


# ── who ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("speaker", [None, TARIQ, OMI, ANN], ids=["nobody", "guest", "reader", "moderator"])
async def test_somebody_elses_comment_is_forbidden(
    api: Api, article: str, post_mode: None, speaker: Speaker
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    assert codes(await edit(api, comment["id"], NEW, speaker)) == [("FORBIDDEN", "id")]
    assert (await shown(api, comment["id"]) or {})["body"] == BODY


@pytest.mark.parametrize("speaker", [None, TARIQ, OMI], ids=["nobody", "guest", "reader"])
async def test_a_comment_that_is_not_seen_answers_as_one_that_is_not_there(
    api: Api, article: str, speaker: Speaker
) -> None:
    held = await stored_comment(api, article, BODY, LENA)
    answers = [await edit(api, each, NEW, speaker) for each in (held["id"], "comment_" + "0" * 32, "nothing")]
    assert [codes(each) for each in answers] == [[("NOT_FOUND", "id")]] * 3
    assert len({str(each) for each in answers}) == 1


async def test_an_own_comment_below_a_hidden_one_is_not_found(
    api: Api, article: str, post_mode: None
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    reply = await stored_comment(api, article, "At dusk", OMI, parentId=comment["id"])
    await decide(api, comment["id"], "REJECTED")
    assert codes(await edit(api, reply["id"], NEW, OMI)) == [("NOT_FOUND", "id")]


async def test_a_comment_of_an_article_that_was_withdrawn_is_not_found(
    api: Api, article: str, post_mode: None
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    await change_article(api, article, is_public=False)
    assert codes(await edit(api, comment["id"], NEW, LENA)) == [("NOT_FOUND", "id")]


async def test_a_banned_author_is_told_only_that(api: Api, article: str, post_mode: None) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    await ban(api, LENA.id)
    for body in (NEW, ""):
        assert codes(await edit(api, comment["id"], body, LENA)) == [("BANNED", None)]


async def test_a_rejected_comment_cannot_be_edited(api: Api, article: str, post_mode: None) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    await decide(api, comment["id"], "REJECTED")
    for version in (1, 2):
        assert codes(await edit(api, comment["id"], NEW, LENA, version=version)) == [("FORBIDDEN", "id")]
    assert (await shown(api, comment["id"], LENA) or {})["editableUntil"] is None


# ── what was read ───────────────────────────────────────────────────────────────────────────────


async def test_an_edit_of_what_a_moderator_has_decided_about_is_a_conflict_that_names_nobody(
    api: Api, article: str, post_mode: None
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    await decide(api, comment["id"], "APPROVED")
    payload = await edit(api, comment["id"], NEW, LENA)
    assert cause(payload) == ("MODERATED", 2, "APPROVED")
    assert payload["errors"][0]["by"] is None
    assert "Ann" not in str(payload["errors"])
    assert payload["comment"]["body"] == BODY


async def test_an_edit_of_what_was_edited_elsewhere_is_a_conflict(
    api: Api, article: str, post_mode: None
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    await edit(api, comment["id"], "On the phone", LENA)
    payload = await edit(api, comment["id"], "On the desk", LENA)
    assert cause(payload) == ("EDITED", 2, "APPROVED")
    assert payload["errors"][0]["by"] == {"name": "Lena"}
    assert payload["comment"]["body"] == "On the phone"


@pytest.mark.parametrize("version", [0, -1, 2, 2**31 - 1])
async def test_a_version_that_never_was_is_refused_and_nobody_is_blamed(
    api: Api, article: str, post_mode: None, version: int
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    payload = await edit(api, comment["id"], NEW, LENA, version=version)
    assert codes(payload) == [("INVALID", "expectedVersion")]
    assert payload["comment"]["body"] == BODY


async def test_an_edit_of_what_was_deleted_elsewhere_is_a_conflict(
    api: Api, article: str, post_mode: None
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    await stored_comment(api, article, "At dusk", OMI, parentId=comment["id"])
    await delete(api, comment["id"], LENA)
    assert cause(await edit(api, comment["id"], NEW, LENA)) == ("DELETED", 2, "APPROVED")
    row = await stored(api, comment["id"])
    assert row is not None
    assert row.body == ""


# ── what may be written ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "REQUIRED"),
        ("&nbsp;", "REQUIRED"),
        ("\u200b\u200d", "REQUIRED"),
        ("x", "TOO_SHORT"),
        ("x" * 5_001, "TOO_LONG"),
        ("x" * 70_000, "TOO_LONG"),
        ("a\0b", "INVALID"),
    ],
    ids=["empty", "entity", "zero-width", "short", "long", "huge", "nul"],
)
async def test_an_edit_is_validated_as_a_new_comment_is(
    api: Api, article: str, post_mode: None, body: str, code: str
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    assert codes(await edit(api, comment["id"], body, LENA)) == [(code, "body")]
    assert (await shown(api, comment["id"]) or {})["body"] == BODY


async def test_a_name_that_the_staff_bears_by_now_does_not_keep_its_author_from_editing(
    api: Api, article: str, post_mode: None, newsroom: Newsroom
) -> None:
    comment = await stored_comment(api, article, BODY, TARIQ)
    async with api.database.transaction() as session:
        values = {"author_name": "Ann"}
        await session.execute(update(Comment).where(Comment.id == row_id(comment["id"])).values(**values))
    assert (await edit(api, comment["id"], NEW, TARIQ))["errors"] == []


async def test_a_refused_edit_leaves_nothing_behind(api: Api, article: str, post_mode: None) -> None:
    await set_site_policy(api, suspect_words=words("wax"))
    comment = await stored_comment(api, article, BODY, LENA)
    before = await api.rows(select(Comment.version, Comment.body, Comment.risk))
    await edit(api, comment["id"], "wax" * 3_000, LENA)
    assert await api.rows(select(Comment.version, Comment.body, Comment.risk)) == before
