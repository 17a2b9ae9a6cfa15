"""An application that runs on a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.voices import NOT_MODERATORS, Speaker


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[Api]:
    async with open_api(settings) as opened:
        yield opened


@pytest.fixture(params=NOT_MODERATORS, ids=lambda who: who.name if who else "nobody")
def not_moderator(request: pytest.FixtureRequest) -> Speaker:
    """Each kind of viewer who is no moderator: a guest with a token and without, a reader, an editor."""
    speaker: Speaker = request.param
    return speaker
