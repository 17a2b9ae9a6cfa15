"""Moderators who decide about one comment at the same time."""

from __future__ import annotations

import asyncio

from tests.api.client import Api
from tests.deciding.conftest import moderator
from tests.deciding.decisions import (
    APPROVE,
    REJECT,
    assert_lost_to,
    audited_decisions,
    decide,
    decisions_by_people,
    stored,
)

PAIRS = 50


async def test_of_fifty_pairs_of_parallel_decisions_exactly_one_succeeds(api: Api, waiting: str) -> None:
    calls = [
        decide(api, mutation, moderator(2 * pair + at), waiting, 1)
        for pair in range(PAIRS)
        for at, mutation in enumerate((APPROVE, REJECT))
    ]
    payloads = await asyncio.gather(*calls)

    winners = [(number, each) for number, each in enumerate(payloads) if not each["errors"]]
    assert len(winners) == 1
    number, won = winners[0]
    losers = [each for each in payloads if each is not won]
    assert len(losers) == 2 * PAIRS - 1
    for loser in losers:
        assert_lost_to(loser, f"Moderator {number}", won["comment"]["status"])

    assert await decisions_by_people(api, waiting) == 1
    expected = {"APPROVED": "comment.approve", "REJECTED": "comment.reject"}[won["comment"]["status"]]
    assert await audited_decisions(api, waiting) == [expected]
    comment = await stored(api, waiting)
    assert (comment.version, comment.reviewed_version, comment.status) == (2, 2, won["comment"]["status"])


async def test_one_moderator_who_sends_a_decision_twenty_times_has_decided_once(
    api: Api, waiting: str
) -> None:
    payloads = await asyncio.gather(*(decide(api, APPROVE, moderator(1), waiting, 1) for _ in range(20)))
    assert all(each["errors"] == [] for each in payloads)
    assert {each["comment"]["version"] for each in payloads} == {2}
    assert await decisions_by_people(api, waiting) == 1
    assert await audited_decisions(api, waiting) == ["comment.approve"]
