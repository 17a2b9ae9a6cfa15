"""Somebody who may be a banned commenter under another name: held, never refused, and never the staff."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from server.models import Person
from tests.api.client import Api, open_api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, LENA, OMI
from tests.readers.acting import ban, edit, sitting_at, unban
from tests.submitting.policies import set_site_policy
from tests.submitting.sending import send, stored_comment

HERE, NEAR, FAR = "203.0.113.5", "203.0.113.77", "198.51.100.1"


async def checks(api: Api, comment: str) -> list[str]:
    query = "query($id: ID!) { comment(id: $id) { moderation { findings { check } } } }"
    data = await api.run(query, ANN, id=comment)
    return [each["check"] for each in data["comment"]["moderation"]["findings"]]


@pytest.fixture
async def banned(proxied: Api, lamps: str) -> None:
    """Lena, who wrote from an address and with an e-mail, is banned."""
    await set_site_policy(proxied, mode="POST", newcomer_threshold=0)
    with sitting_at(proxied, HERE):
        await stored_comment(proxied, lamps, "Lamps", LENA, authorEmail="Lena@Example.org")
    await ban(proxied, LENA.id)


async def test_what_comes_from_the_address_of_a_banned_commenter_is_held(
    proxied: Api, lamps: str, banned: None
) -> None:
    with sitting_at(proxied, NEAR):
        held = await stored_comment(proxied, lamps, "Brand-new and innocent")
    with sitting_at(proxied, FAR):
        passed = await stored_comment(proxied, lamps, "From elsewhere", OMI)
    assert (held["status"], await checks(proxied, held["id"])) == ("PENDING", ["near_a_ban"])
    assert passed["status"] == "APPROVED"
    assert "near_a_ban" not in await checks(proxied, passed["id"])


async def test_what_comes_with_the_email_of_a_banned_commenter_is_held(
    proxied: Api, lamps: str, banned: None
) -> None:
    with sitting_at(proxied, FAR):
        comment = await stored_comment(proxied, lamps, "Innocent", authorEmail="lena@example.ORG")
    assert await checks(proxied, comment["id"]) == ["near_a_ban"]


async def test_an_edit_from_there_is_held_too(proxied: Api, lamps: str, banned: None) -> None:
    with sitting_at(proxied, FAR):
        comment = await stored_comment(proxied, lamps, "From elsewhere", OMI)
    with sitting_at(proxied, NEAR):
        payload = await edit(proxied, comment["id"], "Edited", OMI)
    assert payload["comment"]["status"] == "PENDING"


async def test_nobody_is_near_a_ban_that_was_lifted_and_staff_never_are(
    proxied: Api, lamps: str, banned: None
) -> None:
    with sitting_at(proxied, NEAR):
        staff = await stored_comment(proxied, lamps, "By the staff", ANN)
        await unban(proxied, LENA.id)
        later = await stored_comment(proxied, lamps, "Later", OMI)
    for comment in (staff, later):
        assert "near_a_ban" not in await checks(proxied, comment["id"])


async def test_an_address_is_known_again_after_the_secret_was_replaced(
    proxied: Api, lamps: str, banned: None
) -> None:
    secrets = (b"a-newer-secret-" + b"x" * 32, *proxied.settings.secrets)
    async with open_api(replace(proxied.settings, secrets=secrets)) as later:
        with sitting_at(later, NEAR):
            sent = await send(later, lamps, "Innocent")
        assert await checks(later, sent["comment"]["id"]) == ["near_a_ban"]


async def test_no_address_is_kept_but_its_hash_and_none_of_the_staff(
    proxied: Api, lamps: str, newsroom: Newsroom
) -> None:
    with sitting_at(proxied, HERE):
        await send(proxied, lamps, "A guest")
        await stored_comment(proxied, lamps, "By the staff", ANN)
    hashes = await proxied.rows(select(Person.address_hash).where(Person.address_hash.is_not(None)))
    assert [len(each) for each in hashes] == [64]
    assert await proxied.rows(select(Person.address_hash).where(Person.id == ANN.id)) == [None]
