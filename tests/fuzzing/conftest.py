"""The newsroom behind the application, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from tests.api.conftest import made_newsroom
from tests.api.newsroom import Newsroom
from tests.databases import PostgresServer, SqliteFiles
from tests.fuzzing.asked import name_values
from tests.fuzzing.houses import Houses, open_houses

__all__ = ["made_newsroom"]

Opening = Callable[[], AbstractContextManager[Houses]]


@pytest.fixture(scope="session")
def opening(sqlite_files: SqliteFiles, postgres_server: PostgresServer, made_newsroom: Newsroom) -> Opening:
    @contextmanager
    def opened() -> Iterator[Houses]:
        with (
            sqlite_files.database(is_migrated=True) as sqlite,
            postgres_server.database(is_migrated=True) as postgresql,
            open_houses({"sqlite": sqlite, "postgresql": postgresql}, made_newsroom) as houses,
        ):
            yield houses

    return opened


@pytest.fixture(scope="session")
def untouched(opening: Opening) -> Iterator[Houses]:
    """For all queries of a worker."""
    with opening() as houses:
        name_values(ids=houses.ids(), texts=houses.texts())
        yield houses


@pytest.fixture
def houses(untouched: Houses, opening: Opening, label: str) -> Iterator[Houses]:
    """A mutation gets databases of its own, as it leaves rows and changes the policy."""
    if label.startswith("Query"):
        yield untouched
    else:
        with opening() as its_own:
            yield its_own
