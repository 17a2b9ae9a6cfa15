"""Who writes: names, bans, pace, and what a client may not say of itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from server.models import Ban, Comment, Person
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, LENA, OMI, TARIQ, GuestVoice, Voice
from tests.submitting.conftest import Clock
from tests.submitting.sending import (
    SUBMIT,
    comment_input,
    count_comments,
    problems,
    row_id,
    send,
    stored_comment,
)

BODY = "When are the lamps lit?"
MILLISECOND = timedelta(milliseconds=1)
BANNED = [("BANNED", None)]


# ── names ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["Ann", " ANN ", "\u0410nn", "A\u0301nn", "A.n n"], ids=ascii)
@pytest.mark.parametrize("speaker", [None, TARIQ], ids=["without a token", "with a token"])
async def test_a_guest_may_not_look_like_the_staff(
    api: Api, article: str, name: str, speaker: GuestVoice | None
) -> None:
    before = await count_comments(api)
    payload = await send(api, article, BODY, speaker, authorName=name)
    assert problems(payload) == [("INVALID", "authorName")]
    assert await count_comments(api) == before


async def test_a_guest_may_bear_a_name_that_only_begins_like_the_staffs(api: Api, article: str) -> None:
    assert (await stored_comment(api, article, BODY, authorName="Anna"))["authorName"] == "Anna"


async def test_a_moderator_writes_under_the_own_name_as_staff_and_is_published(
    api: Api, article: str
) -> None:
    comment = await stored_comment(api, article, BODY, ANN)
    assert (comment["authorName"], comment["isStaff"], comment["status"]) == ("Ann", True, "APPROVED")


@pytest.mark.parametrize("given", ["Somebody Else", "Ann", "", None], ids=repr)
async def test_the_name_of_an_identity_wins_over_the_one_sent(
    api: Api, article: str, given: str | None
) -> None:
    assert (await stored_comment(api, article, BODY, LENA, authorName=given))["authorName"] == "Lena"


async def test_an_identity_without_a_name_has_to_give_one(api: Api, article: str) -> None:
    nameless = replace(LENA, name="")
    assert problems(await send(api, article, BODY, nameless)) == [("REQUIRED", "authorName")]
    assert (await stored_comment(api, article, BODY, nameless, authorName="Lola"))["authorName"] == "Lola"


async def test_a_guest_with_a_token_is_one_person_and_each_without_a_new_one(api: Api, article: str) -> None:
    first = await send(api, article, BODY)
    token: str = first["guestToken"]
    again = await send(api, article, "Another", token, authorName="Mitali S.")
    stranger = await send(api, article, "A third")
    assert again["guestToken"] is None
    one, two, three = [
        (await api.rows(select(Comment.person_id).where(Comment.id == row_id(each["comment"]["id"]))))[0]
        for each in (first, again, stranger)
    ]
    assert one == two != three
    assert await api.rows(select(Person.name).where(Person.id == one)) == ["Mitali S."]


# ── bans ────────────────────────────────────────────────────────────────────────────────────────


async def _ban(api: Api, person: Voice | GuestVoice, *, now: datetime, until: datetime | None) -> None:
    async with api.database.transaction() as session:
        lift = update(Ban).where(Ban.person_id == person.id, Ban.lifted_at.is_(None))
        await session.execute(lift.values(lifted_at=now))
        await session.execute(insert(Ban).values(person_id=person.id, by_id=ANN.id, until=until))


@pytest.mark.parametrize("speaker", [LENA, TARIQ], ids=["reader", "guest"])
async def test_a_banned_person_is_told_only_that(
    api: Api, article: str, clock: Clock, speaker: Voice | GuestVoice
) -> None:
    await _ban(api, speaker, now=clock.now, until=None)
    before = await count_comments(api)
    assert problems(await send(api, article, "", speaker)) == BANNED
    assert problems(await send(api, article, BODY, speaker)) == BANNED
    assert await count_comments(api) == before
    await stored_comment(api, article, BODY, OMI)


async def test_a_ban_is_over_at_the_exact_moment(api: Api, article: str, clock: Clock) -> None:
    await _ban(api, LENA, now=clock.now, until=clock.now + MILLISECOND)
    assert problems(await send(api, article, BODY, LENA)) == BANNED
    clock.now += MILLISECOND
    await stored_comment(api, article, BODY, LENA)


async def test_a_ban_that_was_lifted_bans_nobody(api: Api, article: str, clock: Clock) -> None:
    await _ban(api, LENA, now=clock.now, until=None)
    async with api.database.transaction() as session:
        await session.execute(update(Ban).where(Ban.person_id == LENA.id).values(lifted_at=clock.now))
    await stored_comment(api, article, BODY, LENA)


# ── pace ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("apart_ms", [0, 20, 120, 10_000])
async def test_the_sixth_comment_in_a_minute_waits_exactly_as_long_as_it_is_told(
    api: Api, article: str, clock: Clock, apart_ms: int
) -> None:
    for number in range(5):
        await stored_comment(api, article, f"Lamp {number} is out", LENA)
        clock.advance(milliseconds=apart_ms)
    payload = await send(api, article, "The sixth", LENA)
    assert problems(payload) == [("RATE_LIMITED", "input")]
    (error,) = payload["errors"]
    assert error["__typename"] == "RateLimited"
    wait = error["retryAfterSeconds"]
    assert 0 <= wait - (60 - 5 * apart_ms / 1000) < 1
    clock.advance(seconds=wait - 1, milliseconds=-1)
    assert problems(await send(api, article, "The sixth", LENA)) == [("RATE_LIMITED", "input")]
    clock.advance(seconds=1, milliseconds=1)
    await stored_comment(api, article, "The sixth", LENA)


async def test_the_pace_is_the_persons_own_over_all_articles(
    api: Api, article: str, newsroom: Newsroom, clock: Clock
) -> None:
    for name in ("lamps", "market", "library", "ferry", "brief1"):
        await stored_comment(api, newsroom.id("article", name), f"On {name}", LENA)
    assert problems(await send(api, article, "The sixth", LENA)) == [("RATE_LIMITED", "input")]
    await stored_comment(api, article, "Somebody else's first", OMI)


async def test_moderators_write_as_fast_as_they_can(api: Api, article: str, clock: Clock) -> None:
    for number in range(8):
        await stored_comment(api, article, f"Answer {number}", ANN)


async def test_twenty_comments_of_one_reader_at_once_keep_the_pace(
    api: Api, article: str, clock: Clock
) -> None:
    """The article's lock lets each see the ones before it."""
    payloads = await asyncio.gather(*(send(api, article, f"Lamp {number}", LENA) for number in range(20)))
    assert sum(payload["errors"] == [] for payload in payloads) == 5


async def test_the_limits_can_be_switched_off(unhurried: Api, newsroom: Newsroom) -> None:
    article = newsroom.id("article", "lamps")
    for number in range(8):
        await stored_comment(unhurried, article, f"Lamp {number} is out", LENA)


# ── what a client may not say ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "field",
    [
        {"status": "APPROVED"},
        {"id": "comment_0190aaaa0000700080000000000000de"},
        {"createdAt": "2020-01-01T00:00:00Z"},
        {"isStaff": True},
        {"personId": "person_1"},
        {"version": 7},
    ],
    ids=str,
)
async def test_a_field_that_is_the_servers_to_set_is_refused(
    api: Api, article: str, field: dict[str, Any]
) -> None:
    before = await count_comments(api)
    values = comment_input(article, BODY, None, **field)
    refused = await api.refusals(SUBMIT, input=values)
    assert [code for code, _ in refused] == ["BAD_USER_INPUT"]
    assert await count_comments(api) == before
