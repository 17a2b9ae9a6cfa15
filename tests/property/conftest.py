"""One random newsroom in a database of each kind, for all properties of a worker."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.databases import MIGRATED, PostgresServer, SqliteFiles
from tests.property.newsrooms import Newsrooms

EXAMPLES = int(os.environ.get("TEST_EXAMPLES") or 0)
"""Of each property; 0: each property's own number."""


def examples(few: int) -> settings:
    """The same operations in every run, unless a number is asked for: then new ones each time."""
    return settings(
        max_examples=EXAMPLES or few,
        derandomize=not EXAMPLES,
        deadline=None,
        database=None,
        print_blob=False,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="session")
def newsrooms(sqlite_files: SqliteFiles, postgres_server: PostgresServer) -> Iterator[Newsrooms]:
    with (
        sqlite_files.database(MIGRATED) as sqlite,
        postgres_server.database(MIGRATED) as postgresql,
    ):
        opened = Newsrooms({"sqlite": sqlite, "postgresql": postgresql})
        yield opened
        opened.close()
