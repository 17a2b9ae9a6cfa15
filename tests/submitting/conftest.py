"""A newsroom that runs, an article under which nobody has written yet, and a clock that stands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from server.models.types import utc_now
from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.conftest import api, not_moderator
from tests.api.newsroom import Newsroom
from tests.submitting.policies import set_site_policy

__all__ = ["api", "not_moderator"]


@dataclass(slots=True)
class Clock:
    """The server's time, which passes only when a test says so."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@pytest.fixture
def clock(api: Api, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stands at the present, as the tokens of voices are made by the real one."""
    standing = Clock(utc_now())
    monkeypatch.setattr("server.http.graphql.utc_now", standing)
    return standing


@pytest.fixture
def article(newsroom: Newsroom) -> str:
    """A public article in English and Portuguese, without comments."""
    return newsroom.id("article", "lamps")


@pytest.fixture
async def post_mode(api: Api, newsroom: Newsroom) -> None:
    """Comments are visible at once, those of newcomers too, unless a check holds them."""
    await set_site_policy(api, mode="POST", newcomer_threshold=0)


@pytest.fixture
async def unhurried(settings: Settings, newsroom: Newsroom) -> AsyncIterator[Api]:
    """The newsroom on a server without limits of rate."""
    async with open_api(replace(settings, has_rate_limits=False)) as opened:
        yield opened
