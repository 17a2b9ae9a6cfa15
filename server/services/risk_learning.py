"""Learning from moderators' decisions: by one process at a time, from where the last one stopped."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.models import StoredRiskModel
from server.models.types import utc_now
from server.moderation.risk.features import FORMAT, buckets
from server.moderation.risk.learner import MIN_SKILL, Learner
from server.moderation.risk.storing import Unreadable, pack_learner, pack_model, unpack_learner
from server.moderation.words.readings import Readings
from server.services.inserting import insert_new
from server.services.leases import LEARNING, hold
from server.services.risk_decisions import STANDS_FOR, Judged, judged_after

SITE = "site"

LEARN_EVERY_SECONDS = 120.0
"""A model that is two minutes older is no worse, and storing one writes up to two megabytes."""

MOST_AT_ONCE = 500
"""Decisions between two stores: a second of one processor's work, in a thread."""

PAUSE_SECONDS = 0.01
"""After each text, which takes 0.7 ms: a server that has years of decisions to learn goes on answering. Without it
the thread holds the interpreter, and small reads wait for it."""

LEASE = timedelta(seconds=2 * LEARN_EVERY_SECONDS)

logger = logging.getLogger("galley")


@dataclass(frozen=True, slots=True)
class _Stored:
    """What was found: `version` 0 where there is nothing yet."""

    version: int
    position: UUID | None
    learner: bytes | None


@dataclass(frozen=True, slots=True)
class _Learned:
    learner: bytes
    weights: bytes | None
    refused: int
    approved: int


async def learn_step(database: Database, *, holder: str) -> int:
    """Learns whatever waits, and returns how many decisions that was; 0 where another process is at it."""
    total = 0
    while True:
        now = utc_now()
        async with database.transaction() as session:
            if not await hold(session, LEARNING, holder=holder, now=now, lasting=LEASE):
                return total
        count = await learn_once(database, now=now, pause_seconds=PAUSE_SECONDS)
        total += count
        if count < MOST_AT_ONCE:
            return total


async def learn_once(database: Database, *, now: datetime, pause_seconds: float = 0) -> int:
    """Reads the next decisions, learns them outside any transaction, and stores model and position together.

    Whoever stores first wins; who was late has learned for nothing, and nothing is learned twice.
    """
    async with database.transaction() as session:
        stored = await _stored(session)
        judged = await judged_after(session, stored.position, until=now - STANDS_FOR, limit=MOST_AT_ONCE)
    if not judged:
        return 0
    position: UUID | None = judged[-1].decision_id
    try:
        learned = await asyncio.to_thread(_learn, stored.learner, judged, pause_seconds)
    except Unreadable:
        logger.exception("what was learned of risk cannot be read; learning anew from the first decision")
        learned, position, judged = await asyncio.to_thread(_learn, None, []), None, []
    async with database.transaction() as session:
        is_first = await _store(session, stored, learned, position=position, now=now)
    return len(judged) if is_first else 0


async def _stored(session: AsyncSession) -> _Stored:
    """One of another format is learned anew from the first decision on."""
    row = await session.get(StoredRiskModel, SITE)
    if row is None:
        return _Stored(version=0, position=None, learner=None)
    if row.format != FORMAT:
        return _Stored(version=row.version, position=None, learner=None)
    return _Stored(version=row.version, position=row.position, learner=row.learner)


def _learn(packed: bytes | None, judged: Sequence[Judged], pause_seconds: float = 0) -> _Learned:
    """Pure computing, for a thread. What is held out is passed over."""
    learner = Learner() if packed is None else unpack_learner(packed)
    for each in judged:
        if each.text is not None and not each.is_held_out:
            learner.learn(buckets(Readings(each.text).tokens), is_refused=each.is_refused)
            time.sleep(pause_seconds)
    is_good = learner.has_enough and learner.skill >= MIN_SKILL
    return _Learned(
        learner=pack_learner(learner),
        weights=pack_model(learner.model()) if is_good else None,
        refused=learner.refused,
        approved=learner.approved,
    )


async def _store(
    session: AsyncSession, stored: _Stored, learned: _Learned, *, position: UUID | None, now: datetime
) -> bool:
    """Compare-and-set on the version."""
    values = {
        "version": stored.version + 1,
        "format": FORMAT,
        "position": position,
        "refused_count": learned.refused,
        "approved_count": learned.approved,
        "updated_at": now,
        "weights": learned.weights,
        "learner": learned.learner,
    }
    if stored.version == 0:
        return await insert_new(session, StoredRiskModel, name=SITE, **values)
    same = (StoredRiskModel.name == SITE) & (StoredRiskModel.version == stored.version)
    result: Any = await session.execute(update(StoredRiskModel).where(same).values(**values))
    return bool(result.rowcount)
