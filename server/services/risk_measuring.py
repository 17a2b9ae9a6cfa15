"""How good the stored model of risk is, measured on decisions it never learned from."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from server.database import Database
from server.errors import OperatorError
from server.models import StoredRiskModel
from server.moderation.checks.learned import HOLDS_FROM
from server.moderation.risk.evaluation import Evaluation, evaluate
from server.moderation.risk.features import FORMAT
from server.moderation.risk.learner import Learner
from server.moderation.risk.storing import Unreadable, unpack_learner
from server.moderation.words.readings import Readings
from server.services.risk_decisions import Judged, judged_lately
from server.services.risk_learning import SITE

LOOKED_AT = 16_000
"""The newest decisions that are looked at; about one in eight of them is held out."""


@dataclass(frozen=True, slots=True)
class Measured:
    """`refused` and `approved` have been learned, `held_out` decisions can be measured with. `is_on`: comments are
    scored. `evaluation` None: too few to tell. `skill` is what the learner saw of its own guesses."""

    refused: int
    approved: int
    held_out: int
    is_on: bool
    has_enough: bool
    skill: float
    evaluation: Evaluation | None


async def measure(database: Database, *, now: datetime) -> Measured:
    """Scores each held-out text with what is known now, whether or not it is used yet."""
    async with database.transaction() as session:
        row = await session.get(StoredRiskModel, SITE)
        judged = await judged_lately(session, until=now, limit=LOOKED_AT)
    held_out = [each for each in judged if each.is_held_out and each.text is not None]
    is_usable = row is not None and row.format == FORMAT
    learner = _learner(row.learner) if row is not None and is_usable else Learner()
    evaluation = await asyncio.to_thread(_evaluate, learner, held_out)
    return Measured(
        refused=learner.refused,
        approved=learner.approved,
        held_out=len(held_out),
        is_on=row is not None and is_usable and row.weights is not None,
        has_enough=learner.has_enough,
        skill=learner.skill,
        evaluation=evaluation,
    )


def _learner(packed: bytes) -> Learner:
    try:
        return unpack_learner(packed)
    except Unreadable as error:
        raise OperatorError(
            f"What was learned of risk cannot be read ({error}). A running server learns anew from the first "
            "decision."
        ) from None


def _evaluate(learner: Learner, held_out: Sequence[Judged]) -> Evaluation | None:
    if learner.refused + learner.approved == 0:
        return None
    model = learner.model()
    told = [(model.probability(Readings(each.text or "").tokens), each.is_refused) for each in held_out]
    return evaluate(told, holds_from=HOLDS_FROM)
