"""Editing one's comment: what becomes of the text, its status and its record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from server.models import CommentRevision, Finding
from tests.api.client import Api
from tests.api.voices import ANN, LENA, OMI, TARIQ, GuestVoice, Voice
from tests.readers.acting import announced, audited, decisions, edit, queue, shown, stored
from tests.submitting.conftest import Clock
from tests.submitting.policies import set_site_policy, words
from tests.submitting.sending import decide, row_id, send, stored_comment
from tests.submitting.tables import assert_stored_counts_are_true

BODY, NEW = "When are the lamps lit?", "When are the *lamps* put out?"


@pytest.mark.parametrize("speaker", [LENA, TARIQ], ids=["reader", "guest"])
async def test_the_new_text_takes_the_place_of_the_old_one(
    api: Api, article: str, clock: Clock, post_mode: None, speaker: Voice | GuestVoice
) -> None:
    comment = await stored_comment(api, article, BODY, speaker)
    clock.advance(seconds=10)
    payload = await edit(api, comment["id"], f"  {NEW}\r\n", speaker)
    assert payload["errors"] == []
    edited = payload["comment"]
    assert (edited["body"], edited["version"], edited["status"]) == (NEW, 2, "APPROVED")
    assert edited["bodyHtml"] == "<p>When are the <em>lamps</em> put out?</p>"
    assert (
        edited["editedAt"]
        == clock.now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{clock.now.microsecond // 1000:03d}Z"
    )
    row = await stored(api, comment["id"])
    assert row is not None
    assert (row.version, row.text_version) == (2, 2)
    assert "put out" in row.search_text
    assert "lit?" not in row.search_text


async def test_the_old_text_is_kept_as_a_revision_that_moderators_read(
    api: Api, article: str, clock: Clock, post_mode: None
) -> None:
    comment = await stored_comment(api, article, "First", LENA)
    for version, body in ((1, "Second"), (2, "Third")):
        clock.advance(seconds=5)
        await edit(api, comment["id"], body, LENA, version=version)
    query = "query($id: ID!) { comment(id: $id) { moderation { revisions { version body } } } }"
    data = await api.run(query, ANN, id=comment["id"])
    assert data["comment"]["moderation"]["revisions"] == [
        {"version": 2, "body": "Second"},
        {"version": 1, "body": "First"},
    ]
    times = select(CommentRevision.created_at).where(CommentRevision.comment_id == row_id(comment["id"]))
    written = await api.rows(times.order_by(CommentRevision.version))
    assert written == [clock.now - timedelta(seconds=10), clock.now - timedelta(seconds=5)]


async def test_an_edit_is_a_decision_of_the_policy_an_audit_entry_and_an_event(
    api: Api, article: str, post_mode: None
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    await edit(api, comment["id"], NEW, LENA)
    assert await decisions(api, comment["id"]) == [
        (None, "APPROVED", "POLICY", 1),
        ("APPROVED", "APPROVED", "POLICY", 2),
    ]
    assert (await audited(api, row_id(comment["id"])))[-1] == ("comment.edit", "APPROVED", "APPROVED")
    assert await announced(api, row_id(comment["id"])) == ["comment.submitted", "comment.edited"]


@pytest.mark.parametrize("sent", [BODY, f"\n {BODY}\u200b "], ids=["as it is", "with blanks around it"])
async def test_the_same_text_again_makes_no_version_and_no_revision(
    api: Api, article: str, post_mode: None, sent: str
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    payload = await edit(api, comment["id"], sent, LENA)
    assert payload["errors"] == []
    assert (payload["comment"]["version"], payload["comment"]["editedAt"]) == (1, None)
    assert (
        await api.rows(
            select(CommentRevision.version).where(CommentRevision.comment_id == row_id(comment["id"]))
        )
        == []
    )
    assert len(await decisions(api, comment["id"])) == 1


async def test_an_edit_that_is_sent_again_is_one_edit(api: Api, article: str, post_mode: None) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    first = await edit(api, comment["id"], NEW, LENA)
    assert await edit(api, comment["id"], NEW, LENA) == first
    assert first["comment"]["version"] == 2


# ── what becomes of it ──────────────────────────────────────────────────────────────────────────


async def test_under_pre_the_new_text_of_an_approved_comment_is_held(api: Api, article: str) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    await decide(api, comment["id"], "APPROVED")
    payload = await edit(api, comment["id"], NEW, LENA, version=2)
    assert payload["comment"]["status"] == "PENDING"
    assert await shown(api, comment["id"]) is None
    assert comment["id"] in await queue(api, "PENDING")
    await assert_stored_counts_are_true(api)


async def test_under_post_it_stays_and_is_unreviewed(api: Api, article: str, post_mode: None) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    await decide(api, comment["id"], "APPROVED")
    assert comment["id"] not in await queue(api, "UNREVIEWED")
    payload = await edit(api, comment["id"], NEW, LENA, version=2)
    assert payload["comment"]["status"] == "APPROVED"
    assert (await shown(api, comment["id"]) or {})["body"] == NEW
    assert comment["id"] in await queue(api, "UNREVIEWED")


@pytest.mark.parametrize(
    ("field", "status", "reason"),
    [("suspect_words", "PENDING", None), ("banned_words", "REJECTED", "BANNED_WORD")],
)
async def test_under_post_a_check_takes_it_away(
    api: Api, article: str, post_mode: None, field: str, status: str, reason: str | None
) -> None:
    await set_site_policy(api, **{field: words("wax")})
    comment = await stored_comment(api, article, BODY, LENA)
    payload = await edit(api, comment["id"], "Buy wax", LENA)
    assert payload["comment"]["status"] == status
    assert await shown(api, comment["id"]) is None
    row = await stored(api, comment["id"])
    assert row is not None
    assert row.rejection_reason == reason
    assert row.risk > 0
    await assert_stored_counts_are_true(api)


async def test_the_findings_are_those_of_the_text_they_were_made_of(
    api: Api, article: str, post_mode: None
) -> None:
    await set_site_policy(api, suspect_words=words("wax"))
    comment = await stored_comment(api, article, "About wax", LENA)
    await edit(api, comment["id"], "About oil", LENA)
    query = "query($id: ID!) { comment(id: $id) { moderation { findings { check } } } }"
    data = await api.run(query, ANN, id=comment["id"])
    assert data["comment"]["moderation"]["findings"] == [{"check": "was_held"}]
    rows = select(Finding.check_name, Finding.version).where(Finding.comment_id == row_id(comment["id"]))
    assert await api.rows(rows) == [("suspect_words", 1), ("was_held", 2)]


async def test_an_edit_never_publishes_what_is_held(api: Api, article: str, post_mode: None) -> None:
    await set_site_policy(api, suspect_words=words("wax"))
    comment = await stored_comment(api, article, "About wax", LENA)
    payload = await edit(api, comment["id"], "About oil", LENA)
    assert (payload["errors"], payload["comment"]["status"]) == ([], "PENDING")


@pytest.mark.parametrize("body", ["About oil", "About wax"])
async def test_spam_stays_spam(api: Api, article: str, post_mode: None, body: str) -> None:
    await set_site_policy(api, banned_words=words("wax"))
    comment = await stored_comment(api, article, BODY, LENA)
    await decide(api, comment["id"], "SPAM")
    payload = await edit(api, comment["id"], body, LENA, version=2)
    assert (payload["errors"], payload["comment"]["status"]) == ([], "SPAM")
    assert payload["comment"]["body"] == body


async def test_after_comments_have_closed_an_edit_is_taken_and_held(
    api: Api, article: str, post_mode: None
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    await set_site_policy(api, mode="CLOSED")
    payload = await edit(api, comment["id"], NEW, LENA)
    assert (payload["errors"], payload["comment"]["status"]) == ([], "PENDING")


async def test_a_moderators_own_edit_stays_public_under_pre(api: Api, article: str) -> None:
    comment = await stored_comment(api, article, BODY, ANN)
    payload = await edit(api, comment["id"], NEW, ANN)
    assert payload["comment"]["status"] == "APPROVED"


# ── what follows from the text ──────────────────────────────────────────────────────────────────


async def test_language_and_direction_follow_the_new_text(api: Api, article: str, post_mode: None) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    arabic = (await edit(api, comment["id"], "متى تضاء المصابيح؟", LENA))["comment"]
    assert (arabic["locale"], arabic["direction"]) == ("ar", "RTL")
    english = (await edit(api, comment["id"], NEW, LENA, version=2))["comment"]
    assert (english["locale"], english["direction"]) == (None, "LTR")


async def test_a_locale_that_was_told_is_kept_where_the_script_allows(
    api: Api, article: str, post_mode: None
) -> None:
    comment = await stored_comment(api, article, BODY, LENA, locale="pt")
    assert (await edit(api, comment["id"], NEW, LENA))["comment"]["locale"] == "pt"
    assert (await edit(api, comment["id"], "বাতি কখন জ্বলে?", LENA, version=2))["comment"]["locale"] == "bn"


async def test_a_text_may_be_edited_into_nearly_itself_but_not_into_another_of_ones_own(
    api: Api, article: str, clock: Clock, post_mode: None
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    other = await stored_comment(api, article, "Quite another thing", LENA)
    assert (await edit(api, comment["id"], f"{BODY}!", LENA))["comment"]["status"] == "APPROVED"
    payload = await edit(api, other["id"], f"{BODY}!", LENA)
    assert [error["code"] for error in payload["errors"]] == ["DUPLICATE"]


async def test_a_guests_first_comment_is_edited_with_the_token_it_brought(
    api: Api, article: str, post_mode: None
) -> None:
    sent = await send(api, article, BODY)
    token: str = sent["guestToken"]
    assert (await shown(api, sent["comment"]["id"], token) or {})["editableUntil"] is not None
    assert (await edit(api, sent["comment"]["id"], NEW, token))["comment"]["body"] == NEW
    assert (await shown(api, sent["comment"]["id"], OMI) or {})["editableUntil"] is None
