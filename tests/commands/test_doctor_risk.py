"""galley doctor --risk: what the learned risk is worth, or that there is too little to tell."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from server.cli.risk import told
from server.database import Database
from server.models import Article, Comment, Decision, Person, StoredRiskModel
from server.models.types import utc_now, uuid7
from server.moderation.risk.evaluation import HELD_OUT_ONE_IN, is_held_out
from server.moderation.status import CommentStatus
from server.services.risk_learning import learn_once
from server.services.risk_measuring import Measured
from server.settings import load_settings
from tests.commands.galley import SECRET, Outcome, invoke
from tests.unit.moderation.test_moderation_risk import example


def examine(url: str) -> Outcome:
    outcome = invoke("doctor", "--risk", GALLEY_DATABASE_URL=url, GALLEY_SECRET=SECRET)
    assert outcome.stderr == ""
    return outcome


def lines(outcome: Outcome) -> list[str]:
    """What is said of risk, after what doctor says of the rest."""
    assert outcome.code == 0
    every = [line.split("  ", 1)[1].strip() for line in outcome.stdout.splitlines()]
    return every[3:]


def fill(url: str, count: int, *, is_learned: bool = True, **damage: object) -> None:
    """Decisions by a moderator about a reader's comments, a third of them refusals for a reason. Of both kinds as
    many are held out as the share says: of random ids it would sometimes be too few to measure with."""

    async def run() -> None:
        database = Database(load_settings({"GALLEY_DATABASE_URL": url}))
        chooser, article, reader, moderator = random.Random(2), uuid7(), uuid7(), uuid7()
        at = utc_now() - timedelta(hours=1)
        comments, decisions, seen = [], [], Counter[bool]()
        for _ in range(count):
            text, is_refused = example(chooser)
            is_apart = seen[is_refused] % HELD_OUT_ONE_IN == 0
            identifier = next(each for each in iter(uuid7, None) if is_held_out(each) is is_apart)
            seen[is_refused] += 1
            status = CommentStatus.SPAM if is_refused else CommentStatus.APPROVED
            comments.append(
                {
                    "id": identifier, "article_id": article, "person_id": reader, "path": identifier.hex,
                    "direction": "LTR", "author_name": "Lena", "body": text, "body_html": "", "body_digest": "",
                    "search_text": "", "status": status, "created_at": at,
                }
            )  # fmt: skip
            decisions.append(
                {
                    "comment_id": identifier, "version": 1, "status": status, "actor_kind": "PERSON",
                    "actor_id": moderator, "decided_at": at,
                }
            )  # fmt: skip
        try:
            async with database.transaction() as session:
                people = [{"id": reader, "name": "Lena"}, {"id": moderator, "name": "Ann"}]
                await session.execute(insert(Person), people)
                await session.execute(insert(Article).values(id=article, original_locale="en"))
                await session.execute(insert(Comment), comments)
                await session.execute(insert(Decision), decisions)
            while is_learned and await learn_once(database, now=utc_now()):
                pass
            if damage:
                async with database.transaction() as session:
                    await session.execute(update(StoredRiskModel).values(**damage))
        finally:
            await database.close()

    asyncio.run(run())


def test_says_plainly_that_nothing_was_learned_yet(database_url: str) -> None:
    assert lines(examine(database_url)) == [
        "Learned risk is off: learned from 0 refusals and 0 approvals by moderators; 100 of each are needed.",
        "Too little to measure it with: 0 decisions are held out, and 20 of each kind are needed.",
    ]


def test_measures_with_what_it_never_learned_from(database_url: str) -> None:
    fill(database_url, 700)
    on, measured, precision, brier, calibration = lines(examine(database_url))
    assert on.startswith("Learned risk is on: learned from ")
    assert measured.startswith("Measured on ")
    assert "refusals and" in measured
    assert precision.startswith(("Precision 1.00, recall ", "Precision 0.9"))
    assert float(brier.removeprefix("Brier score ").split(";")[0]) < 0.1
    assert calibration.startswith("Calibration: told ")


def test_is_honest_about_too_little(database_url: str) -> None:
    fill(database_url, 60)
    off, little = lines(examine(database_url))
    assert off.startswith("Learned risk is off: learned from ")
    assert "100 of each are needed" in off
    assert little.startswith("Too little to measure it with: ")


def test_says_what_to_expect_where_the_model_is_damaged(database_url: str) -> None:
    fill(database_url, 10, learner=b"damaged")
    outcome = examine_with_trouble(database_url)
    assert "cannot be read" in outcome.stderr
    assert "learns anew" in outcome.stderr


def examine_with_trouble(url: str) -> Outcome:
    return invoke("doctor", "--risk", GALLEY_DATABASE_URL=url, GALLEY_SECRET=SECRET)


@pytest.mark.parametrize("skill", [-0.3, 0.0, 0.04])
def test_says_that_a_model_which_only_guesses_is_off(skill: float) -> None:
    measured = Measured(
        refused=200, approved=900, held_out=5, is_on=False, has_enough=True, skill=skill, evaluation=None
    )
    first, _ = told(measured)
    assert "hardly better than always telling the share of refusals" in first.message
