"""A newsroom under whose articles nobody has written yet, behind a real port, on a database that a test may stop."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.newsroom import Newsroom
from tests.conftest import SCRATCH
from tests.databases import Contents
from tests.endurance.house import limited
from tests.endurance.load import Load
from tests.endurance.postgres import Restartable, restartable
from tests.faults.conftest import contents, unwritten
from tests.live.server import Live, open_live

__all__ = ["contents", "unwritten"]

PATIENCE_SECONDS = 60.0
"""Of a client whose writes stand in a line of many, on a machine that runs other tests beside it."""

Opening = Callable[..., AbstractAsyncContextManager[tuple[Live, Load]]]


@pytest.fixture(scope="session")
def own_server(pytestconfig: pytest.Config) -> Iterator[Restartable]:
    """Not the one that the other tests share."""
    with restartable(Path(tempfile.mkdtemp(prefix="restarted-", dir=pytestconfig.stash[SCRATCH]))) as server:
        yield server


@pytest.fixture
def own_database_url(own_server: Restartable, contents: Contents) -> Iterator[str]:
    with own_server.database(contents) as url:
        yield url


@pytest.fixture
def pressed(unwritten: Newsroom) -> Opening:
    """Opens the application on the database at a URL, which holds `contents`, with a load that may be run."""

    @asynccontextmanager
    async def opened(url: str, *, keeps: bool = False, **settings: Any) -> AsyncIterator[tuple[Live, Load]]:
        changed = limited(url, **settings)
        async with open_live(changed, keeps_answers=keeps) as live:
            live.api.http.timeout = httpx.Timeout(PATIENCE_SECONDS)
            yield live, Load(live, unwritten.id("article", "lamps"))

    return opened
