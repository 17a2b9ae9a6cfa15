"""Whatever is written and decided, and in whatever order: what is counted is what can be reached."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.submitting.forum import MAX_DEPTH, VIEWERS, Forum
from tests.submitting.paging import assert_counts_are_what_paging_reaches, walk
from tests.submitting.policies import set_site_policy, words
from tests.submitting.tables import assert_stored_counts_are_true

STEPS = 120
LOOKS = 20
"""After so many steps everybody walks through the whole thread."""


@pytest.fixture
async def forum(unhurried: Api, newsroom: Newsroom, seed: int) -> Forum:
    """Nobody has written yet. What speaks of wax is held, all else shown."""
    policy = {"mode": "POST", "newcomer_threshold": 0, "max_depth": MAX_DEPTH, "suspect_words": words("wax")}
    await set_site_policy(unhurried, **policy)
    return Forum(unhurried, newsroom.id("article", "lamps"), Random(seed))


async def assert_everybody_sees_what_the_rule_says(forum: Forum) -> None:
    for viewer in VIEWERS:
        thread = await walk(forum.api, forum.article, viewer)
        assert thread.parents == forum.seen_by(viewer)
        assert_counts_are_what_paging_reaches(thread)
    await assert_stored_counts_are_true(forum.api)


@pytest.mark.parametrize("seed", range(4))
async def test_counts_are_what_paging_reaches_after_any_sequence(forum: Forum) -> None:
    for number in range(1, STEPS + 1):
        await forum.step()
        await assert_stored_counts_are_true(forum.api)
        if number % LOOKS == 0:
            await assert_everybody_sees_what_the_rule_says(forum)
    assert {comment.status for comment in forum.written} >= {"APPROVED", "REJECTED", "SPAM"}
    assert any(comment.depth == MAX_DEPTH for comment in forum.written)


@pytest.mark.parametrize("seed", range(2))
async def test_counts_are_what_paging_reaches_after_decisions_at_once(forum: Forum) -> None:
    """Each about another comment, many of them above and below each other."""
    for _ in range(STEPS // 3):
        await forum.write()
    for _ in range(3):
        few = forum.random.sample(forum.written, len(forum.written) // 2)
        await asyncio.gather(*(forum.judge(comment) for comment in few))
        await assert_everybody_sees_what_the_rule_says(forum)
