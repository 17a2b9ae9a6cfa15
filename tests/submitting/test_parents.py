"""What may be replied to."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from server.models import Comment
from server.models.types import utc_now
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, BOB, LENA, OMI, TARIQ, Speaker
from tests.submitting.paging import assert_counts_are_what_paging_reaches, walk
from tests.submitting.policies import set_article_policy, set_site_policy
from tests.submitting.sending import count_comments, decide, problems, row_id, send, stored_comment

BODY = "I saw the same."
UNAVAILABLE = [("PARENT_UNAVAILABLE", "parentId")]
HIDDEN = {
    "pending": "a2",
    "rejected": "a3",
    "spam": "d",
    "below a pending one": "b1",
    "below a rejected one": "a31",
    "pending at depth 3": "a111",
}


@pytest.mark.parametrize("speaker", [None, TARIQ, LENA, ANN], ids=lambda who: who.name if who else "nobody")
async def test_every_parent_that_readers_cannot_see_answers_as_one_that_is_not_there(
    api: Api, newsroom: Newsroom, speaker: Speaker
) -> None:
    """Also to the hidden comment's own author and to a moderator: readers would not see the reply."""
    ferry = newsroom.id("article", "ferry")
    async with api.database.transaction() as session:
        gone = update(Comment).where(Comment.id == newsroom.uuid("comment", "a4"))
        await session.execute(gone.values(deleted_at=utc_now()))
    parents = [
        f"comment_{uuid4().hex}",
        "comment_",
        "x",
        "\x00",
        ferry,
        newsroom.id("comment", "l"),
        newsroom.id("comment", "w"),
        newsroom.id("comment", "a4"),
        *(newsroom.id("comment", name) for name in HIDDEN.values()),
    ]
    before = await count_comments(api)
    answers = [await send(api, ferry, BODY, speaker, parentId=parent) for parent in parents]
    assert problems(answers[0]) == UNAVAILABLE
    assert all(answer == answers[0] for answer in answers)
    assert await count_comments(api) == before


async def test_a_visible_comment_of_another_article_is_no_parent(
    api: Api, article: str, newsroom: Newsroom
) -> None:
    assert problems(await send(api, article, BODY, LENA, parentId=newsroom.id("comment", "a"))) == UNAVAILABLE


async def test_a_reply_stands_one_deeper_than_its_parent(api: Api, newsroom: Newsroom) -> None:
    parent = newsroom.id("comment", "a11")
    reply = await stored_comment(api, newsroom.id("article", "ferry"), BODY, LENA, parentId=parent)
    assert (reply["depth"], reply["parent"]) == (3, {"id": parent})


async def test_a_null_parent_is_the_top_level(api: Api, article: str) -> None:
    comment = await stored_comment(api, article, BODY, parentId=None)
    assert (comment["depth"], comment["parent"]) == (0, None)


@pytest.mark.parametrize("of", ["site", "article"])
async def test_a_thread_is_refused_beyond_the_policys_depth(
    api: Api, article: str, post_mode: None, of: str
) -> None:
    if of == "site":
        await set_site_policy(api, max_depth=2)
    else:
        await set_article_policy(api, article, max_depth=2)
    parent = None
    for depth in range(3):
        comment = await stored_comment(api, article, f"At depth {depth}", parentId=parent)
        assert comment["depth"] == depth
        parent = comment["id"]
    before = await count_comments(api)
    assert problems(await send(api, article, "Too deep", parentId=parent)) == [("TOO_DEEP", "parentId")]
    assert await count_comments(api) == before


async def test_a_hidden_parent_at_the_limit_of_depth_does_not_tell_its_depth(
    api: Api, newsroom: Newsroom
) -> None:
    ferry = newsroom.id("article", "ferry")
    await set_article_policy(api, ferry, max_depth=0)
    hidden = await send(api, ferry, BODY, LENA, parentId=newsroom.id("comment", "a111"))
    assert problems(hidden) == UNAVAILABLE


async def test_no_reply_slips_under_a_parent_that_is_rejected_meanwhile(
    api: Api, article: str, post_mode: None
) -> None:
    """A reply is refused, or stored first and then hidden with its parent."""
    parent = await stored_comment(api, article, "The lamps are out", LENA)
    replies = [send(api, article, f"Reply {number}", parentId=parent["id"]) for number in range(12)]
    rejecting = decide(api, parent["id"], "REJECTED", moderator=BOB)
    answers = await asyncio.gather(*replies[:6], rejecting, *replies[6:])
    payloads = answers[:6] + answers[7:]
    for payload in payloads:
        assert payload["errors"] == [] or problems(payload) == UNAVAILABLE
    taken = [payload["comment"]["id"] for payload in payloads if payload["comment"]]
    assert await count_comments_below(api, parent["id"]) == len(taken)

    hidden = await walk(api, article)
    assert hidden.parents == {}
    assert hidden.count == 0
    await decide(api, parent["id"], "APPROVED", version=2)
    shown = await walk(api, article)
    assert set(shown.parents) == {parent["id"], *taken}
    assert_counts_are_what_paging_reaches(shown)


async def count_comments_below(api: Api, parent: str) -> int:
    query = select(func.count()).select_from(Comment).where(Comment.parent_id == row_id(parent))
    (count,) = await api.rows(query)
    return int(count)


async def test_a_reply_to_a_comment_that_was_approved_a_moment_ago_is_taken(api: Api, article: str) -> None:
    held = await stored_comment(api, article, "The lamps are out")
    assert problems(await send(api, article, BODY, OMI, parentId=held["id"])) == UNAVAILABLE
    await decide(api, held["id"], "APPROVED")
    await stored_comment(api, article, BODY, OMI, parentId=held["id"])
