"""What this process judges comments with, beside the facts: the model it has, the settings."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.moderation.risk.model import RiskModel
from server.moderation.submission import Unknown


@dataclass(frozen=True, slots=True)
class Judging:
    """`risk_model` None: none has learned enough, or nothing in this process keeps it up to date."""

    risk_model: RiskModel | Unknown | None
    has_scorer: bool
    has_rate_limits: bool


_models: WeakKeyDictionary[Database, RiskModel | Unknown | None] = WeakKeyDictionary()


def serve_model(database: Database, model: RiskModel | Unknown | None) -> None:
    """From now on this process scores with this model."""
    _models[database] = model


def judging_of(session: AsyncSession) -> Judging:
    """Asks no database: a submission waits for no model to load."""
    database: Database = session.info["database"]
    return Judging(
        risk_model=_models.get(database),
        has_scorer=database.settings.scorer_url is not None,
        has_rate_limits=database.settings.has_rate_limits,
    )
