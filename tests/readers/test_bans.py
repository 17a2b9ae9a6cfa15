"""Bans: who may ban whom, what a banned person cannot do, and when it ends."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from server.auth import make_guest_token
from server.models import Ban, Comment, Person
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ADA, ANN, BOB, EVA, LENA, OMI, TARIQ, GuestVoice, Speaker, Voice
from tests.readers.acting import BAN, UNBAN, announced, audited, ban, codes, delete, edit, flag, shown, unban
from tests.submitting.conftest import Clock
from tests.submitting.sending import problems, row_id, send, stored_comment

BODY = "When are the lamps lit?"
MILLISECOND = timedelta(milliseconds=1)


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# ── what it does ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("person", [LENA, TARIQ], ids=["reader", "guest"])
async def test_a_banned_commenter_cannot_post_edit_or_report_but_may_delete(
    api: Api, article: str, post_mode: None, person: Voice | GuestVoice
) -> None:
    own = await stored_comment(api, article, BODY, person)
    other = await stored_comment(api, article, "Another's", OMI)
    assert (await ban(api, person.id, reason="Rude."))["errors"] == []
    assert problems(await send(api, article, "More", person)) == [("BANNED", None)]
    assert problems(await send(api, article, "More", person, parentId=other["id"])) == [("BANNED", None)]
    assert codes(await edit(api, own["id"], "More", person)) == [("BANNED", None)]
    assert codes(await flag(api, other["id"], person)) == [("BANNED", None)]
    assert await shown(api, own["id"]) is not None
    assert (await delete(api, own["id"], person))["errors"] == []


async def test_the_person_reads_reason_and_end_but_not_by_whom(api: Api, article: str, clock: Clock) -> None:
    until = instant(clock.now + timedelta(days=1))
    payload = await ban(api, LENA.id, reason="  Rude. ", until=until)
    standing = {"reason": "Rude.", "until": until, "by": {"name": "Ann"}}
    assert payload["commenter"]["ban"] == standing
    query = "{ viewer { ban { reason until by { name } } } }"
    assert (await api.run(query, LENA))["viewer"]["ban"] == {**standing, "by": None}
    assert (await api.run(query, OMI))["viewer"]["ban"] is None
    assert (await api.run(query))["viewer"]["ban"] is None


async def test_it_ends_at_the_exact_moment(api: Api, article: str, clock: Clock, post_mode: None) -> None:
    own = await stored_comment(api, article, BODY, LENA)
    await ban(api, LENA.id, until=instant(clock.now + timedelta(seconds=10)))
    clock.now += timedelta(seconds=10) - MILLISECOND
    assert codes(await edit(api, own["id"], "More", LENA)) == [("BANNED", None)]
    clock.now += MILLISECOND
    assert (await edit(api, own["id"], "More", LENA))["errors"] == []
    assert (await api.run("{ viewer { ban { reason } } }", LENA))["viewer"]["ban"] is None


async def test_another_token_of_the_same_guest_is_banned_too(api: Api, article: str) -> None:
    sent = await send(api, article, BODY)
    written = select(Comment.person_id).where(Comment.id == row_id(sent["comment"]["id"]))
    (person,) = await api.rows(written)
    await ban(api, person)
    other = make_guest_token(
        secrets=api.settings.secrets, person=person, first_seen_at=datetime.now(UTC) - timedelta(days=1)
    )
    assert other != sent["guestToken"]
    for token in (sent["guestToken"], other):
        assert problems(await send(api, article, "More", token)) == [("BANNED", None)]


async def test_it_is_an_audit_entry_and_an_event_without_words(api: Api, newsroom: Newsroom) -> None:
    await ban(api, LENA.id, reason="Zanzibar")
    await unban(api, LENA.id)
    assert await audited(api, LENA.id) == [
        ("commenter.ban", None, "BANNED"),
        ("commenter.unban", "BANNED", None),
    ]
    assert await announced(api, LENA.id) == ["commenter.banned", "commenter.unbanned"]


# ── again, and back ─────────────────────────────────────────────────────────────────────────────


async def test_a_second_ban_changes_the_first(api: Api, newsroom: Newsroom, clock: Clock) -> None:
    await ban(api, LENA.id, reason="Rude.", until=instant(clock.now + timedelta(days=1)))
    payload = await ban(api, LENA.id, BOB, reason="Worse.")
    assert payload["commenter"]["ban"] == {"reason": "Worse.", "until": None, "by": {"name": "Bob"}}
    assert len(await api.rows(select(Ban.id).where(Ban.person_id == LENA.id))) == 1


async def test_a_ban_after_one_that_is_over_is_another_one(
    api: Api, newsroom: Newsroom, clock: Clock
) -> None:
    end = clock.now + timedelta(seconds=10)
    await ban(api, LENA.id, until=instant(end))
    clock.advance(seconds=20)
    await ban(api, LENA.id, reason="Again.")
    rows = select(Ban.reason, Ban.lifted_at).where(Ban.person_id == LENA.id).order_by(Ban.id)
    assert await api.rows(rows) == [(None, end), ("Again.", None)]


async def test_twenty_bans_at_once_are_one(api: Api, newsroom: Newsroom) -> None:
    payloads = await asyncio.gather(*(ban(api, LENA.id, who) for who in (ANN, BOB) * 10))
    assert all(each["errors"] == [] for each in payloads)
    assert len(await api.rows(select(Ban.id).where(Ban.person_id == LENA.id))) == 1


async def test_who_is_not_banned_any_more_may_write_and_nothing_comes_back(
    api: Api, article: str, post_mode: None
) -> None:
    await ban(api, LENA.id)
    assert (await unban(api, LENA.id, BOB))["commenter"]["ban"] is None
    await stored_comment(api, article, BODY, LENA)
    again = await unban(api, LENA.id, BOB)
    assert (again["errors"], again["commenter"]["ban"]) == ([], None)


# ── who ─────────────────────────────────────────────────────────────────────────────────────────


async def test_only_moderators_ban(api: Api, newsroom: Newsroom, not_moderator: Speaker) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        (BAN, {"input": {"id": f"commenter_{OMI.id.hex}"}}),
        (UNBAN, {"id": f"commenter_{OMI.id.hex}"}),
    ]
    for mutation, variables in asked:
        refused = await api.refusals(mutation, not_moderator, **variables)
        assert refused == [("FORBIDDEN", ["payload"])]
    assert await api.rows(select(Ban.id).where(Ban.person_id == OMI.id)) == []


@pytest.mark.parametrize("target", [BOB, EVA, ADA], ids=lambda who: who.name)
async def test_a_moderator_bans_no_member_of_the_newsroom(
    api: Api, newsroom: Newsroom, target: Voice
) -> None:
    for payload in (await ban(api, target.id), await unban(api, target.id)):
        assert codes(payload) == [("FORBIDDEN", "id")]
    assert await api.rows(select(Ban.id).where(Ban.person_id == target.id)) == []


async def test_an_administrator_does_and_nobody_bans_themselves(api: Api, newsroom: Newsroom) -> None:
    assert (await ban(api, BOB.id, ADA))["errors"] == []
    for who in (ANN, ADA):
        assert codes(await ban(api, who.id, who)) == [("FORBIDDEN", "id")]


async def test_two_administrators_who_ban_each_other_do_not_wait_for_ever(
    api: Api, newsroom: Newsroom
) -> None:
    other = Voice("Bea", ADA.roles)
    async with api.database.transaction() as session:
        session.add(Person(id=other.id, subject=other.subject, name="Bea", is_guest=False, is_staff=True))
        await session.execute(update(Person).where(Person.id == ADA.id).values(name="Earlier"))
    for _ in range(5):
        payloads = await asyncio.gather(ban(api, other.id, ADA), ban(api, ADA.id, other))
        assert [each["errors"] for each in payloads] == [[], []]


@pytest.mark.parametrize("unknown", ["commenter_" + "0" * 32, f"viewer_{LENA.id.hex}", "x", ""])
async def test_who_is_not_there_is_not_found(api: Api, newsroom: Newsroom, unknown: str) -> None:
    data = await api.run(BAN, ANN, input={"id": unknown})
    assert codes(data["payload"]) == [("NOT_FOUND", "id")]
    assert data["payload"]["commenter"] is None


# ── what cannot be kept ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"reason": "x" * 501}, ("TOO_LONG", "reason")),
        ({"reason": "a\0b"}, ("INVALID", "reason")),
        ({"until": "2020-01-01T00:00:00Z"}, ("INVALID", "until")),
    ],
    ids=["long", "nul", "past"],
)
async def test_a_reason_or_an_end_that_cannot_be_is_refused(
    api: Api, newsroom: Newsroom, given: dict[str, str], refused: tuple[str, str]
) -> None:
    payload = await ban(api, LENA.id, **given)
    assert codes(payload) == [refused]
    assert payload["commenter"]["ban"] is None


async def test_an_end_that_is_now_is_past(api: Api, newsroom: Newsroom, clock: Clock) -> None:
    assert codes(await ban(api, LENA.id, until=instant(clock.now))) == [("INVALID", "until")]
    await ban(api, LENA.id, until=None, reason=None, rejectPending=None)
    assert row_id(f"commenter_{LENA.id.hex}", "commenter") == LENA.id
