"""The application as its operators see it, told to say as much as a test wants."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.conftest import api
from tests.live.conftest import article_id, live

__all__ = ["api", "article_id", "live"]

Opening = Callable[..., AbstractAsyncContextManager[Api]]


@pytest.fixture
def observed(settings: Settings) -> Opening:
    """Opens the application with these settings of what it tells; `settings_` are others."""

    @asynccontextmanager
    async def opened(settings_: dict[str, Any] | None = None, **observing: Any) -> AsyncIterator[Api]:
        # Nothing is kept: what is asked for again is an operation again.
        caching = replace(settings.caching, kept_mb=0)
        told = replace(settings.observing, **observing)
        changed = replace(settings, **{"caching": caching, **(settings_ or {})}, observing=told)
        async with open_api(changed) as api:
            yield api

    return opened
