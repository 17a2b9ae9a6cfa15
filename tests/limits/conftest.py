"""The application with a newsroom in it, its limits as a test wants them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from server.database import JsonText
from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.conftest import api

__all__ = ["api"]

SLOW = {
    True: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e15) SELECT max(i) FROM n",
    False: "SELECT pg_sleep(600)::text",
}
"""By whether it is SQLite: ten minutes and more."""

Opening = Callable[..., AbstractAsyncContextManager[Api]]


@pytest.fixture
def with_limits(settings: Settings) -> Opening:
    """Opens the application with these limits; `settings_` are other settings."""

    @asynccontextmanager
    async def opened(settings_: dict[str, Any] | None = None, **limits: int) -> AsyncIterator[Api]:
        changed = replace(settings, **(settings_ or {}), limits=replace(settings.limits, **limits))
        async with open_api(changed) as api:
            yield api

    return opened


class SlowReads:
    """A read pool whose planned reads take for ever, in the database itself. `begun` counts them."""

    def __init__(self, api: Api) -> None:
        pool: Any = api.database._reads
        self._pool = pool
        self._statement = SLOW[api.database.is_sqlite]
        self.begun = 0

    async def fetch_json(self, _sql: str, _arguments: Sequence[Any]) -> Sequence[JsonText]:
        self.begun += 1
        row: Sequence[JsonText] = await self._pool.fetch_json(self._statement, ())
        return row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)
