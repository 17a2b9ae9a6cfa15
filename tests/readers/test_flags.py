"""Reporting a comment: who may, how often, and what is stored of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from server.models import Flag, OutboxEvent
from tests.api.client import Api, open_api
from tests.api.voices import ANN, LENA, OMI, TARIQ, Speaker, Voice
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
    sitting_at,
)
from tests.submitting.conftest import Clock
from tests.submitting.sending import decide, row_id, stored_comment

BODY = "When are the lamps lit?"
REASONS = ("OFFENSIVE", "ABUSIVE", "SPAM", "ILLEGAL", "OFF_TOPIC", "PRIVACY", "OTHER")


@pytest.fixture
async def public(api: Api, article: str, post_mode: None) -> str:
    """A comment of Lena's that everybody sees, by its id."""
    comment_id: str = (await stored_comment(api, article, BODY, LENA))["id"]
    return comment_id


@pytest.mark.parametrize("reason", REASONS)
async def test_a_report_reaches_the_moderators_with_reason_and_details(
    api: Api, public: str, reason: str
) -> None:
    payload = await flag(api, public, OMI, reason=reason, details="  Read it twice.\n")
    assert payload["errors"] == []
    assert payload["comment"]["viewerHasFlagged"] is True
    query = """query($id: ID!) { comment(id: $id) { moderation {
      flagCount flags { reason details version reporterName }
    } } }"""
    moderation = (await api.run(query, ANN, id=public))["comment"]["moderation"]
    told = {"reason": reason, "details": "Read it twice.", "version": 1, "reporterName": "Omi"}
    assert moderation == {"flagCount": 1, "flags": [told]}
    assert public in await queue(api, "REPORTED")
    assert ("comment.flag", None, reason) in await audited(api, row_id(public))
    assert (await announced(api, row_id(public)))[-1] == "comment.flagged"


async def test_the_details_are_in_no_event(api: Api, public: str) -> None:
    await flag(api, public, OMI, details="Zanzibar")
    assert "Zanzibar" not in str(await api.rows(select(OutboxEvent.kind, OutboxEvent.payload)))


async def test_the_second_report_of_a_reader_is_the_same_success(api: Api, public: str) -> None:
    first = await flag(api, public, OMI)
    assert await flag(api, public, OMI, reason="SPAM", details="Once more") == first
    payloads = await asyncio.gather(*(flag(api, public, OMI) for _ in range(5)))
    assert all(each == first for each in payloads)
    assert await count(api, Flag, public) == 1


async def test_a_new_text_may_be_reported_again_and_the_old_report_stays_with_the_old_text(
    api: Api, public: str
) -> None:
    await flag(api, public, OMI)
    await edit(api, public, "Another text", LENA)
    assert public not in await queue(api, "REPORTED")
    assert (await shown(api, public, OMI) or {})["viewerHasFlagged"] is False
    await flag(api, public, OMI)
    assert public in await queue(api, "REPORTED")
    versions = select(Flag.version).where(Flag.comment_id == row_id(public)).order_by(Flag.version)
    assert await api.rows(versions) == [1, 2]


# ── guests ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_guest_reports_once_from_an_address_prefix(
    proxied: Api, newsroom: object, lamps: str
) -> None:
    comment = await stored_comment(proxied, lamps, BODY, ANN)
    for address in ("203.0.113.5", "203.0.113.77", "198.51.100.1", "2001:db8:1:2::3", "2001:db8:1:ffff::1"):
        with sitting_at(proxied, address):
            for guest in (None, TARIQ):
                assert (await flag(proxied, comment["id"], guest))["errors"] == []
    rows = select(Flag.reporter_key, Flag.weight).where(Flag.comment_id == row_id(comment["id"]))
    keys = await proxied.rows(rows)
    assert len(keys) == 3
    assert {weight for _, weight in keys} == {0}
    assert not any("203" in key and "." in key for key, _ in keys)
    assert comment["id"] in await queue(proxied, "REPORTED")


