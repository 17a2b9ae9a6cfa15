"""Whether this process should be sent readers: another question than whether it is alive."""

from __future__ import annotations

import asyncio
import logging

from starlette.requests import Request
from starlette.responses import JSONResponse

from server.database import Database, history
from server.http.health import PATIENCE_SECONDS
from server.http.wire import Stop

READ_REVISION = "SELECT version_num FROM alembic_version"

logger = logging.getLogger("galley.health")


class Readiness:
    """200 where the database answers, holds what this version needs, and no stop has been asked for; 503 with the
    reason otherwise. What a newer version has migrated will do: it goes on working for the one before."""

    def __init__(self, database: Database, stop: Stop) -> None:
        self._database = database
        self._stop = stop
        self._outdated = history().outdated

    async def handle(self, _request: Request) -> JSONResponse:
        reason = "stopping" if self._stop.is_asked else await self._reason()
        status = 200 if reason is None else 503
        return JSONResponse({"status": reason or "ready"}, status, headers={"Cache-Control": "no-store"})

    async def _reason(self) -> str | None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                (revision,) = await self._database.read(READ_REVISION, ())
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody should be sent here
            logger.warning("not ready: %s", type(error).__name__)
            return "no database"
        return "not migrated" if revision in self._outdated else None
