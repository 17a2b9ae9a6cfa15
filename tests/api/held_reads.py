"""Planned reads that wait until a test lets them go on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from server.database import Database


class HeldReads:
    """Of one database, as long as `monkeypatch` lasts. `begun` counts them."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.may_go = 0, asyncio.Event()
        self._read = database.read_json
        monkeypatch.setattr(database, "read_json", self)

    async def __call__(self, sql: str, arguments: Sequence[Any]) -> Any:
        self.begun += 1
        await self.may_go.wait()
        return await self._read(sql, arguments)
