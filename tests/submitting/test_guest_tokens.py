"""A guest is the same commenter with the token of the first comment, also after the secret was replaced."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from server.models import Comment, Person
from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.voices import ANN
from tests.submitting.conftest import Clock
from tests.submitting.sending import row_id, send, stored_comment

BODY = "When are the lamps lit?"
NEW = b"a-new-secret-of-the-newsroom-" * 2
OWN = "query($id: ID!) { viewer { isAuthenticated roles name } comment(id: $id) { isMine status } }"


@pytest.fixture
async def rotated(api: Api, settings: Settings) -> AsyncIterator[Api]:
    """A server on the same database that signs with a new secret and still verifies with the old one."""
    async with open_api(replace(settings, secrets=(NEW, *settings.secrets))) as opened:
        yield opened


async def _commenter(api: Api, comment: str) -> object:
    return (await api.rows(select(Comment.person_id).where(Comment.id == row_id(comment))))[0]


async def test_a_guest_keeps_the_token_and_the_comments_when_the_secret_is_replaced(
    api: Api, rotated: Api, article: str
) -> None:
    first = await send(api, article, BODY)
    token, comment = first["guestToken"], first["comment"]["id"]
    seen = await rotated.run(OWN, token, id=comment)
    assert seen["comment"] == {"isMine": True, "status": "PENDING"}
    assert seen["viewer"] == {"isAuthenticated": False, "roles": [], "name": None}
    second = await send(rotated, article, "And when are they put out?", token)
    assert second["guestToken"] is None
    assert await _commenter(api, second["comment"]["id"]) == await _commenter(api, comment)


async def test_a_repeat_after_the_secret_was_replaced_brings_a_token_of_the_same_guest(
    api: Api, rotated: Api, article: str
) -> None:
    first = await send(api, article, BODY, idempotencyKey="a-fresh-random-key")
    again = await send(rotated, article, BODY, idempotencyKey="a-fresh-random-key")
    assert again["comment"]["id"] == first["comment"]["id"]
    assert again["guestToken"] != first["guestToken"]
    for token in (first["guestToken"], again["guestToken"]):
        assert (await rotated.run(OWN, token, id=first["comment"]["id"]))["comment"]["isMine"] is True
    assert (await api.send(OWN, again["guestToken"], id="x")).status_code == 401


async def test_a_token_is_void_once_its_secret_is_taken_out(
    api: Api, settings: Settings, article: str
) -> None:
    token = (await send(api, article, BODY))["guestToken"]
    async with open_api(replace(settings, secrets=(NEW,))) as opened:
        assert (await opened.send(OWN, token, id="x")).status_code == 401


async def test_a_guests_token_is_good_for_a_year_to_the_second(api: Api, article: str, clock: Clock) -> None:
    clock.now = clock.now.replace(microsecond=0)
    first = await send(api, article, BODY)
    clock.advance(days=365, seconds=-1)
    assert (await api.run(OWN, first["guestToken"], id=first["comment"]["id"]))["comment"]["isMine"] is True
    clock.advance(seconds=1)
    assert (await api.send(OWN, first["guestToken"], id="x")).status_code == 401


async def test_the_address_of_a_colleague_makes_nobody_a_colleague(api: Api, article: str) -> None:
    await stored_comment(api, article, "By Ann", ANN, authorEmail="ann@newsroom.example")
    guest = await stored_comment(api, article, BODY, authorEmail="ann@newsroom.example")
    assert (guest["isStaff"], guest["status"]) == (False, "PENDING")
    staff = select(Person.id).where(Person.email == "ann@newsroom.example", Person.is_staff)
    assert await api.rows(staff) == [ANN.id]


async def test_a_client_that_names_no_browser_and_no_page_is_looked_at_all_the_same(
    api: Api, article: str
) -> None:
    for name in ("user-agent", "referer", "accept"):
        api.http.headers.pop(name, None)
    comment = await stored_comment(api, article, "https://a.example https://b.example https://c.example")
    assert comment["status"] == "PENDING"
