"""The newsroom behind the application, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from tests.api.newsroom import Newsroom
from tests.databases import Contents, PostgresServer, SqliteFiles
from tests.fuzzing.asked import name_values
from tests.fuzzing.houses import Houses, open_houses

Opening = Callable[[], AbstractContextManager[Houses]]


@pytest.fixture(scope="session")
def opening(
    sqlite_files: SqliteFiles,
    postgres_server: PostgresServer,
    newsroom: Newsroom,
    newsroom_contents: Contents,
) -> Opening:
    @contextmanager
    def opened() -> Iterator[Houses]:
        with (
            sqlite_files.database(newsroom_contents) as sqlite,
            postgres_server.database(newsroom_contents) as postgresql,
            open_houses({"sqlite": sqlite, "postgresql": postgresql}, newsroom) as houses,
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
