"""A decision about a comment with replies: what happens below it, and to every count."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, BOB, LENA, OMI, TARIQ
from tests.submitting.paging import assert_counts_are_what_paging_reaches, walk
from tests.submitting.sending import decide, send, stored_comment
from tests.submitting.tables import assert_stored_counts_are_true

VISIBLE_BELOW_A = {"a1", "a11", "a4"}
HIDING = pytest.mark.parametrize("status", ["REJECTED", "SPAM"])


@HIDING
@pytest.mark.parametrize(
    ("root", "hidden"),
    [
        ("a", {"a", *VISIBLE_BELOW_A}),
        ("a1", {"a1", "a11"}),
        ("a11", {"a11"}),
        ("e", {"e"}),
    ],
    ids=["top", "middle", "leaf", "alone"],
)
async def test_a_refused_parent_hides_what_is_below_and_comes_back_with_it(
    api: Api, newsroom: Newsroom, root: str, hidden: set[str], status: str
) -> None:
    ferry, comment = newsroom.id("article", "ferry"), newsroom.id("comment", root)
    speakers = (None, LENA, OMI, TARIQ, ANN)
    before = [await walk(api, ferry, speaker) for speaker in speakers]
    version = 3 if root == "e" else 1
    await decide(api, comment, status, version=version, moderator=BOB)

    gone = {newsroom.id("comment", name) for name in hidden}
    public = await walk(api, ferry)
    assert public.parents.keys() == before[0].parents.keys() - gone
    for speaker in speakers:
        assert_counts_are_what_paging_reaches(await walk(api, ferry, speaker))
    await assert_stored_counts_are_true(api)

    await decide(api, comment, "APPROVED", version=version + 1, moderator=BOB)
    assert [await walk(api, ferry, speaker) for speaker in speakers] == before
    await assert_stored_counts_are_true(api)


@HIDING
async def test_the_author_of_a_refused_parent_sees_it_alone_and_its_repliers_see_nothing(
    api: Api, newsroom: Newsroom, status: str
) -> None:
    """LENA wrote a and a11 below it, OMI a1 between them."""
    ferry, parent = newsroom.id("article", "ferry"), newsroom.id("comment", "a")
    await decide(api, parent, status)
    lenas, omis = await walk(api, ferry, LENA), await walk(api, ferry, OMI)
    assert parent in lenas.parents
    assert lenas.replies_of(parent) == lenas.reply_counts[parent] == 0
    assert parent not in omis.parents
    query = "query($id: ID!) { comment(id: $id) { id } }"
    for name, speaker in (("a11", LENA), ("a1", OMI), ("a4", TARIQ)):
        assert (await api.run(query, speaker, id=newsroom.id("comment", name)))["comment"] is None


async def test_a_reply_that_was_refused_itself_does_not_come_back_with_its_parent(
    api: Api, newsroom: Newsroom
) -> None:
    ferry = newsroom.id("article", "ferry")
    top, middle = newsroom.id("comment", "a"), newsroom.id("comment", "a1")
    await decide(api, top, "REJECTED")
    await decide(api, middle, "REJECTED")
    await decide(api, top, "APPROVED", version=2)
    shown = (await walk(api, ferry)).parents
    assert top in shown
    assert newsroom.id("comment", "a4") in shown
    assert not {middle, newsroom.id("comment", "a11")} & shown.keys()
    await assert_stored_counts_are_true(api)
    await decide(api, middle, "APPROVED", version=2)
    assert newsroom.id("comment", "a11") in (await walk(api, ferry)).parents
    await assert_stored_counts_are_true(api)


async def test_approving_below_a_hidden_parent_shows_nothing_until_the_parent_is_shown(
    api: Api, newsroom: Newsroom
) -> None:
    ferry = newsroom.id("article", "ferry")
    before = await walk(api, ferry)
    await decide(api, newsroom.id("comment", "a1"), "REJECTED")
    await decide(api, newsroom.id("comment", "a12"), "APPROVED")
    hidden = await walk(api, ferry)
    assert newsroom.id("comment", "a12") not in hidden.parents
    await decide(api, newsroom.id("comment", "a1"), "APPROVED", version=2)
    shown = await walk(api, ferry)
    assert shown.parents.keys() == {*before.parents, newsroom.id("comment", "a12")}
    assert_counts_are_what_paging_reaches(shown)
    await assert_stored_counts_are_true(api)


async def test_approving_a_parent_for_the_first_time_shows_the_replies_approved_before(
    api: Api, newsroom: Newsroom
) -> None:
    ferry = newsroom.id("article", "ferry")
    before = (await walk(api, ferry)).count
    await decide(api, newsroom.id("comment", "b"), "APPROVED")
    shown = await walk(api, ferry)
    assert newsroom.id("comment", "b1") in shown.parents
    assert shown.count == before + 2
    await assert_stored_counts_are_true(api)


async def test_refusing_what_was_refused_already_changes_no_count(api: Api, newsroom: Newsroom) -> None:
    ferry = newsroom.id("article", "ferry")
    before = await walk(api, ferry)
    await decide(api, newsroom.id("comment", "c"), "SPAM")
    await decide(api, newsroom.id("comment", "d"), "REJECTED")
    assert await walk(api, ferry) == before
    await assert_stored_counts_are_true(api)


async def test_a_held_reply_counts_for_its_author_until_its_parent_is_hidden(
    api: Api, article: str, post_mode: None
) -> None:
    parent = await stored_comment(api, article, "The lamps are out", LENA)
    links = "See https://a.example https://b.example https://c.example"
    first = await send(api, article, links, parentId=parent["id"])
    assert first["comment"]["status"] == "PENDING"
    token, reply = first["guestToken"], first["comment"]["id"]
    assert (await walk(api, article, token)).reply_counts == {parent["id"]: 1, reply: 0}

    await decide(api, parent["id"], "REJECTED")
    assert (await walk(api, article, token)).parents == {}
    await decide(api, parent["id"], "APPROVED", version=2)
    assert (await walk(api, article, token)).reply_counts == {parent["id"]: 1, reply: 0}
    assert (await walk(api, article)).reply_counts == {parent["id"]: 0}


async def test_a_chain_of_replies_is_hidden_and_shown_at_its_full_depth(
    api: Api, article: str, post_mode: None
) -> None:
    chain: list[str] = []
    for depth in range(7):
        below = chain[-1] if chain else None
        chain.append((await stored_comment(api, article, f"At depth {depth}", parentId=below))["id"])
    for position, comment in enumerate(chain):
        await decide(api, comment, "REJECTED")
        assert list((await walk(api, article)).parents) == chain[:position]
        await assert_stored_counts_are_true(api)
        await decide(api, comment, "APPROVED", version=2)
        assert list((await walk(api, article)).parents) == chain
        await assert_stored_counts_are_true(api)
