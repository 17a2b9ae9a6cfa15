"""The application, in development and as it is served."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator

import pytest

from server.settings import Environment, Settings
from tests.api.client import Api, open_api
from tests.api.conftest import api

__all__ = ["api"]


@pytest.fixture
async def production(settings: Settings) -> AsyncIterator[Api]:
    served = dataclasses.replace(settings, environment=Environment.PRODUCTION, has_graphiql=False)
    async with open_api(served) as opened:
        yield opened
