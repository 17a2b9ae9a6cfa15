"""What is seen of a comment before, and without, an approval: at once, by its author only, by everybody."""

from __future__ import annotations

from typing import Any

import pytest

from server.moderation.notices import notice
from server.moderation.status import CommentStatus
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, BOB, EVA, LENA, OMI, TARIQ, Speaker
from tests.submitting.paging import assert_counts_are_what_paging_reaches, walk
from tests.submitting.policies import set_article_policy, set_site_policy
from tests.submitting.sending import Payload, decide, send, stored_comment

BODY = "When are the lamps lit?"
OTHERS = pytest.mark.parametrize(
    "stranger", [None, TARIQ, LENA, EVA, ANN], ids=lambda who: who.name if who else "nobody"
)
SEEN = """query($article: ID!, $comment: ID!, $parent: ID!) {
  article(id: $article) { commentCount comments(first: 100) { totalCount nodes { id status isMine } } }
  comment(id: $comment) { id status isMine }
  node(id: $comment) { id }
  nodes(ids: [$comment]) { id }
  parent: comment(id: $parent) { replyCount replies(first: 100) { totalCount nodes { id isMine } } }
}"""


# ── by which a comment is held ──────────────────────────────────────────────────────────────────


async def test_the_default_policy_holds_every_reader_and_tells_them(api: Api, article: str) -> None:
    for speaker in (None, TARIQ, LENA):
        payload = await send(api, article, BODY, speaker)
        assert payload["comment"]["status"] == "PENDING"
        assert payload["notice"] == notice(CommentStatus.PENDING, ["en"])


async def test_post_mode_shows_a_known_readers_comment_at_once(api: Api, article: str) -> None:
    await set_site_policy(api, mode="POST")
    payload = await send(api, article, BODY, LENA)
    assert payload["comment"]["status"] == "APPROVED"
    assert payload["notice"] == notice(CommentStatus.APPROVED, ["en"])
    assert list((await walk(api, article)).parents) == [payload["comment"]["id"]]


async def test_post_mode_holds_a_newcomer_until_enough_was_approved(api: Api, article: str) -> None:
    await set_site_policy(api, mode="POST", newcomer_threshold=2)
    first = await send(api, article, "The first")
    token = first["guestToken"]
    statuses = [first["comment"]["status"]]
    await decide(api, first["comment"]["id"], "APPROVED")
    second = await stored_comment(api, article, "The second", token, authorName="Mitali")
    await decide(api, second["id"], "APPROVED")
    third = await stored_comment(api, article, "The third", token, authorName="Mitali")
    assert [*statuses, second["status"], third["status"]] == ["PENDING", "PENDING", "APPROVED"]


async def test_post_mode_holds_for_links_as_the_article_allows_them(
    api: Api, article: str, post_mode: None
) -> None:
    await set_article_policy(api, article, max_links=1)
    one, two = "See https://a.example", "See https://a.example and https://b.example"
    assert (await stored_comment(api, article, one, LENA))["status"] == "APPROVED"
    assert (await stored_comment(api, article, two, LENA))["status"] == "PENDING"


# ── who sees a held comment ─────────────────────────────────────────────────────────────────────


class Held:
    """A guest's held comment at the top level, and their held reply to a public one."""

    def __init__(self, newsroom: Newsroom, first: Payload, reply: dict[str, Any]) -> None:
        self.article = newsroom.id("article", "ferry")
        self.parent = newsroom.id("comment", "a")
        self.token: str = first["guestToken"]
        self.top: str = first["comment"]["id"]
        self.reply: str = reply["id"]

    async def seen(self, api: Api, speaker: Speaker, comment: str) -> dict[str, Any]:
        return await api.run(SEEN, speaker, article=self.article, comment=comment, parent=self.parent)


@pytest.fixture
async def held(api: Api, newsroom: Newsroom) -> Held:
    first = await send(api, newsroom.id("article", "ferry"), "I wait at the quay")
    reply = await stored_comment(
        api,
        newsroom.id("article", "ferry"),
        "So do I",
        first["guestToken"],
        authorName="Mitali",
        parentId=newsroom.id("comment", "a"),
    )
    assert (first["comment"]["status"], reply["status"]) == ("PENDING", "PENDING")
    return Held(newsroom, first, reply)


async def test_a_guest_sees_the_own_held_comment_everywhere_with_the_token(api: Api, held: Held) -> None:
    seen = await held.seen(api, held.token, held.top)
    stranger = await held.seen(api, None, held.top)
    mine = {"id": held.top, "status": "PENDING", "isMine": True}
    assert seen["comment"] == mine
    assert mine in seen["article"]["comments"]["nodes"]
    assert seen["node"] == {"id": held.top}
    assert seen["nodes"] == [{"id": held.top}]
    assert seen["article"]["commentCount"] == stranger["article"]["commentCount"] + 2
    total = stranger["article"]["comments"]["totalCount"]
    assert seen["article"]["comments"]["totalCount"] == total + 1


async def test_a_guest_sees_the_own_held_reply_below_its_parent(api: Api, held: Held) -> None:
    seen = (await held.seen(api, held.token, held.reply))["parent"]
    stranger = (await held.seen(api, None, held.reply))["parent"]
    assert {"id": held.reply, "isMine": True} in seen["replies"]["nodes"]
    assert seen["replyCount"] == seen["replies"]["totalCount"] == stranger["replyCount"] + 1


@OTHERS
async def test_nobody_else_sees_a_held_comment_in_the_thread_or_in_its_counts(
    api: Api, held: Held, stranger: Speaker
) -> None:
    walked = await walk(api, held.article, stranger)
    assert not {held.top, held.reply} & walked.parents.keys()
    assert_counts_are_what_paging_reaches(walked)
    for comment in (held.top, held.reply):
        seen = await held.seen(api, stranger, comment)
        if stranger is not ANN:  # a moderator finds it by its id, not in the readers' thread
            assert (seen["comment"], seen["node"], seen["nodes"]) == (None, None, [None])


async def test_paging_as_the_guest_reaches_what_is_counted_for_the_guest(api: Api, held: Held) -> None:
    walked = await walk(api, held.article, held.token)
    assert {held.top, held.reply} <= walked.parents.keys()
    assert_counts_are_what_paging_reaches(walked)


@OTHERS
async def test_once_approved_everybody_sees_it(api: Api, held: Held, stranger: Speaker) -> None:
    before = (await walk(api, held.article, stranger)).count
    await decide(api, held.top, "APPROVED", moderator=BOB)
    walked = await walk(api, held.article, stranger)
    assert held.top in walked.parents
    assert walked.count == before + 1


@pytest.mark.parametrize("status", ["REJECTED", "SPAM"])
async def test_its_author_goes_on_seeing_what_was_refused_with_its_status(
    api: Api, held: Held, status: str
) -> None:
    public = await walk(api, held.article)
    await decide(api, held.top, status, moderator=BOB)
    seen = await held.seen(api, held.token, held.top)
    assert seen["comment"] == {"id": held.top, "status": status, "isMine": True}
    assert await walk(api, held.article) == public
    assert_counts_are_what_paging_reaches(await walk(api, held.article, held.token))


async def test_a_held_comment_tells_nobody_else_of_its_author(api: Api, article: str) -> None:
    """Readers who send the same words get their own comment, not the other's."""
    theirs = await stored_comment(api, article, BODY, OMI)
    mine = await send(api, article, BODY, LENA)
    assert mine["errors"] == []
    assert mine["comment"]["id"] != theirs["id"]
