"""A scorer is asked about what is stored, outside any transaction, and answered for once."""

from __future__ import annotations

import asyncio
import base64
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any

import orjson
import pytest
from sqlalchemy import select, update

from server.models import Article, Comment, Finding, OutboxEvent
from server.models.types import utc_now
from server.moderation.findings import Finding as Found
from server.moderation.findings import Outcome
from server.services.scoring import record_answer, waiting_questions
from server.services.scoring_question import Question
from server.services.scoring_webhook import WebhookScorer
from server.services.scoring_work import ScoringWork
from server.settings import OnError, Settings
from tests.api.client import Api, open_api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, BOB, LENA
from tests.judging.scorers import FINE, SECRET, answering, scorer
from tests.judging.verdicts import judged
from tests.submitting.policies import set_site_policy
from tests.submitting.sending import decide, row_id, stored_comment
from tests.submitting.tables import assert_stored_counts_are_true


@asynccontextmanager
async def asking(settings: Settings, **values: Any) -> AsyncIterator[Api]:
    """A server that asks nobody by itself: tests take the steps. Under POST, with nobody a newcomer."""
    values = {"scorer_url": "http://127.0.0.1:9/", "scorer_secrets": (SECRET,), **values}
    async with open_api(settings) as api:
        api.database.settings = replace(settings, **values)
        await set_site_policy(api, mode="POST", newcomer_threshold=0)
        yield api


@pytest.fixture
async def asker(settings: Settings, newsroom: Newsroom) -> AsyncIterator[Api]:
    async with asking(settings, scorer_timeout_ms=10_000) as api:
        yield api


@pytest.fixture
def lamps(newsroom: Newsroom) -> str:
    return newsroom.id("article", "lamps")


async def step(api: Api, url: str, holder: str = "this", **values: Any) -> None:
    settings = replace(api.database.settings, scorer_url=url, **values)
    await ScoringWork(api.database, settings, WebhookScorer(settings), holder=holder).step()


async def test_a_comment_waits_for_the_scorer_and_then_appears(asker: Api, lamps: str) -> None:
    comment = await stored_comment(asker, lamps, "When are the lamps lit?", LENA, locale="en")
    waiting = await judged(asker, comment["id"])
    assert (waiting["status"], list(waiting["findings"])) == ("PENDING", ["awaits_score"])
    async with scorer(lambda _: FINE) as fake:
        await step(asker, fake.url)
        await step(asker, fake.url)
    assert len(fake.asked) == 1
    seen = await judged(asker, comment["id"])
    assert (seen["status"], seen["version"], seen["risk"]) == ("APPROVED", 1, 0.1)
    assert seen["findings"] == {
        "score": {
            "check": "score", "outcome": "NOTE", "score": 0.25, "message": "Harmless.",
            "spans": [{"start": 0, "end": 4}],
        }
    }  # fmt: skip
    assert [(each["status"], each["actor"]["kind"]) for each in seen["decisions"]] == [
        ("APPROVED", "POLICY"), ("PENDING", "POLICY"),
    ]  # fmt: skip
    await assert_stored_counts_are_true(asker)
    query = "query($id: ID!) { comment(id: $id) { status } }"
    assert (await asker.run(query, None, id=comment["id"]))["comment"] == {"status": "APPROVED"}


async def test_the_question_is_signed_and_names_nobody(asker: Api, lamps: str) -> None:
    comment = await stored_comment(asker, lamps, "Wann?", None, authorEmail="m@mail.example", locale="de")
    async with scorer(lambda _: FINE) as fake:
        await step(asker, fake.url)
    ((headers, body),) = fake.asked
    data = orjson.loads(body)["data"]
    assert data == {
        "commentId": comment["id"], "articleId": lamps, "version": 1, "locale": "de", "body": "Wann?",
    }  # fmt: skip
    assert b"Mitali" not in body
    assert b"mail.example" not in body
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(SECRET, signed, sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("NOTE", "APPROVED"), ("HOLD", "PENDING"), ("SPAM", "SPAM"), ("REJECT", "REJECTED")],
)
async def test_the_answer_is_decided_like_any_finding(
    asker: Api, lamps: str, outcome: str, status: str
) -> None:
    comment = await stored_comment(asker, lamps, "When are the lamps lit?", LENA)
    async with scorer(lambda _: answering({"outcome": outcome})) as fake:
        await step(asker, fake.url)
    assert (await judged(asker, comment["id"]))["status"] == status


