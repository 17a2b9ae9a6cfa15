"""Two applications on one database, as two server processes: what one of them keeps, the other changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.newsroom import Newsroom


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Nobody posts too fast."""
    return replace(settings, has_rate_limits=False)


@pytest.fixture
async def api(settings: Settings, newsroom: Newsroom) -> AsyncIterator[Api]:
    """The one that keeps answers, with a newsroom's content."""
    async with open_api(settings) as opened:
        yield opened


@pytest.fixture
async def other(api: Api, settings: Settings) -> AsyncIterator[Api]:
    async with open_api(settings) as opened:
        yield opened
