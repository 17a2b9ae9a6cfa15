"""A newsroom whose readers may act at once: a clock that stands, comments that are shown unless a check objects."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from ipaddress import ip_network

import pytest

from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.conftest import api, made_newsroom, newsroom, not_moderator
from tests.api.newsroom import Newsroom, load
from tests.submitting.conftest import article, clock, post_mode, unhurried

__all__ = [
    "api",
    "article",
    "clock",
    "made_newsroom",
    "newsroom",
    "not_moderator",
    "post_mode",
    "unhurried",
]


@pytest.fixture
async def proxied(settings: Settings, made_newsroom: Newsroom) -> AsyncIterator[Api]:
    """The newsroom behind a proxy on the same machine, which says where readers sit."""
    async with open_api(replace(settings, trusted_proxies=(ip_network("127.0.0.0/8"),))) as opened:
        await load(opened.database, made_newsroom.rows)
        yield opened


@pytest.fixture
def lamps(made_newsroom: Newsroom) -> str:
    """The article without comments, on any server that has the newsroom."""
    return made_newsroom.id("article", "lamps")
