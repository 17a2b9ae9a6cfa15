"""Claims: who is at work on what, until when, and what that keeps others from."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from server.models import Article, Claim, Comment
from server.models.types import format_instant, utc_now
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ADA, ANN, BOB, Speaker
from tests.deciding.batches import CLAIM, RELEASE, claim, codes, moderate, refusals, release, send
from tests.deciding.conftest import Clock, moderator, write_waiting
from tests.deciding.decisions import APPROVE, REJECT, decide, decisions_by_people, row_id

NIL = "0" * 32
SEEN = """query($id: ID!) {
  comment(id: $id) { moderation { claim { by { name } expiresAt } } }
  mine: comments(filter: {claimed: MINE}, first: 100) { nodes { id } }
  others: comments(filter: {claimed: OTHERS}, first: 100) { nodes { id } }
  free: comments(filter: {claimed: UNCLAIMED}, first: 100) { nodes { id } }
}"""


async def seen(api: Api, speaker: Speaker, comment_id: str) -> tuple[str, str | None]:
    """Which of the filters finds the comment, and who it is said to be claimed by."""
    data = await api.run(SEEN, speaker, id=comment_id)
    (found,) = [
        name
        for name in ("mine", "others", "free")
        if comment_id in [node["id"] for node in data[name]["nodes"]]
    ]
    claimed = data["comment"]["moderation"]["claim"]
    return found, claimed and claimed["by"]["name"]


async def ends(api: Api, comment_id: str) -> str:
    data = await api.run(SEEN, ANN, id=comment_id)
    expires_at: str = data["comment"]["moderation"]["claim"]["expiresAt"]
    return expires_at


async def test_is_seen_by_all_moderators_with_its_end(api: Api, held: list[str], clock: Clock) -> None:
    payload = await claim(api, ANN, held[:3], seconds=60)
    assert [result["commentId"] for result in payload["results"]] == held[:3]
    assert codes(payload) == [None] * 3
    assert payload["results"][0]["comment"]["version"] == 1
    assert await seen(api, ANN, held[0]) == ("mine", "Ann")
    assert await seen(api, BOB, held[0]) == ("others", "Ann")
    assert await seen(api, BOB, held[3]) == ("free", None)
    assert await ends(api, held[0]) == format_instant(clock.now + timedelta(seconds=60))


@pytest.mark.parametrize("given", [{}, {"seconds": None}], ids=["left out", "null"])
async def test_lasts_five_minutes_where_nothing_is_said(
    api: Api, held: list[str], clock: Clock, given: dict[str, Any]
) -> None:
    await claim(api, ANN, held[:1], **given)
    assert await ends(api, held[0]) == format_instant(clock.now + timedelta(seconds=300))


async def test_is_over_at_the_very_moment(api: Api, held: list[str], clock: Clock) -> None:
    await claim(api, ANN, held[:2], seconds=30)
    clock.advance(seconds=29.999)
    assert await seen(api, BOB, held[0]) == ("others", "Ann")
    assert codes(await moderate(api, BOB, held[:1])) == ["CLAIMED"]
    assert codes(await claim(api, BOB, held[1:2])) == ["CLAIMED"]
    clock.advance(seconds=0.001)
    assert await seen(api, ANN, held[0]) == ("free", None)
    assert codes(await moderate(api, BOB, held[:1])) == [None]
    assert codes(await claim(api, BOB, held[1:2])) == [None]
    assert await seen(api, ANN, held[1]) == ("others", "Bob")


async def test_ones_own_begins_anew(api: Api, held: list[str], clock: Clock) -> None:
    begun = format_instant(clock.now)
    await claim(api, ANN, held[:1], seconds=60)
    clock.advance(seconds=50)
    assert codes(await claim(api, ANN, held[:1], seconds=60)) == [None]
    clock.advance(seconds=59)
    (error,) = (await decide(api, APPROVE, BOB, held[0], 1))["errors"]
    assert (error["cause"], error["at"]) == ("CLAIMED", begun)


async def test_anothers_is_a_conflict_that_says_whose_and_since_when(
    api: Api, held: list[str], clock: Clock
) -> None:
    begun = format_instant(clock.now)
    await claim(api, ANN, held[:2])
    clock.advance(seconds=1)
    payload = await claim(api, BOB, held[1:3])
    assert codes(payload) == ["CLAIMED", None]
    error = payload["results"][0]["error"]
    assert (error["__typename"], error["code"], error["path"]) == (
        "Conflict",
        "CONFLICT",
        ["input", "ids", "0"],
    )
    assert (error["by"], error["at"]) == ({"name": "Ann"}, begun)
    assert (error["currentVersion"], error["currentStatus"]) == (1, "PENDING")
    assert await seen(api, ANN, held[1]) == ("mine", "Ann")


# ── deciding ────────────────────────────────────────────────────────────────────────────────────


async def test_keeps_other_moderators_from_deciding(api: Api, held: list[str]) -> None:
    await claim(api, ANN, held[:1])
    (error,) = (await decide(api, REJECT, BOB, held[0], 1))["errors"]
    assert (error["code"], error["cause"], error["by"]) == ("CONFLICT", "CLAIMED", {"name": "Ann"})
    assert await decisions_by_people(api, held[0]) == 0
    assert await seen(api, BOB, held[0]) == ("others", "Ann")


async def test_is_released_by_the_claimers_decision(api: Api, held: list[str]) -> None:
    await claim(api, ANN, held[:1])
    assert (await decide(api, APPROVE, ANN, held[0], 1))["errors"] == []
    assert await seen(api, ANN, held[0]) == ("free", None)
    assert (await decide(api, REJECT, BOB, held[0], 2))["errors"] == []


async def test_an_administrator_decides_in_spite_of_it_and_ends_it(api: Api, held: list[str]) -> None:
    await claim(api, ANN, held[:1])
    assert (await decide(api, APPROVE, ADA, held[0], 1))["errors"] == []
    assert await seen(api, ANN, held[0]) == ("free", None)
    (error,) = (await decide(api, REJECT, ANN, held[0], 1))["errors"]
    assert (error["cause"], error["by"]) == ("MODERATED", {"name": "Ada"})


async def test_an_administrator_claims_as_others_do(api: Api, held: list[str]) -> None:
    await claim(api, ANN, held[:1])
    assert codes(await claim(api, ADA, held[:1])) == ["CLAIMED"]


async def test_what_is_decided_already_is_told_before_who_is_at_work(api: Api, held: list[str]) -> None:
    await decide(api, APPROVE, ANN, held[0], 1)
    await claim(api, ANN, held[:1])
    (error,) = (await decide(api, APPROVE, BOB, held[0], 1))["errors"]
    assert error["cause"] == "MODERATED"


async def test_the_same_decision_again_is_the_same_answer_whoever_claims_since(
    api: Api, held: list[str]
) -> None:
    first = await decide(api, APPROVE, ANN, held[0], 1)
    await claim(api, BOB, held[:1])
    assert await decide(api, APPROVE, ANN, held[0], 1) == first


# ── letting go ──────────────────────────────────────────────────────────────────────────────────


async def test_lets_go_of_ones_own_and_of_nobody_elses(api: Api, held: list[str], clock: Clock) -> None:
    await claim(api, ANN, held[:1])
    await claim(api, BOB, held[1:2], seconds=60)
    payload = await release(api, ANN, [*held[:3], "nonsense"])
    assert codes(payload) == [None, "CLAIMED", None, "NOT_FOUND"]
    assert payload["results"][1]["error"]["by"] == {"name": "Bob"}
    assert await seen(api, ANN, held[0]) == ("free", None)
    assert await seen(api, ANN, held[1]) == ("others", "Bob")
    clock.advance(seconds=60)
    assert codes(await release(api, ANN, held[:3])) == [None] * 3


# ── which comments ──────────────────────────────────────────────────────────────────────────────


async def test_what_is_not_there_is_not_found(api: Api, held: list[str], newsroom: Newsroom) -> None:
    deleted, hidden = held[0], newsroom.id("comment", "x")
    async with api.database.transaction() as session:
        gone = update(Comment).where(Comment.id == row_id(deleted)).values(deleted_at=utc_now())
        await session.execute(gone)
    unknown = ["", "nonsense", f"comment_{NIL}", f"article_{row_id(held[1]).hex}", deleted, hidden]
    for mutation in (claim, release):
        payload = await mutation(api, ANN, [*unknown, held[1]])
        assert codes(payload) == ["NOT_FOUND"] * 6 + [None]
        assert payload["results"][2]["comment"] is None


async def test_what_is_below_a_deleted_article_is_not_found(api: Api, held: list[str]) -> None:
    of = select(Comment.article_id).where(Comment.id == row_id(held[0])).scalar_subquery()
    async with api.database.transaction() as session:
        values = {"deleted_at": utc_now(), "is_public": False}
        await session.execute(update(Article).where(Article.id == of).values(**values))
    assert codes(await claim(api, ANN, held[:1])) == ["NOT_FOUND"]


async def test_one_that_is_named_twice_is_claimed_once(api: Api, held: list[str]) -> None:
    assert codes(await claim(api, ANN, [held[0], held[0]])) == [None, None]
    assert len(await api.rows(select(Claim.comment_id).where(Claim.comment_id == row_id(held[0])))) == 1


async def test_takes_a_hundred_in_as_many_statements_as_one(api: Api, newsroom: Newsroom) -> None:
    held = await write_waiting(api, newsroom, 100)
    counted = []
    for some in (held[:1], held):
        with api.counting() as statements:
            assert set(codes(await claim(api, ANN, some))) == {None}
        counted.append(statements.count)
    assert counted[0] == counted[1]


@pytest.mark.parametrize(
    ("mutation", "given", "expected"),
    [
        (CLAIM, {"seconds": 29}, ("INVALID", ["input", "seconds"])),
        (CLAIM, {"seconds": 901}, ("INVALID", ["input", "seconds"])),
        (CLAIM, {"seconds": -1}, ("INVALID", ["input", "seconds"])),
        (CLAIM, {"ids": []}, ("REQUIRED", ["input", "ids"])),
        (CLAIM, {"ids": ["x"] * 101}, ("TOO_LONG", ["input", "ids"])),
        (RELEASE, {"ids": []}, ("REQUIRED", ["input", "ids"])),
        (RELEASE, {"ids": ["x"] * 101}, ("TOO_LONG", ["input", "ids"])),
    ],
    ids=["short", "long", "negative", "none", "many", "release-none", "release-many"],
)
async def test_tells_what_is_wrong_with_all_of_it(
    api: Api, held: list[str], mutation: str, given: dict[str, Any], expected: tuple[str, list[str]]
) -> None:
    assert refusals(await send(api, mutation, ANN, **{"ids": held, **given})) == [expected]
    assert await api.rows(select(Claim.comment_id).where(Claim.comment_id == row_id(held[0]))) == []


@pytest.mark.parametrize("seconds", [30, 900])
async def test_may_be_as_short_and_as_long_as_that(api: Api, held: list[str], seconds: int) -> None:
    assert codes(await claim(api, ANN, held[:1], seconds=seconds)) == [None]


async def test_only_moderators_claim_and_release(api: Api, held: list[str], not_moderator: Speaker) -> None:
    for mutation in (CLAIM, RELEASE):
        for ids in (held, []):
            refused = await api.refusals(mutation, not_moderator, input={"ids": ids})
            assert refused == [("FORBIDDEN", ["payload"])]


# ── at once ─────────────────────────────────────────────────────────────────────────────────────


async def test_of_moderators_who_claim_the_same_fifty_at_once_each_comment_gets_one(
    api: Api, newsroom: Newsroom
) -> None:
    held = await write_waiting(api, newsroom, 50)
    others = [moderator(number) for number in range(6)]
    orders = [held if number % 2 else held[::-1] for number in range(6)]
    payloads = await asyncio.gather(*(claim(api, who, ids) for who, ids in zip(others, orders, strict=True)))
    claimers = Counter(
        result["commentId"] for payload in payloads for result in payload["results"] if not result["error"]
    )
    assert claimers == Counter(held)
    holders = dict(await api.rows(select(Claim.comment_id, Claim.by_id)))
    for who, payload in zip(others, payloads, strict=True):
        for result in payload["results"]:
            is_mine = holders[row_id(result["commentId"])] == who.id
            assert is_mine == (result["error"] is None)
            assert is_mine or result["error"]["cause"] == "CLAIMED"


async def test_claiming_deciding_and_letting_go_at_once_end_in_order(api: Api, held: list[str]) -> None:
    """No deadlock, and no decision of one on what another has claimed before."""
    calls = [
        work
        for who in (ANN, BOB, moderator(3))
        for work in (
            claim(api, who, held),
            moderate(api, who, held[::-1]),
            release(api, who, held),
            claim(api, who, held[::-1]),
        )
    ]
    payloads = await asyncio.gather(*calls)
    assert all(payload["errors"] == [] for payload in payloads)
    assert {code for payload in payloads for code in codes(payload)} <= {None, "CLAIMED", "MODERATED"}
    for comment_id in held:
        assert await decisions_by_people(api, comment_id) <= 1
