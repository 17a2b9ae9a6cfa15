"""A newsroom whose readers may act at once: a clock that stands, comments that are shown unless a check objects."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from ipaddress import ip_network

import pytest

from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.conftest import api, not_moderator
from tests.api.newsroom import Newsroom
from tests.submitting.conftest import article, clock, post_mode, unhurried

__all__ = [
    "api",
    "article",
    "clock",
    "not_moderator",
    "post_mode",
    "unhurried",
]


@pytest.fixture
async def proxied(settings: Settings, newsroom: Newsroom) -> AsyncIterator[Api]:
    """The newsroom behind a proxy on the same machine, which says where readers sit."""
    async with open_api(replace(settings, trusted_proxies=(ip_network("127.0.0.0/8"),))) as opened:
        yield opened


@pytest.fixture
def lamps(newsroom: Newsroom) -> str:
    """The article without comments, on any server that has the newsroom."""
    return newsroom.id("article", "lamps")
