"""What a server process does beside its requests to judge comments: fetch the model, learn, ask the scorer."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from functools import partial

from server.database import Database
from server.services.background import in_background
from server.services.leases import new_holder
from server.services.risk_learning import LEARN_EVERY_SECONDS, learn_step
from server.services.risk_models import LOOK_EVERY_SECONDS, ModelKeeper
from server.services.scoring_question import Scorer
from server.services.scoring_webhook import WebhookScorer
from server.services.scoring_work import SCORE_EVERY_SECONDS, ScoringWork
from server.settings import Settings


def scorer_of(settings: Settings) -> Scorer | None:
    """The program that is asked about comments, None where there is none. Another kind of scorer is named here."""
    return WebhookScorer(settings) if settings.scorer_url is not None else None


@contextlib.asynccontextmanager
async def judging_work(database: Database, settings: Settings) -> AsyncIterator[None]:
    """Runs while the block does. The model is there before the first request."""
    holder, keeper = new_holder(), ModelKeeper(database)
    await keeper.step()
    async with contextlib.AsyncExitStack() as workers:
        step = partial(learn_step, database, holder=holder)
        await workers.enter_async_context(
            in_background("risk model", keeper.step, every_seconds=LOOK_EVERY_SECONDS)
        )
        await workers.enter_async_context(in_background("learning", step, every_seconds=LEARN_EVERY_SECONDS))
        scorer = scorer_of(settings)
        if scorer is not None:
            work = ScoringWork(database, settings, scorer, holder=holder)
            await workers.enter_async_context(
                in_background("scoring", work.step, every_seconds=SCORE_EVERY_SECONDS)
            )
        yield
