"""A server with the demo, the npm packages, and a folder in which clients are run against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.clients.packages import NotInstalled, installed
from tests.clients.workshop import Workshop, make_workshop
from tests.commands.galley import SECRET, Server, serving_at_once
from tests.conftest import NO_PACKAGES, SCRATCH, is_ci
from tests.databases import SqliteFiles
from tests.demo import TODAYS_DEMO


@dataclass(frozen=True, slots=True)
class Site:
    """A server in development with the demo, whose moderator has this token."""

    server: Server
    token: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}/graphql"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Installs what the collected tests need, before the first of them runs and its time-out counts."""
    needs = [item for item in items if "packages" in getattr(item, "fixturenames", ())]
    if not needs or config.option.collectonly:
        return
    try:
        installed(config.stash[SCRATCH] / NO_PACKAGES)
    except NotInstalled:
        if not is_ci():
            config.hook.pytest_deselected(items=needs)
            items[:] = [item for item in items if item not in needs]


@pytest.fixture(scope="session")
def packages(pytestconfig: pytest.Config) -> Path:
    """node_modules. Where it cannot be had, tests that need it are left out before they run; in CI they fail here."""
    try:
        return installed(pytestconfig.stash[SCRATCH] / NO_PACKAGES)
    except NotInstalled as problem:
        pytest.fail(f"npm could not install the packages: {problem}", pytrace=False)


@pytest.fixture(scope="session")
def site(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with (
        sqlite_files.database(TODAYS_DEMO) as url,
        serving_at_once("run", folder=folder, GALLEY_DATABASE_URL=url, GALLEY_SECRET=SECRET) as server,
    ):
        yield Site(server, server.token_below("A moderator's token"))
        assert "Traceback" not in server.printed


@pytest.fixture
def workshop(packages: Path, site: Site, tmp_path: Path) -> Workshop:
    return make_workshop(tmp_path, packages, port=site.server.port, token=site.token)