async def test_a_guest_reports_once_while_the_secret_is_replaced(
    proxied: Api, newsroom: object, lamps: str
) -> None:
    comment = await stored_comment(proxied, lamps, BODY, ANN)
    with sitting_at(proxied, "203.0.113.5"):
        await flag(proxied, comment["id"], None)
    async with open_api(replace(proxied.settings, secrets=(b"n" * 32, *proxied.settings.secrets))) as later:
        with sitting_at(later, "203.0.113.77"):
            assert (await flag(later, comment["id"], None))["errors"] == []
        with sitting_at(later, "198.51.100.1"):
            await flag(later, comment["id"], None)
    assert await count(proxied, Flag, comment["id"]) == 2


async def test_a_guest_with_a_token_sees_that_they_have_reported(api: Api, public: str) -> None:
    assert (await flag(api, public, TARIQ))["comment"]["viewerHasFlagged"] is True
    assert (await shown(api, public) or {})["viewerHasFlagged"] is False


async def test_a_reader_who_has_never_written_may_report(api: Api, public: str) -> None:
    stranger = Voice("Nobody yet", LENA.roles)
    assert (await flag(api, public, stranger))["errors"] == []
    nameless = replace(stranger, name="")
    assert (await flag(api, public, nameless))["errors"] == []


# ── what cannot be reported ─────────────────────────────────────────────────────────────────────


async def test_ones_own_comment_is_forbidden(api: Api, public: str) -> None:
    assert codes(await flag(api, public, LENA)) == [("FORBIDDEN", "id")]


@pytest.mark.parametrize("status", ["REJECTED", "SPAM"])
@pytest.mark.parametrize("speaker", [None, OMI, ANN], ids=["nobody", "reader", "moderator"])
async def test_what_is_not_public_is_not_found(api: Api, public: str, status: str, speaker: Speaker) -> None:
    await decide(api, public, status)
    assert codes(await flag(api, public, speaker)) == [("NOT_FOUND", "id")]


async def test_what_is_not_there_below_a_hidden_comment_or_deleted_is_not_found(
    api: Api, article: str, public: str
) -> None:
    reply = await stored_comment(api, article, "At dusk", TARIQ, parentId=public)
    await delete(api, public, LENA)
    assert codes(await flag(api, public, OMI)) == [("NOT_FOUND", "id")]
    for unknown in ("comment_" + "0" * 32, "article_" + "0" * 32, "x", ""):
        assert codes(await flag(api, unknown, OMI)) == [("NOT_FOUND", "id")]
    assert (await flag(api, reply["id"], OMI))["errors"] == []


async def test_a_banned_reader_cannot_report(api: Api, public: str) -> None:
    await ban(api, OMI.id)
    assert codes(await flag(api, public, OMI)) == [("BANNED", None)]
    assert await count(api, Flag, public) == 0


@pytest.mark.parametrize(("details", "code"), [("x" * 1_001, "TOO_LONG"), ("a\0b", "INVALID")])
async def test_details_that_cannot_be_kept_are_refused(
    api: Api, public: str, details: str, code: str
) -> None:
    assert codes(await flag(api, public, OMI, details=details)) == [(code, "details")]
    assert await count(api, Flag, public) == 0


async def test_an_unknown_reason_is_a_bad_request(api: Api, public: str) -> None:
    mutation = "mutation($id: ID!) { flagComment(input: {id: $id, reason: RUDE}) { errors { code } } }"
    assert [code for code, _ in await api.refusals(mutation, OMI, id=public)] == ["GRAPHQL_VALIDATION_FAILED"]


# ── pace ────────────────────────────────────────────────────────────────────────────────────────


async def test_the_eleventh_report_in_a_minute_waits(
    api: Api, article: str, clock: Clock, post_mode: None
) -> None:
    comments = [(await stored_comment(api, article, f"Lamp {number}", ANN))["id"] for number in range(12)]
    for comment in comments[:10]:
        assert (await flag(api, comment, OMI))["errors"] == []
    payload = await flag(api, comments[10], OMI)
    assert codes(payload) == [("RATE_LIMITED", "input")]
    assert payload["errors"][0]["retryAfterSeconds"] == 60
    assert (await flag(api, comments[0], OMI))["errors"] == []
    clock.advance(seconds=60)
    assert (await flag(api, comments[10], OMI))["errors"] == []
