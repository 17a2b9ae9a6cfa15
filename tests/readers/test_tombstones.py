"""A tombstone stays, and counts, while a visible reply hangs below it: for each reader by what they see."""

from __future__ import annotations

from random import Random

import pytest

from server.models import EMPTY_TOMBSTONE
from tests.api.client import Api
from tests.api.voices import ANN, LENA, OMI, TARIQ, GuestVoice, Voice
from tests.readers.acting import delete, queue, shown, stored
from tests.submitting.forum import MAX_DEPTH, VIEWERS, Forum
from tests.submitting.paging import assert_counts_are_what_paging_reaches, walk
from tests.submitting.policies import set_site_policy, words
from tests.submitting.sending import decide, send, stored_comment
from tests.submitting.tables import assert_stored_counts_are_true

STEPS = 90
LOOKS = 15
"""After so many steps everybody walks through the whole thread."""


async def reached(api: Api, article: str, speaker: Voice | GuestVoice | None) -> set[str]:
    """What paging reaches, which has to be as many as are counted."""
    thread = await walk(api, article, speaker)
    assert_counts_are_what_paging_reaches(thread)
    return set(thread.parents)


async def test_a_tombstone_goes_with_the_last_reply_below_it(api: Api, article: str, post_mode: None) -> None:
    top = await stored_comment(api, article, "One", LENA)
    middle = await stored_comment(api, article, "Two", OMI, parentId=top["id"])
    leaf = await stored_comment(api, article, "Three", TARIQ, parentId=middle["id"])
    await delete(api, top["id"], LENA)
    await delete(api, middle["id"], OMI)
    assert await reached(api, article, None) == {top["id"], middle["id"], leaf["id"]}
    await delete(api, leaf["id"], TARIQ)
    assert [await stored(api, each["id"]) for each in (top, middle, leaf)] == [None] * 3
    await assert_stored_counts_are_true(api)


async def test_a_tombstone_above_another_reply_stays(api: Api, article: str, post_mode: None) -> None:
    top = await stored_comment(api, article, "One", LENA)
    first = await stored_comment(api, article, "Two", OMI, parentId=top["id"])
    second = await stored_comment(api, article, "Three", TARIQ, parentId=top["id"])
    await delete(api, top["id"], LENA)
    await delete(api, first["id"], OMI)
    assert await reached(api, article, None) == {top["id"], second["id"]}


async def test_a_tombstone_above_held_replies_shows_for_their_authors_alone(
    api: Api, article: str, post_mode: None
) -> None:
    await set_site_policy(api, suspect_words=words("wax"))
    top = await stored_comment(api, article, "One", LENA)
    middle = await stored_comment(api, article, "Two", LENA, parentId=top["id"])
    held = [
        await stored_comment(api, article, f"Wax {who.name}", who, parentId=middle["id"])
        for who in (OMI, TARIQ)
    ]
    await delete(api, middle["id"], LENA)
    await delete(api, top["id"], LENA)
    for who, own in ((OMI, held[0]), (TARIQ, held[1])):
        assert await reached(api, article, who) == {top["id"], middle["id"], own["id"]}
    for stranger in (None, LENA, ANN):
        assert await reached(api, article, stranger) == set()
    assert await shown(api, top["id"], LENA) is None
    assert {each["id"] for each in held} <= set(await queue(api, "PENDING"))
    row = await stored(api, top["id"])
    assert row is not None
    assert row.audience == EMPTY_TOMBSTONE
    await assert_stored_counts_are_true(api)


async def test_a_decision_about_the_reply_shows_and_hides_the_tombstones_above(
    api: Api, article: str, post_mode: None
) -> None:
    top = await stored_comment(api, article, "One", LENA)
    middle = await stored_comment(api, article, "Two", LENA, parentId=top["id"])
    leaf = await stored_comment(api, article, "Three", OMI, parentId=middle["id"])
    await delete(api, top["id"], LENA)
    await delete(api, middle["id"], LENA)
    everything = {top["id"], middle["id"], leaf["id"]}
    for version, (status, seen) in enumerate(
        [("REJECTED", set[str]()), ("APPROVED", everything), ("SPAM", set[str]())], start=1
    ):
        await decide(api, leaf["id"], status, version=version)
        assert await reached(api, article, None) == seen
        assert await reached(api, article, OMI) == everything
        await assert_stored_counts_are_true(api)


async def test_a_hidden_comment_above_hides_tombstones_and_brings_them_back(
    api: Api, article: str, post_mode: None
) -> None:
    top = await stored_comment(api, article, "One", LENA)
    middle = await stored_comment(api, article, "Two", OMI, parentId=top["id"])
    leaf = await stored_comment(api, article, "Three", TARIQ, parentId=middle["id"])
    await delete(api, middle["id"], OMI)
    await decide(api, top["id"], "REJECTED")
    assert [await reached(api, article, who) for who in (None, OMI, TARIQ)] == [set(), set(), set()]
    await decide(api, top["id"], "APPROVED", version=2)
    assert await reached(api, article, None) == {top["id"], middle["id"], leaf["id"]}
    await assert_stored_counts_are_true(api)


async def test_nobody_replies_to_a_tombstone(api: Api, article: str, post_mode: None) -> None:
    top = await stored_comment(api, article, "One", LENA)
    await stored_comment(api, article, "Two", OMI, parentId=top["id"])
    await delete(api, top["id"], LENA)
    payload = await send(api, article, "Three", TARIQ, parentId=top["id"])
    assert [error["code"] for error in payload["errors"]] == ["PARENT_UNAVAILABLE"]


# ── any sequence ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def forum(unhurried: Api, lamps: str, seed: int) -> Forum:
    """Nobody has written yet. What speaks of wax is held, all else shown; authors take comments back."""
    policy = {"mode": "POST", "newcomer_threshold": 0, "max_depth": MAX_DEPTH, "suspect_words": words("wax")}
    await set_site_policy(unhurried, **policy)
    return Forum(unhurried, lamps, Random(seed), takes_back=True)


@pytest.mark.parametrize("seed", range(3))
async def test_after_any_sequence_everybody_reaches_what_is_counted_for_them(forum: Forum) -> None:
    for number in range(1, STEPS + 1):
        await forum.step()
        await assert_stored_counts_are_true(forum.api)
        if number % LOOKS == 0:
            for viewer in VIEWERS:
                thread = await walk(forum.api, forum.article, viewer)
                assert thread.parents == forum.seen_by(viewer)
                assert_counts_are_what_paging_reaches(thread)
    assert forum.removed > 5
    assert any(comment.is_deleted for comment in forum.written)
