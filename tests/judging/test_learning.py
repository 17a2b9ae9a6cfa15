"""Learning from decisions: each once, by one process at a time, and used by every process."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from server.models import ActorKind, Comment, CommentRevision, Decision, StoredRiskModel
from server.models.types import utc_now
from server.moderation.risk.evaluation import is_held_out
from server.moderation.status import CommentStatus
from server.services.judging import judging_of
from server.services.leases import LEARNING, hold
from server.services.risk_decisions import STANDS_FOR, judged_after
from server.services.risk_learning import LEASE, learn_once, learn_step
from server.services.risk_models import ModelKeeper
from tests.api.client import Api
from tests.api.newsroom import LEARNER, Newsroom
from tests.api.voices import ANN, LENA
from tests.deciding.batches import undo
from tests.deciding.decisions import last_decision
from tests.judging.decided import LONG_AGO, Desk
from tests.judging.verdicts import judged, outcomes
from tests.submitting.sending import decide, row_id, stored_comment

REJECTED, APPROVED = CommentStatus.REJECTED, CommentStatus.APPROVED


@pytest.fixture
def desk(api: Api, newsroom: Newsroom) -> Desk:
    return Desk(api, newsroom)


async def learn(api: Api) -> int:
    return await learn_once(api.database, now=utc_now())


async def stored(api: Api) -> Any:
    async with api.database.transaction() as session:
        return await session.get(StoredRiskModel, "site")


async def learned(api: Api) -> int:
    row = await stored(api)
    return row.refused_count + row.approved_count if row else 0


async def decisions(api: Api) -> list[Any]:
    async with api.database.transaction() as session:
        return list(await judged_after(session, None, until=utc_now() - STANDS_FOR, limit=10_000))


async def test_scores_with_what_it_has_learned(api: Api, desk: Desk, article: str, post_mode: None) -> None:
    before = await stored_comment(api, article, "you numskulls", LENA)
    assert "learned_risk" not in await outcomes(api, before["id"])
    await desk.decide(480)
    assert await learn(api) > 0
    await ModelKeeper(api.database).step()

    bad = await stored_comment(api, article, "what numskulls the council are", LENA)
    seen = await judged(api, bad["id"])
    finding = seen["findings"]["learned_risk"]
    assert (seen["status"], finding["outcome"]) == ("PENDING", "HOLD")
    assert finding["score"] == seen["risk"] > 0.5
    parts = ["what numskulls the council are"[span["start"] : span["end"]] for span in finding["spans"]]
    assert any("numsk" in part or "skull" in part for part in parts)

    good = await stored_comment(api, article, "the school budget and the bridge", LENA)
    seen = await judged(api, good["id"])
    assert (seen["status"], seen["findings"]["learned_risk"]["outcome"]) == ("APPROVED", "NOTE")
    assert seen["risk"] < 0.5


async def test_says_nothing_before_it_has_learned_enough(api: Api, desk: Desk, article: str) -> None:
    await desk.decide(60)
    await learn(api)
    row = await stored(api)
    assert (row.weights, row.refused_count + row.approved_count > 40) == (None, True)
    await ModelKeeper(api.database).step()
    comment = await stored_comment(api, article, "you numskulls", LENA)
    assert "learned_risk" not in await outcomes(api, comment["id"])


async def test_learns_each_decision_once(api: Api, desk: Desk) -> None:
    await desk.decide(30)
    every = await decisions(api)
    known = [each for each in every if not each.is_held_out]
    assert await learn(api) == len(every)
    assert await learn(api) == 0
    assert await learned(api) == len(known)
    await desk.decide(10)
    assert await learn(api) == 10
    assert await learned(api) == len([each for each in await decisions(api) if not each.is_held_out])


async def test_of_two_who_learn_at_once_one_stores(api: Api, desk: Desk) -> None:
    await desk.decide(40)
    count = len(await decisions(api))
    counts = await asyncio.gather(*(learn(api) for _ in range(3)))
    assert sorted(counts) == [0, 0, count]
    assert (await stored(api)).version == 1
    assert await learned(api) == len([each for each in await decisions(api) if not each.is_held_out])


async def test_one_process_learns_at_a_time_until_its_lease_is_over(api: Api, desk: Desk) -> None:
    await desk.decide(5)
    now = utc_now()
    async with api.database.transaction() as session:
        assert await hold(session, LEARNING, holder=LEARNER, now=now, lasting=LEASE)
    assert await learn_step(api.database, holder="this") == 0
    async with api.database.transaction() as session:
        later = now + LEASE
        assert not await hold(
            session, LEARNING, holder="this", now=later - timedelta(seconds=1), lasting=LEASE
        )
        assert await hold(session, LEARNING, holder="this", now=later, lasting=LEASE)
        assert await hold(session, LEARNING, holder="this", now=later, lasting=LEASE)
        assert not await hold(session, LEARNING, holder=LEARNER, now=later, lasting=LEASE)
    assert await learn_step(api.database, holder="this") > 0


async def test_learns_what_has_stood_for_a_while(api: Api, desk: Desk) -> None:
    before = await decisions(api)
    await desk.write([("a fresh one", REJECTED)], at=utc_now() - STANDS_FOR + timedelta(minutes=1))
    assert await decisions(api) == before
    await desk.write([("an older one", REJECTED)], at=utc_now() - STANDS_FOR - timedelta(seconds=1))
    assert [each.text for each in (await decisions(api))[len(before) :]] == ["an older one"]


async def test_learns_neither_from_the_policy_nor_about_staff(api: Api, desk: Desk) -> None:
    before = len(await decisions(api))
    at = utc_now() - LONG_AGO
    (comment_id,) = await desk.write([("written by staff", REJECTED)], at=at, is_staff=True)
    async with api.database.transaction() as session:
        await session.execute(
            insert(Decision).values(
                comment_id=desk.newsroom.uuid("comment", "c"),
                version=1,
                status=REJECTED,
                actor_kind=ActorKind.POLICY,
                decided_at=at,
            )
        )
    assert len(await decisions(api)) == before
    assert comment_id is not None


async def test_learns_the_text_that_was_judged(api: Api, desk: Desk) -> None:
    at = utc_now() - LONG_AGO
    edited, lost = await desk.write([("the judged text", REJECTED)] * 2, at=at)
    async with api.database.transaction() as session:
        for comment_id in (edited, lost):
            changes = {"body": "a later text", "text_version": 3, "version": 3}
            await session.execute(update(Comment).where(Comment.id == comment_id).values(**changes))
        await session.execute(
            insert(CommentRevision).values(
                comment_id=edited, version=1, body="the judged text", created_at=at
            )
        )
    found = {each.comment_id: each.text for each in await decisions(api)}
    assert (found[edited], found[lost]) == ("the judged text", None)
    await learn(api)


async def test_never_learns_what_is_held_out(api: Api, desk: Desk) -> None:
    await desk.decide(80)
    await learn(api)
    held_out = [each for each in await decisions(api) if each.is_held_out]
    assert held_out
    assert all(is_held_out(each.comment_id) for each in held_out)
    assert await learned(api) == len(await decisions(api)) - len(held_out)


async def test_a_model_that_cannot_be_read_is_unknown_and_holds(
    api: Api, desk: Desk, article: str, post_mode: None
) -> None:
    await desk.decide(5)
    await learn(api)
    async with api.database.transaction() as session:
        await session.execute(update(StoredRiskModel).values(weights=b"damaged", version=9))
    await ModelKeeper(api.database).step()
    comment = await stored_comment(api, article, "the school budget", LENA)
    seen = await judged(api, comment["id"])
    assert (seen["status"], list(seen["findings"])) == ("PENDING", ["facts"])
    assert "risk model" in seen["findings"]["facts"]["message"]


@pytest.mark.parametrize(
    "damage", [{"learner": b"damaged"}, {"format": 0}], ids=["damaged", "another format"]
)
async def test_what_cannot_be_read_is_learned_anew(api: Api, desk: Desk, damage: dict[str, Any]) -> None:
    await desk.decide(20)
    await learn(api)
    whole = await learned(api)
    async with api.database.transaction() as session:
        await session.execute(update(StoredRiskModel).values(**damage))
    await desk.decide(1)
    await learn_step(api.database, holder=LEARNER)
    await learn_step(api.database, holder=LEARNER)
    assert await learned(api) - whole in (0, 1)
    assert (await stored(api)).format == 1


async def test_a_process_fetches_a_model_only_when_it_is_new(api: Api, desk: Desk) -> None:
    keeper = ModelKeeper(api.database)
    await desk.decide(5)
    await learn(api)
    await keeper.step()
    with api.counting() as counted:
        await keeper.step()
    assert [sql.split()[1] for sql in counted.reads] == ["version"]
    async with api.database.transaction() as session:
        assert judging_of(session).risk_model is None
        assert (await session.scalars(select(StoredRiskModel.version))).all() == [1]


async def test_a_decision_that_was_taken_back_is_not_learned_and_neither_is_taking_it_back(
    api: Api, article: str
) -> None:
    kept, undone = [await stored_comment(api, article, f"The lamps of {at}", LENA) for at in ("May", "June")]
    for comment in (kept, undone):
        await decide(api, comment["id"], "REJECTED")
    payload = await undo(api, ANN, decisionId=await last_decision(api, undone["id"]))
    assert payload["errors"] == []
    async with api.database.transaction() as session:
        found = await judged_after(session, None, until=utc_now(), limit=1_000)
    assert {row_id(kept["id"])} == {row_id(each["id"]) for each in (kept, undone)} & {
        each.comment_id for each in found
    }