async def test_what_another_check_holds_stays_held(asker: Api, lamps: str) -> None:
    comment = await stored_comment(asker, lamps, "www.a.example " * 4, LENA)
    async with scorer(lambda _: FINE) as fake:
        await step(asker, fake.url)
    seen = await judged(asker, comment["id"])
    assert (seen["status"], sorted(seen["findings"]), seen["risk"]) == ("PENDING", ["links", "score"], 0.5)


async def test_under_pre_a_moderator_still_looks(asker: Api, lamps: str) -> None:
    await set_site_policy(asker, mode="PRE")
    comment = await stored_comment(asker, lamps, "When are the lamps lit?", LENA)
    async with scorer(lambda _: FINE) as fake:
        await step(asker, fake.url)
    assert (await judged(asker, comment["id"]))["status"] == "PENDING"


@pytest.mark.parametrize(
    ("on_error", "outcome", "status"),
    [(OnError.HOLD, "HOLD", "PENDING"), (OnError.PASS, "NOTE", "APPROVED")],
    ids=["hold", "pass"],
)
async def test_without_an_answer_the_setting_decides(
    asker: Api, lamps: str, on_error: OnError, outcome: str, status: str
) -> None:
    comment = await stored_comment(asker, lamps, "When are the lamps lit?", LENA)
    async with scorer(lambda _: None) as fake:
        await step(asker, fake.url, scorer_on_error=on_error, scorer_timeout_ms=100)
    seen = await judged(asker, comment["id"])
    assert (seen["status"], seen["findings"]["score"]["outcome"]) == (status, outcome)
    assert seen["findings"]["score"]["message"] == (
        "The scorer gave no usable answer: it took longer than 0.1 seconds."
    )
    await step(asker, "http://127.0.0.1:9/")
    assert len((await judged(asker, comment["id"]))["findings"]) == 1


async def test_nothing_is_locked_while_the_scorer_thinks(asker: Api, lamps: str) -> None:
    """The scorer's answer comes after another comment has been stored under the same article."""
    asks, stored = asyncio.Event(), asyncio.Event()

    class Slow:
        async def score(self, question: Question) -> Found:
            asks.set()
            await asyncio.wait_for(stored.wait(), 20)
            return Found("score", Outcome.NOTE, question.body)

    first = await stored_comment(asker, lamps, "The first", LENA)
    work = ScoringWork(asker.database, asker.database.settings, Slow(), holder="this")
    asked = asyncio.create_task(work.step())
    await asyncio.wait_for(asks.wait(), 20)
    second = await stored_comment(asker, lamps, "The second", LENA)
    stored.set()
    await asked
    assert (await judged(asker, first["id"]))["status"] == "APPROVED"
    await work.step()
    assert (await judged(asker, second["id"]))["status"] == "APPROVED"


async def test_a_moderators_decision_stays(asker: Api, lamps: str) -> None:
    comment = await stored_comment(asker, lamps, "When are the lamps lit?", LENA)
    await decide(asker, comment["id"], "REJECTED")
    async with scorer(lambda _: FINE) as fake:
        await step(asker, fake.url)
    seen = await judged(asker, comment["id"])
    assert (seen["status"], list(seen["findings"])) == ("REJECTED", ["score"])


async def test_a_moderator_who_read_it_before_the_answer_may_still_decide(asker: Api, lamps: str) -> None:
    comment = await stored_comment(asker, lamps, "When are the lamps lit?", LENA)
    async with scorer(lambda _: FINE) as fake:
        await step(asker, fake.url)
    assert (await decide(asker, comment["id"], "REJECTED", version=1, moderator=BOB))["status"] == "REJECTED"


