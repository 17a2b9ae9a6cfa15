"""The model that a process scores with: the last stored one, fetched beside the requests."""

from __future__ import annotations

import asyncio
import logging

from server.database import Database
from server.moderation.risk.features import FORMAT
from server.moderation.risk.model import RiskModel
from server.moderation.risk.storing import Unreadable, unpack_model
from server.moderation.submission import UNKNOWN, Unknown
from server.services.judging import serve_model

LOOK_EVERY_SECONDS = 5.0

_LOOK = "SELECT version FROM risk_model WHERE name = 'site'"
_FETCH = "SELECT version, format, weights FROM risk_model WHERE name = 'site'"

logger = logging.getLogger("galley")


class ModelKeeper:
    """Knows which version this process has."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._version = 0

    async def step(self) -> None:
        """Looks for a newer version, and serves it from now on. A model that cannot be read is unknown: it holds."""
        row = await self._database.read(_LOOK, ())
        if not row or row[0] == self._version:
            return
        version, form, packed = await self._database.read(_FETCH, ())
        is_usable = packed is not None and form == FORMAT
        serve_model(self._database, await asyncio.to_thread(_unpacked, packed) if is_usable else None)
        self._version = version


def _unpacked(packed: bytes) -> RiskModel | Unknown:
    try:
        return unpack_model(packed)
    except Unreadable:
        logger.exception("the stored model of risk cannot be read; comments are held until it can")
        return UNKNOWN
