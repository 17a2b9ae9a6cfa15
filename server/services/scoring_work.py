"""Finds the comments that wait for a scorer, asks it outside any transaction, and hands on its answers."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from server.database import Database
from server.models.types import utc_now
from server.moderation.checks.score import ANSWERED
from server.moderation.findings import Finding, Outcome
from server.services.leases import SCORING, hold
from server.services.scoring import MAX_QUESTIONS, record_answer, waiting_questions
from server.services.scoring_question import Question, Scorer, Unanswered
from server.settings import OnError, Settings

SCORE_EVERY_SECONDS = 0.5

SLACK = timedelta(seconds=10)
"""Beyond the scorer's time-out, for what is done before and after the call."""

_LOOK = "SELECT count(*) FROM (SELECT 1 FROM finding WHERE check_name = 'awaits_score' LIMIT 1) AS waiting"
# What waits is in the database, written with the comment: a process that dies between the two leaves it to the next.

_ON_ERROR = {OnError.HOLD: Outcome.HOLD, OnError.PASS: Outcome.NOTE}

logger = logging.getLogger("galley")


class ScoringWork:
    """One process asks at a time; when two do, the second answer finds nothing to answer."""

    def __init__(self, database: Database, settings: Settings, scorer: Scorer, *, holder: str) -> None:
        self._database = database
        self._scorer = scorer
        self._holder = holder
        self._lasting = timedelta(milliseconds=settings.scorer_timeout_ms) + SLACK
        self._on_error = _ON_ERROR[settings.scorer_on_error]

    async def step(self) -> None:
        """Asks until nothing waits. Writes nothing where nothing does."""
        while (await self._database.read(_LOOK, ()))[0]:
            async with self._database.transaction() as session:
                now = utc_now()
                if not await hold(session, SCORING, holder=self._holder, now=now, lasting=self._lasting):
                    return
                questions = await waiting_questions(session)
            await asyncio.gather(*(self._ask(question) for question in questions))
            if len(questions) < MAX_QUESTIONS:
                return

    async def _ask(self, question: Question) -> None:
        try:
            answer = await self._scorer.score(question)
        except Unanswered as reason:
            logger.warning("the scorer gave no usable answer: %s", reason)
            message = f"The scorer gave no usable answer: {reason}."
            answer = Finding(ANSWERED, self._on_error, message)
        except Exception:
            logger.exception("the scorer failed")
            answer = Finding(ANSWERED, self._on_error, "The scorer failed.")
        await record_answer(self._database, question, answer, now=utc_now())
