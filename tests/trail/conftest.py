"""A migrated database without a server beside it, and a newsroom with one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server.database import Database
from server.settings import Settings
from tests.api.conftest import api
from tests.trail.log import opened

__all__ = ["api"]


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    async with opened(settings) as database:
        yield database
