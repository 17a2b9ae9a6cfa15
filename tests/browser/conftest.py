"""A server with the demo on either database, Debian's Chromium, and visitors whose every request is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.visitors import PATIENCE_MS, Site, Visitors
from tests.commands.galley import SECRET, serving_at_once
from tests.conftest import chromium, is_ci
from tests.databases import PostgresServer, SqliteFiles
from tests.demo import TODAYS_DEMO


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without Chromium they are left out, which the summary says; in CI they fail."""
    if chromium() is not None or is_ci():
        return
    here = Path(__file__).parent
    left_out = [item for item in items if here in item.path.parents]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of one module, and no longer: Playwright's event loop runs in this thread while it is open, and tests of other
    folders need theirs."""
    path = chromium()
    if path is None:
        pytest.fail("There is no Chromium: `make browser` installs it.", pytrace=False)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`galley run`, with the demo. Tests that write choose an article of their own."""
    fixture = {"sqlite": "sqlite_files", "postgresql": "postgres_server"}[request.param]
    databases: SqliteFiles | PostgresServer = request.getfixturevalue(fixture)
    with ExitStack() as stack:
        url = stack.enter_context(databases.database(TODAYS_DEMO))
        server = stack.enter_context(
            serving_at_once(
                "run",
                folder=tmp_path_factory.mktemp("site"),
                GALLEY_DATABASE_URL=url,
                GALLEY_SECRET=SECRET,
                GALLEY_RATE_LIMITS="off",
            )
        )
        yield Site(server, server.token_below("A moderator's token"))
        assert "Traceback" not in server.printed


@pytest.fixture
def visitors(browser: Browser, site: Site) -> Iterator[Visitors]:
    """Opens windows. In the end nothing may have been said on a console, and no other host asked."""
    opened = Visitors(browser, site)
    yield opened
    opened.leave()