async def test_of_two_answers_one_counts(asker: Api, lamps: str) -> None:
    comment = await stored_comment(asker, lamps, "When are the lamps lit?", LENA)
    async with asker.database.transaction() as session:
        (question,) = await waiting_questions(session)
    answers = [Found("score", outcome, "") for outcome in (Outcome.NOTE, Outcome.HOLD, Outcome.SPAM)]
    taken = await asyncio.gather(
        *(record_answer(asker.database, question, answer, now=utc_now()) for answer in answers)
    )
    assert sorted(taken) == [False, False, True]
    seen = await judged(asker, comment["id"])
    assert list(seen["findings"]) == ["score"]
    assert len(seen["decisions"]) in (1, 2)


async def test_a_question_of_a_process_that_died_is_asked_by_the_next(asker: Api, lamps: str) -> None:
    comment = await stored_comment(asker, lamps, "When are the lamps lit?", LENA)

    class Dying:
        async def score(self, question: Question) -> Found:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await ScoringWork(asker.database, asker.database.settings, Dying(), holder="first").step()
    async with scorer(lambda _: FINE) as fake:
        await step(asker, fake.url, holder="second")
        assert fake.asked == []  # its lease is not over yet
        await step(asker, fake.url, holder="first")
    assert (await judged(asker, comment["id"]))["status"] == "APPROVED"


async def test_an_answer_about_an_earlier_text_is_no_answer(asker: Api, lamps: str) -> None:
    comment = await stored_comment(asker, lamps, "When are the lamps lit?", LENA)
    async with asker.database.transaction() as session:
        (question,) = await waiting_questions(session)
        changes = {"body": "Another text", "version": 2, "text_version": 2}
        await session.execute(update(Comment).where(Comment.id == row_id(comment["id"])).values(**changes))
    note = Found("score", Outcome.NOTE, "")
    assert not await record_answer(asker.database, question, note, now=utc_now())
    assert (await judged(asker, comment["id"]))["status"] == "PENDING"
    assert await asker.rows(select(Finding.check_name).where(Finding.comment_id == question.comment_id)) == []


async def test_a_deleted_comment_is_not_asked_about(asker: Api, lamps: str) -> None:
    comment = await stored_comment(asker, lamps, "When are the lamps lit?", LENA)
    async with asker.database.transaction() as session:
        gone = update(Comment).where(Comment.id == row_id(comment["id"])).values(deleted_at=utc_now())
        await session.execute(gone)
    async with scorer(lambda _: FINE) as fake:
        await step(asker, fake.url)
    assert fake.asked == []


async def test_staff_are_not_asked_about(asker: Api, lamps: str) -> None:
    comment = await stored_comment(asker, lamps, "At seven.", ANN)
    assert (comment["status"], (await judged(asker, comment["id"]))["findings"]) == ("APPROVED", {})


async def test_the_answer_is_told_by_the_outbox_without_a_text(asker: Api, lamps: str) -> None:
    comment = await stored_comment(asker, lamps, "When are the lamps lit?", LENA)
    async with scorer(lambda _: FINE) as fake:
        await step(asker, fake.url)
    events = await asker.rows(
        select(OutboxEvent.kind, OutboxEvent.payload).order_by(OutboxEvent.id.desc()).limit(1)
    )
    assert events == [("comment.decided", {"comment": row_id(comment["id"]).hex})]


async def test_a_running_server_asks_by_itself(settings: Settings, newsroom: Newsroom, lamps: str) -> None:
    async with scorer(lambda _: FINE) as fake:
        own = replace(settings, scorer_url=fake.url, scorer_secrets=(SECRET,))
        async with open_api(own) as api:
            await set_site_policy(api, mode="POST", newcomer_threshold=0)
            comment = await stored_comment(api, lamps, "When are the lamps lit?", LENA)
            for _ in range(100):
                if (await judged(api, comment["id"]))["status"] == "APPROVED":
                    break
                await asyncio.sleep(0.1)
            assert (await judged(api, comment["id"]))["status"] == "APPROVED"
            assert len(await api.rows(select(Article.id).where(Article.public_comment_count > 0))) > 0
