"""What editing, deleting, reporting and banning tell who follows the thread and the queues, over a real socket."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.voices import ANN, LENA, OMI, TARIQ, Speaker
from tests.live.server import Live, Socket
from tests.live.writing import CHANGES, HIDDEN, PUBLISHED, approve, reject, submit, told
from tests.readers.acting import ban, delete, edit, flag
from tests.submitting.policies import set_site_policy

Changes = set[tuple[str, str, str]]


@pytest.fixture(autouse=True)
async def post_mode(live: Live, article_id: str) -> None:
    words = [{"locale": "*", "words": ["hushhush"]}]
    await set_site_policy(live.api, mode="POST", newcomer_threshold=0, suspect_words=words, flags_to_hold=1)


async def changes(socket: Socket, count: int) -> Changes:
    return {told(await socket.event()) for _ in range(count)}


async def public(live: Live, article_id: str, body: str, speaker: Speaker, parent: Any = None) -> str:
    comment = await submit(live.api, article_id, body, parent=parent, speaker=speaker)
    assert comment["status"] == "APPROVED"
    identifier: str = comment["id"]
    return identifier


async def test_an_edit_that_is_held_takes_the_comment_from_the_thread(live: Live, article_id: str) -> None:
    mine = await public(live, article_id, "About lamps", LENA)
    async with live.socket(ANN) as desk, live.socket() as reader:
        await desk.subscribe("q", CHANGES)
        await reader.subscribe("h", HIDDEN, article=article_id)
        await edit(live.api, mine, "hushhush about lamps", LENA)
        assert (await reader.event())["commentHidden"] == mine
        assert await changes(desk, 2) == {("UNREVIEWED", "LEFT", mine), ("PENDING", "ENTERED", mine)}


async def test_an_edit_that_stays_is_a_change_in_its_queue_and_nothing_to_readers(
    live: Live, article_id: str
) -> None:
    mine = await public(live, article_id, "About lamps", LENA)
    async with live.socket(ANN) as desk, live.socket() as reader:
        await desk.subscribe("q", CHANGES)
        await reader.subscribe("h", HIDDEN, article=article_id)
        await edit(live.api, mine, "About the lamps", LENA)
        assert [change for _, change, _ in await changes(desk, 1)] == ["UPDATED"]
        await reader.silent()


async def test_a_deletion_is_told_to_both(live: Live, article_id: str) -> None:
    mine = await public(live, article_id, "About lamps", LENA)
    async with live.socket(ANN) as desk, live.socket() as reader:
        await desk.subscribe("q", CHANGES)
        await reader.subscribe("h", HIDDEN, article=article_id)
        await delete(live.api, mine, LENA)
        assert (await reader.event())["commentHidden"] == mine
        assert await changes(desk, 1) == {("UNREVIEWED", "LEFT", mine)}


async def test_a_report_brings_a_comment_to_the_moderators_and_a_trusted_one_hides_it_with_its_replies(
    live: Live, article_id: str
) -> None:
    proof = await public(live, article_id, "An insult", TARIQ)
    await flag(live.api, proof, OMI)
    await reject(live.api, {"id": proof, "version": 1}, ANN)
    mine = await public(live, article_id, "About lamps", LENA)
    reply = await public(live, article_id, "Which lamps?", TARIQ, parent=mine)
    async with live.socket(ANN) as desk, live.socket() as reader:
        await desk.subscribe("q", CHANGES)
        await reader.subscribe("h", HIDDEN, article=article_id)
        await flag(live.api, mine, None)
        assert ("REPORTED", "ENTERED", mine) in await changes(desk, 2)
        await flag(live.api, mine, OMI)
        assert {(await reader.event())["commentHidden"] for _ in range(2)} == {mine, reply}
        assert await changes(desk, 4) == {
            ("REPORTED", "LEFT", mine),
            ("UNREVIEWED", "LEFT", mine),
            ("PENDING", "ENTERED", mine),
            ("UNREVIEWED", "LEFT", reply),
        }


async def test_a_ban_that_rejects_what_waits_empties_the_queue_of_it(live: Live, article_id: str) -> None:
    held = [
        (await submit(live.api, article_id, f"hushhush number {number}", speaker=LENA))["id"]
        for number in range(3)
    ]
    async with live.socket(ANN) as desk, live.socket() as reader:
        await desk.subscribe("q", CHANGES, queue="PENDING")
        await reader.subscribe("h", HIDDEN, article=article_id)
        await ban(live.api, LENA.id, reason="Enough", rejectPending=True)
        left: Changes = set()
        while not left >= {
            ("PENDING", "LEFT", comment) for comment in held
        }:  # and what waited of hers before
            left |= await changes(desk, 1)
        assert {change for _, change, _ in left} == {"LEFT"}
        await reader.silent()


async def test_what_is_approved_again_after_an_edit_is_published_to_readers(
    live: Live, article_id: str
) -> None:
    mine = await public(live, article_id, "About lamps", LENA)
    await edit(live.api, mine, "hushhush about lamps", LENA)
    async with live.socket() as reader:
        await reader.subscribe("p", PUBLISHED, article=article_id)
        await approve(live.api, {"id": mine, "version": 2}, ANN)
        assert (await reader.event())["commentPublished"]["body"] == "hushhush about lamps"
