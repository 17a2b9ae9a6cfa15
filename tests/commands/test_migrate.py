"""galley migrate: to this version, once or again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.commands.galley import SECRET, assert_told, invoke, start
from tests.databases import EMPTY, PostgresServer


def test_brings_an_empty_database_to_this_version_and_says_so(empty_database_url: str) -> None:
    outcome = invoke("migrate", GALLEY_DATABASE_URL=empty_database_url)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert outcome.stdout.endswith("is up to date.\n")
    report = invoke("doctor", GALLEY_DATABASE_URL=empty_database_url, GALLEY_SECRET=SECRET)
    assert report.code == 0, report.stdout


def test_does_nothing_the_second_time(empty_database_url: str) -> None:
    first = invoke("migrate", GALLEY_DATABASE_URL=empty_database_url)
    assert invoke("migrate", GALLEY_DATABASE_URL=empty_database_url) == first


def test_makes_the_folder_of_the_file(folder: Path) -> None:
    assert invoke("migrate", GALLEY_DATABASE_URL="sqlite:///deep/down/galley.db").code == 0
    assert (folder / "deep" / "down" / "galley.db").exists()


def test_uses_var_where_nothing_is_set(folder: Path) -> None:
    assert invoke("migrate").code == 0
    assert (folder / "var" / "galley.db").exists()


@pytest.mark.parametrize("prefix", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_takes_every_form_of_a_postgresql_url(prefix: str, postgres_server: PostgresServer) -> None:
    with postgres_server.database(EMPTY) as url:
        written = prefix + url.removeprefix("postgresql+asyncpg")
        assert invoke("migrate", GALLEY_DATABASE_URL=written).code == 0


@pytest.mark.parametrize("prefix", ["sqlite", "sqlite+aiosqlite"])
def test_takes_every_form_of_a_sqlite_url(prefix: str, folder: Path) -> None:
    assert invoke("migrate", GALLEY_DATABASE_URL=f"{prefix}:///{folder}/galley.db").code == 0
    assert (folder / "galley.db").exists()


def test_two_at_once_wait_for_each_other_on_postgresql(postgres_server: PostgresServer, folder: Path) -> None:
    with postgres_server.database(EMPTY) as url, ThreadPoolExecutor(2) as both:
        runs = [both.submit(start, "migrate", folder=folder, GALLEY_DATABASE_URL=url) for _ in range(2)]
        assert [run.result().code for run in runs] == [0, 0]


def test_in_production_needs_the_secret(folder: Path) -> None:
    assert_told(
        invoke("migrate", GALLEY_ENV="production"), "GALLEY_SECRET is not set, and production needs it"
    )
    assert list(folder.iterdir()) == []
