"""A newsroom under whose articles nobody has written yet, and a clock that stands."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from server.models.types import utc_now
from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.newsroom import Newsroom, contents_of
from tests.databases import Contents
from tests.submitting.conftest import Clock

ABOUT_COMMENTS = ("comment", "comment_revision", "decision", "finding", "flag", "claim", "ban")
EXAMPLES = int(os.environ.get("TEST_EXAMPLES") or 0)
"""As in tests/property: how much is tried, and then something else in every run. 0: each test's own number."""


@pytest.fixture
def unwritten(newsroom: Newsroom) -> Newsroom:
    """The newsroom's articles and people, and no comments."""
    rows = newsroom.rows | {name: [] for name in ABOUT_COMMENTS}
    rows["article"] = [row | {"public_comment_count": 0} for row in rows["article"]]
    return replace(newsroom, rows=rows)


@pytest.fixture
def contents(unwritten: Newsroom) -> Contents:
    return contents_of(unwritten, "unwritten")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stands at the present, as the tokens of voices are made by the real one."""
    standing = Clock(utc_now())
    monkeypatch.setattr("server.http.graphql.utc_now", standing)
    return standing


@pytest.fixture
async def limited(settings: Settings) -> AsyncIterator[Api]:
    """With limits of rate, as newsrooms have them."""
    async with open_api(settings) as opened:
        yield opened


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[Api]:
    async with open_api(replace(settings, has_rate_limits=False)) as opened:
        yield opened
