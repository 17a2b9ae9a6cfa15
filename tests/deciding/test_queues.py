"""The queues after any acts of moderators and readers: each filter in any combination, against counting in Python."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select, update

from server.models import Comment, Flag, FlagReason
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, BOB
from tests.deciding.batches import moderate
from tests.deciding.conftest import Clock
from tests.deciding.desk import Desk
from tests.submitting.policies import set_site_policy
from tests.submitting.tables import assert_stored_counts_are_true

ACTS, LOOKS = 25, 6
"""Acts of one run, and the random filters that are tried after every fifth act."""


@pytest.mark.parametrize(("seed", "flags_to_hold"), [*enumerate((None, 1, 2, 3))])
async def test_hold_what_counting_finds_after_any_acts_and_by_any_filter(
    api: Api, newsroom: Newsroom, clock: Clock, seed: int, flags_to_hold: int | None
) -> None:
    await set_site_policy(api, flags_to_hold=flags_to_hold)
    desk = Desk(api, clock, Random(seed))
    await desk.read()
    for number in range(ACTS):
        await desk.act(number)
        if number % 5 == 4:
            for _ in range(LOOKS):
                await desk.look()
    assert any(each.undoes_id for each in desk.decisions)
    await assert_stored_counts_are_true(api)


async def test_leave_out_what_its_author_has_deleted(api: Api, held: list[str]) -> None:
    before = await api.run("{ queueCounts { queue count } }", ANN)
    async with api.database.transaction() as session:
        of = select(Comment.id).where(Comment.status == "PENDING").order_by(Comment.id.desc()).limit(2)
        gone = (
            update(Comment).where(Comment.id.in_(of.scalar_subquery())).values(deleted_at=Comment.created_at)
        )
        await session.execute(gone)
    after = await api.run("{ queueCounts { queue count } }", ANN)
    counts = [{row["queue"]: row["count"] for row in each["queueCounts"]} for each in (before, after)]
    assert counts[1] == counts[0] | {"PENDING": counts[0]["PENDING"] - 2}


async def test_keep_their_pages_while_moderators_empty_them(api: Api, held: list[str]) -> None:
    """The comment under a cursor has left the queue: the next page goes on behind it, without gap or repeat."""
    query = """query($after: String) {
      moderationQueue(queue: PENDING, orderBy: OLDEST, filter: {text: "held"}, first: 5, after: $after) {
        nodes { id } pageInfo { endCursor hasNextPage }
      }
    }"""
    seen: list[str] = []
    after, has_next = None, True
    while has_next:
        page = (await api.run(query, ANN, after=after))["moderationQueue"]
        ids = [node["id"] for node in page["nodes"]]
        seen += ids
        after, has_next = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        await moderate(api, BOB, ids)
    assert seen == held


@pytest.mark.parametrize("unit", [timedelta(milliseconds=1), timedelta(seconds=0)], ids=["after", "at"])
async def test_report_what_was_flagged_after_the_last_look(
    api: Api, held: list[str], clock: Clock, unit: timedelta
) -> None:
    await moderate(api, ANN, held[:1])
    comment_id = UUID(held[0].removeprefix("comment_"))
    async with api.database.transaction() as session:
        session.add(
            Flag(
                comment_id=comment_id,
                version=1,
                reporter_key="k",
                reason=FlagReason.OTHER,
                created_at=clock.now + unit,
            )
        )
    query = "{ moderationQueue(queue: REPORTED, first: 100) { nodes { id } } }"
    found = [node["id"] for node in (await api.run(query, ANN))["moderationQueue"]["nodes"]]
    assert (held[0] in found) is bool(unit)
