"""The pages as their HTML, without a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server.settings import Settings
from tests.api.client import Api
from tests.api.conftest import made_newsroom, open_newsroom
from tests.api.newsroom import Newsroom

__all__ = ["made_newsroom"]


@pytest.fixture
async def api(settings: Settings, made_newsroom: Newsroom) -> AsyncIterator[Api]:
    async with open_newsroom(settings, made_newsroom) as opened:
        yield opened


@pytest.fixture
def newsroom(made_newsroom: Newsroom) -> Newsroom:
    return made_newsroom
