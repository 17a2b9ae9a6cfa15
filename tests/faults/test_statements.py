"""A use case that fails after any of its statements leaves nothing behind, or only what it had finished."""

from __future__ import annotations

from itertools import count

import pytest
from sqlalchemy import select

from server.models import Comment, Decision, Person
from server.viewer import Role
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import Voice
from tests.faults.books import assert_audit_log_is_sealed_and_sound, assert_balanced
from tests.faults.breaking import breaking, picture
from tests.faults.cases import IN_PIECES, WHOLE, Answer, Case, Stage
from tests.submitting.conftest import Clock
from tests.submitting.policies import set_site_policy, words
from tests.submitting.sending import row_id

pytestmark = pytest.mark.timeout(300)

LEAST_STATEMENTS = 4
"""In any of them: something is read, written, told, and committed."""


async def staged(api: Api, clock: Clock, newsroom: Newsroom) -> Stage:
    """What speaks of wax is held, all else shown; one report of a trusted reader holds."""
    policy = {"mode": "POST", "newcomer_threshold": 0, "flags_to_hold": 1, "suspect_words": words("wax")}
    await set_site_policy(api, **policy)
    return Stage(api, clock, [newsroom.id("article", name) for name in ("lamps", "library")])


def is_done(answer: Answer) -> bool:
    """False for an answer to what broke; any other has to be a success."""
    if "errors" in answer:
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["INTERNAL"], answer
        return False
    assert answer["data"]["payload"]["errors"] == [], answer
    return True


@pytest.mark.parametrize("case", WHOLE.values(), ids=list(WHOLE))
async def test_what_breaks_leaves_nothing_behind(
    limited: Api, clock: Clock, unwritten: Newsroom, case: Case
) -> None:
    stage = await staged(limited, clock, unwritten)
    await case.arrange(stage)
    before = await picture(limited)
    for number in count(1):
        clock.advance(seconds=2)
        with breaking(limited, after=number) as fault:
            done = is_done(await case.act(stage))
        assert done != fault.has_come
        if done:
            break
        assert await picture(limited) == before, f"after statement {number}"
    assert number > LEAST_STATEMENTS
    assert await picture(limited) != before
    await assert_balanced(limited.database)
    await assert_audit_log_is_sealed_and_sound(limited.database, now=clock.now)


@pytest.mark.parametrize("case", IN_PIECES.values(), ids=list(IN_PIECES))
async def test_what_breaks_between_its_pieces_leaves_whole_ones_and_goes_on_when_it_is_sent_again(
    api: Api, clock: Clock, unwritten: Newsroom, case: Case
) -> None:
    stage = await staged(api, clock, unwritten)
    for number in count(1):
        clock.advance(seconds=1)
        stage.reader = Voice(f"Lena {number}", frozenset({Role.READER}))
        await case.arrange(stage)
        clock.advance(seconds=1)
        with breaking(api, after=number) as fault:
            done = is_done(await case.act(stage))
        assert done != fault.has_come
        await assert_balanced(api.database)
        if not done:
            assert is_done(await case.act(stage)), f"after statement {number}"
        await assert_finished(stage, case)
        if done:
            break
    assert number > 2 * LEAST_STATEMENTS
    await assert_balanced(api.database)
    await assert_audit_log_is_sealed_and_sound(api.database, now=clock.now)


async def assert_finished(stage: Stage, case: Case) -> None:
    """All of it was done, and each comment was decided about once."""
    ids = [row_id(each) for each in stage.ids]
    if case is IN_PIECES["erase"]:
        who = select(Person.name).where(Person.id == stage.reader.id)
        assert await stage.api.rows(who) in ([], [""])
        return
    wanted = "REJECTED" if case is IN_PIECES["ban and reject"] else "APPROVED"
    statuses = await stage.api.rows(select(Comment.status).where(Comment.id.in_(ids)))
    assert statuses == [wanted] * len(ids)
    by_people = select(Decision.comment_id).where(
        Decision.comment_id.in_(ids), Decision.actor_kind == "PERSON"
    )
    times = 2 if case is IN_PIECES["undo batch"] else 1
    assert sorted(await stage.api.rows(by_people)) == sorted(ids * times)
