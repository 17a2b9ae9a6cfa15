"""What reports do: whose count, when they hide a comment, and when one comes back to the moderators."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from server.models import Flag
from server.viewer import Role
from tests.api.client import Api
from tests.api.voices import ANN, EVA, LENA, OMI, Voice
from tests.readers.acting import (
    announced,
    audited,
    cause,
    decisions,
    edit,
    flag,
    queue,
    shown,
    sitting_at,
    stored,
)
from tests.submitting.conftest import Clock
from tests.submitting.policies import set_article_policy, set_site_policy
from tests.submitting.sending import decide, row_id, stored_comment
from tests.submitting.tables import assert_stored_counts_are_true

READERS = tuple(Voice(f"Reporter {number}", frozenset({Role.READER})) for number in range(8))
BODY = "When are the lamps lit?"


async def prove(api: Api, article: str, readers: tuple[Voice, ...], status: str, *, times: int = 1) -> None:
    """Each reports comments about which a moderator then decides so."""
    for number in range(times):
        judged = await stored_comment(api, article, f"Judged {status} {number} {readers[0].name}", ANN)
        for reader in readers:
            await flag(api, judged["id"], reader)
        row = await stored(api, judged["id"])
        assert row is not None
        await decide(api, judged["id"], status, version=row.version)  # enough of them have held it by now


async def weights(api: Api, comment: str) -> list[int]:
    return await api.rows(select(Flag.weight).where(Flag.comment_id == row_id(comment)).order_by(Flag.id))


@pytest.fixture
async def public(api: Api, article: str, clock: Clock, post_mode: None) -> str:
    comment_id: str = (await stored_comment(api, article, BODY, LENA))["id"]
    return comment_id


# ── weight ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_report_weighs_as_often_as_its_reporter_was_right(
    api: Api, article: str, clock: Clock, public: str
) -> None:
    await prove(api, article, READERS[:3], "REJECTED", times=2)
    await prove(api, article, READERS[1:2], "APPROVED")
    await prove(api, article, READERS[2:3], "APPROVED", times=3)
    await prove(api, article, READERS[3:4], "SPAM")
    await set_site_policy(api, flags_to_hold=None)
    for reporter in (*READERS[:5], EVA):
        await flag(api, public, reporter)
    assert await weights(api, public) == [66, 50, 33, 50, 0, 100]


async def test_a_report_about_which_nobody_has_decided_proves_nothing(
    api: Api, article: str, clock: Clock, public: str
) -> None:
    judged = await stored_comment(api, article, "First", ANN)
    await flag(api, judged["id"], OMI)
    await edit(api, judged["id"], "Second", ANN)
    await decide(api, judged["id"], "REJECTED", version=2)
    await decide(api, judged["id"], "SPAM", version=3)
    await flag(api, public, OMI)
    assert await weights(api, public) == [0]


# ── the threshold ───────────────────────────────────────────────────────────────────────────────


async def test_as_many_trusted_readers_as_the_policy_says_hold_a_comment(
    api: Api, article: str, clock: Clock, public: str
) -> None:
    await prove(api, article, READERS[:3], "REJECTED")
    reply = await stored_comment(api, article, "At dusk", OMI, parentId=public)
    for reporter in READERS[:2]:
        assert (await flag(api, public, reporter))["comment"]["status"] == "APPROVED"
    payload = await flag(api, public, READERS[2])
    assert (payload["errors"], payload["comment"]) == ([], None)
    assert [await shown(api, each) for each in (public, reply["id"])] == [None, None]
    assert public in await queue(api, "PENDING")
    assert public not in await queue(api, "REPORTED")
    assert (await decisions(api, public))[-1] == ("APPROVED", "PENDING", "POLICY", 1)
    assert ("comment.hold", "APPROVED", "PENDING") in await audited(api, row_id(public))
    assert (await announced(api, row_id(public)))[-1] == "comment.held"
    row = await stored(api, public)
    assert row is not None
    assert (row.version, row.text_version, row.risk) == (2, 1, 5_000)
    query = "query($id: ID!) { comment(id: $id) { moderation { isReviewed findings { check outcome } } } }"
    moderation = (await api.run(query, ANN, id=public))["comment"]["moderation"]
    assert moderation == {"isReviewed": False, "findings": [{"check": "reports", "outcome": "HOLD"}]}
    await assert_stored_counts_are_true(api)


async def test_its_author_is_told_of_a_conflict_and_cannot_bring_it_back_by_an_edit(
    api: Api, article: str, clock: Clock, public: str
) -> None:
    await prove(api, article, READERS[:3], "REJECTED")
    for reporter in READERS[:3]:
        await flag(api, public, reporter)
    assert cause(await edit(api, public, "Innocent", LENA)) == ("MODERATED", 2, "PENDING")
    assert (await edit(api, public, "Innocent", LENA, version=2))["comment"]["status"] == "PENDING"


async def test_trusted_readers_at_once_hold_it_once(
    api: Api, article: str, clock: Clock, public: str
) -> None:
    await prove(api, article, READERS, "REJECTED")
    payloads = await asyncio.gather(*(flag(api, public, reporter) for reporter in READERS))
    statuses = [status for _, status, _, _ in await decisions(api, public)]
    assert statuses == ["APPROVED", "PENDING"]
    refused = [each for each in payloads if each["errors"]]
    assert len(refused) == len(READERS) - 3
    await assert_stored_counts_are_true(api)


async def test_a_brigade_of_worthless_accounts_hides_nothing(proxied: Api, lamps: str) -> None:
    await set_site_policy(proxied, mode="POST", newcomer_threshold=0, flags_to_hold=1)
    comment = await stored_comment(proxied, lamps, BODY, LENA)
    for number in range(20):
        await flag(proxied, comment["id"], Voice(f"Worthless {number}", frozenset({Role.READER})))
        with sitting_at(proxied, f"203.0.{number}.1"):
            await flag(proxied, comment["id"])
    assert (await shown(proxied, comment["id"]) or {})["status"] == "APPROVED"
    assert comment["id"] in await queue(proxied, "REPORTED")


@pytest.mark.parametrize("values", [{"flags_to_hold": None}, {"never_holds_by_flags": True}], ids=str)
async def test_where_the_policy_says_never_no_number_of_reports_holds(
    api: Api, article: str, clock: Clock, public: str, values: dict[str, bool | None]
) -> None:
    await prove(api, article, READERS, "REJECTED")
    if "flags_to_hold" in values:
        await set_site_policy(api, **values)
    else:
        await set_article_policy(api, article, **values)
    for reporter in READERS:
        await flag(api, public, reporter)
    assert (await shown(api, public) or {})["status"] == "APPROVED"


# ── after a person has looked ───────────────────────────────────────────────────────────────────


async def test_a_reported_text_that_was_approved_comes_back_by_enough_new_reporters(
    api: Api, clock: Clock, public: str
) -> None:
    for reporter in READERS[:2]:
        await flag(api, public, reporter)
    await decide(api, public, "APPROVED")
    for reporter in READERS[2:4]:
        await flag(api, public, reporter)
        assert public not in await queue(api, "REPORTED")
    await flag(api, public, READERS[0])
    assert public not in await queue(api, "REPORTED")
    await flag(api, public, READERS[4])
    assert public in await queue(api, "REPORTED")


@pytest.mark.parametrize(
    ("article_says", "needed"), [({"flags_to_hold": 2}, 2), ({"never_holds_by_flags": True}, 3)]
)
async def test_enough_is_what_the_policy_in_force_says(
    api: Api, article: str, clock: Clock, public: str, article_says: dict[str, int | bool], needed: int
) -> None:
    await set_site_policy(api, flags_to_hold=5)
    await set_article_policy(api, article, **article_says)
    await flag(api, public, READERS[0])
    await decide(api, public, "APPROVED")
    for reporter in READERS[1:needed]:
        await flag(api, public, reporter)
    assert public not in await queue(api, "REPORTED")
    await flag(api, public, READERS[needed])
    assert public in await queue(api, "REPORTED")


async def test_the_first_report_of_a_text_that_was_approved_unreported_is_shown_at_once(
    api: Api, article: str, clock: Clock
) -> None:
    comment = await stored_comment(api, article, BODY, LENA)
    await decide(api, comment["id"], "APPROVED")
    await flag(api, comment["id"])
    assert comment["id"] in await queue(api, "REPORTED")


async def test_a_new_text_brings_a_comment_back_at_the_first_report(
    api: Api, clock: Clock, public: str
) -> None:
    await flag(api, public, READERS[0])
    await decide(api, public, "APPROVED")
    await edit(api, public, "Another text", LENA, version=2)
    await flag(api, public, READERS[0])
    assert public in await queue(api, "REPORTED")


async def test_only_trusted_reporters_since_a_person_looked_hold_it_again(
    api: Api, article: str, clock: Clock, public: str
) -> None:
    await prove(api, article, READERS[:6], "REJECTED")
    for reporter in READERS[:3]:
        await flag(api, public, reporter)
    await decide(api, public, "APPROVED", version=2)
    for reporter in READERS[3:5]:
        await flag(api, public, reporter)
    assert (await shown(api, public) or {})["status"] == "APPROVED"
    await flag(api, public, READERS[5])
    assert await shown(api, public) is None
