"""Whether this process can answer."""

from __future__ import annotations

import asyncio
import logging

from starlette.requests import Request
from starlette.responses import JSONResponse

from server.database import Database

PATIENCE_SECONDS = 3.0
"""A load balancer asks every few seconds; a database that takes longer serves no readers either."""

logger = logging.getLogger("galley.health")


class HealthCheck:
    """200 while the database answers, 503 otherwise."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def handle(self, _request: Request) -> JSONResponse:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.database.read("SELECT 1", ())
        except Exception as error:  # noqa: BLE001 - whatever it is, the process is not well
            logger.warning("the database does not answer: %s", type(error).__name__)
            return JSONResponse({"status": "unavailable"}, 503, headers={"Cache-Control": "no-store"})
        return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
