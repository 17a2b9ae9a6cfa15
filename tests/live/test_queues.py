"""queueChanged: what moderators are told of their queues."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.api.voices import ANN, BOB, LENA, Speaker
from tests.live.server import Live
from tests.live.writing import CHANGES, QUEUE, approve, reject, submit, told


async def test_tells_what_enters_and_leaves_with_the_comment_and_counts(live: Live, article_id: str) -> None:
    async with live.socket(ANN) as ann:
        await ann.subscribe("q", QUEUE, queue="PENDING")
        waiting = await live.api.run("{ queueCounts { queue count } }", ANN)
        before = {row["queue"]: row["count"] for row in waiting["queueCounts"]}
        comment = await submit(live.api, article_id, "When does the last ferry leave?")
        entered = (await ann.event())["event"]
        assert (entered["queue"], entered["change"], entered["id"]) == ("PENDING", "ENTERED", comment["id"])
        assert entered["__typename"] == "QueueEvent"
        assert entered["said"]["body"] == "When does the last ferry leave?"
        assert entered["said"]["moderation"] is not None
        counts = {row["name"]: row["count"] for row in entered["counts"]}
        assert counts == {**before, "PENDING": before["PENDING"] + 1}
        await approve(live.api, comment, BOB)
        left = (await ann.event())["event"]
        assert (left["change"], left["said"]["status"]) == ("LEFT", "APPROVED")
        assert {row["name"]: row["count"] for row in left["counts"]} == before


async def test_takes_replies_out_of_their_queue_with_the_comment_above(live: Live, article_id: str) -> None:
    above = await approve(live.api, await submit(live.api, article_id, "Above"), ANN)
    replies = [await submit(live.api, article_id, f"Below {n}", parent=above["id"]) for n in range(3)]
    below = sorted(("PENDING", each["id"]) for each in replies)
    async with live.socket(ANN) as ann:
        await ann.subscribe("q", CHANGES, queue="PENDING")
        above = await reject(live.api, above, BOB)
        left = [told(await ann.event()) for _ in replies]
        assert sorted((queue, id_) for queue, change, id_ in left if change == "LEFT") == below
        await approve(live.api, above, BOB)
        entered = [told(await ann.event()) for _ in replies]
        assert sorted((queue, id_) for queue, change, id_ in entered if change == "ENTERED") == below
        await ann.silent()


async def test_tells_of_every_queue_where_none_is_named(live: Live, article_id: str) -> None:
    comment = await submit(live.api, article_id, "To be approved")
    async with live.socket(ANN) as ann:
        await ann.subscribe("q", CHANGES)
        await approve(live.api, comment, ANN)
        assert told(await ann.event()) == ("PENDING", "LEFT", comment["id"])
        await ann.silent()


async def test_keeps_to_the_filter(live: Live, article_id: str) -> None:
    async with live.socket(ANN) as ann:
        await ann.subscribe("q", CHANGES, queue="PENDING", filter={"text": "ferry"})
        await submit(live.api, article_id, "Nothing about boats")
        comment = await submit(live.api, article_id, "The FERRY again")
        assert told(await ann.event()) == ("PENDING", "ENTERED", comment["id"])
        await ann.silent()


async def test_knows_what_was_in_the_queue_before_anybody_followed(live: Live, article_id: str) -> None:
    comment = await submit(live.api, article_id, "Was here before")
    async with live.socket(ANN) as ann:
        await ann.subscribe("q", CHANGES, queue="PENDING")
        await reject(live.api, comment, BOB)
        assert told(await ann.event()) == ("PENDING", "LEFT", comment["id"])


@pytest.mark.parametrize("speaker", [None, LENA], ids=["guest", "reader"])
async def test_is_for_moderators(live: Live, article_id: str, speaker: Speaker) -> None:
    async with live.socket(speaker) as socket:
        await socket.ask("q", QUEUE)
        heard = await socket.hear()
        assert (heard["type"], heard["id"]) == ("error", "q")
        assert [error["extensions"]["code"] for error in heard["payload"]] == ["FORBIDDEN"]
        await submit(live.api, article_id, "Not for everybody")
        await socket.silent()


async def test_counts_once_a_second_for_all_who_follow_the_same(live: Live, article_id: str) -> None:
    async with live.socket(ANN) as ann, live.socket(BOB) as bob:
        await ann.subscribe("q", QUEUE, queue="PENDING")
        await bob.subscribe("q", QUEUE, queue="PENDING")
        started = time.monotonic()
        with live.api.counting() as statements:
            for number in range(4):
                await submit(live.api, article_id, f"Comment number {number} of several")
                await asyncio.sleep(0.15)
            of_ann = [(await ann.event())["event"] for _ in range(4)]
            of_bob = [(await bob.event())["event"] for _ in range(4)]
        counted = sum("count(*)" in sql for sql in statements.reads)
        assert counted <= 2 + (time.monotonic() - started)
        assert [each["id"] for each in of_ann] == [each["id"] for each in of_bob]
        assert of_ann[-1]["counts"] == of_bob[-1]["counts"]
        exact = await live.api.run("{ queueCounts { name: queue count oldest } }", ANN)
        assert of_ann[-1]["counts"] == exact["queueCounts"]


@pytest.mark.parametrize(
    "query",
    [
        "subscription { queueChanged { comment { replies(first: 500) { nodes { id } } } } }",
        'subscription { queueChanged(filter: {text: "x"}) { queue } }',
    ],
    ids=["page", "filter"],
)
async def test_refuses_at_once_what_no_event_could_tell(live: Live, article_id: str, query: str) -> None:
    async with live.socket(ANN) as ann:
        await ann.ask("q", query)
        heard = await ann.hear()
        assert heard["type"] == "error"
        assert [error["extensions"]["code"] for error in heard["payload"]] == ["BAD_USER_INPUT"]
