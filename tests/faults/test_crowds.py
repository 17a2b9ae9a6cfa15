"""Whatever several people do, in whatever order and at once: the books balance, and nobody sees what they may not."""

from __future__ import annotations

import os
from uuid import UUID

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, EVA, Speaker
from tests.deciding.desk import Desk
from tests.faults.books import assert_audit_log_is_sealed_and_sound, assert_balanced
from tests.faults.conftest import EXAMPLES
from tests.faults.crowd import PEOPLE, Crowd, name_of
from tests.faults.ledger import read
from tests.faults.possible import REFUSALS
from tests.submitting.conftest import Clock
from tests.submitting.paging import assert_counts_are_what_paging_reaches, walk
from tests.submitting.policies import set_site_policy, words
from tests.submitting.tables import assert_stored_counts_are_true

pytestmark = pytest.mark.timeout(240 + EXAMPLES)

ACTS = EXAMPLES or 250
"""Twice on each database: a thousand in all."""

LOOKS = 25
"""After so many acts everybody looks."""

NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Comment { body bodyHtml status isDeleted } } }"
AT_ONCE = 50


@pytest.fixture(params=range(2))
async def crowd(api: Api, clock: Clock, unwritten: Newsroom, request: pytest.FixtureRequest) -> Crowd:
    """Three threads, in which most is shown at once and readers are soon trusted."""
    policy = {"mode": "POST", "newcomer_threshold": 0, "flags_to_hold": 1, "suspect_words": words("wax")}
    await set_site_policy(api, **policy)
    seed = os.urandom(8).hex() if EXAMPLES else f"crowd {request.param}"
    articles = [unwritten.id("article", name) for name in ("lamps", "ferry", "library")]
    return Crowd(api, clock, articles, seed, await read(api.database))


async def assert_everybody_sees_what_they_may(crowd: Crowd) -> None:
    speakers: list[Speaker] = [None, EVA, *PEOPLE, *list(crowd.guests)[-2:]]
    for speaker in speakers:
        if speaker is not ANN:
            await assert_reaches_by_id_what_they_may(crowd, speaker)
    for article in crowd.articles:
        for speaker in (None, crowd.random.choice(PEOPLE)):
            await assert_reaches_by_paging_what_they_may(crowd, article, speaker)


async def assert_reaches_by_id_what_they_may(crowd: Crowd, speaker: Speaker) -> None:
    me = crowd.person_id(speaker)
    comments = list(crowd.ledger.comments.values())
    for start in range(0, len(comments), AT_ONCE):
        few = comments[start : start + AT_ONCE]
        found = (await crowd.api.run(NODES, speaker, ids=[name_of(each) for each in few]))["nodes"]
        for comment, node in zip(few, found, strict=True):
            assert (node is not None) == crowd.ledger.is_seen_by(me, comment), (comment.id, node)
            if node is not None:
                assert (node["body"], node["status"]) == (comment.body or None, comment.status)


async def assert_reaches_by_paging_what_they_may(crowd: Crowd, article: str, speaker: Speaker) -> None:
    me = crowd.person_id(speaker)
    thread = await walk(crowd.api, article, speaker)
    article_id = UUID(article.removeprefix("article_"))
    assert thread.parents == {
        name_of(each): f"comment_{each.parent_id.hex}" if each.parent_id else None
        for each in crowd.ledger.comments.values()
        if each.article_id == article_id and crowd.ledger.is_seen_by(me, each)
    }
    assert_counts_are_what_paging_reaches(thread)


async def test_keep_the_books_and_see_what_they_may_after_any_acts(crowd: Crowd) -> None:
    desk = Desk(crowd.api, crowd.clock, crowd.random)
    acts, looked = 0, 0
    while acts < ACTS:
        acts += await crowd.act()
        if acts // LOOKS > looked:
            looked = acts // LOOKS
            await assert_everybody_sees_what_they_may(crowd)
            await assert_stored_counts_are_true(crowd.api)
            await desk.read()
            if desk.comments:
                await desk.look()
    await assert_everybody_sees_what_they_may(crowd)
    await assert_audit_log_is_sealed_and_sound(crowd.api.database, now=crowd.clock.now)
    await assert_balanced(crowd.api.database, since=crowd.ledger.since)
    assert {act for act, code in crowd.done if code == "done"} == {*REFUSALS}
