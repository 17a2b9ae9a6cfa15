"""What a command says when it cannot use the database: one message with what to do, exit code 1, no traceback."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.commands.galley import SECRET, Outcome, assert_told, free_port, invoke
from tests.databases import PostgresServer

PASSWORD = "s3cret-of-the-database"

NEEDING_IT = {
    "migrate": ["migrate"],
    "serve": ["serve"],
    "run": ["run"],
    "publish": ["publish", "some-article"],
    "unpublish": ["unpublish", "some-article"],
    "import": ["import", "post.txt"],
}


@pytest.fixture(params=list(NEEDING_IT))
def arguments(request: pytest.FixtureRequest, folder: Path) -> list[str]:
    """Every command that needs the database."""
    (folder / "post.txt").write_text("News\n\nA title\n\nA paragraph.\n\nNo comments", encoding="utf-8")
    return NEEDING_IT[request.param]


def on(url: str, arguments: list[str], **settings: str) -> Outcome:
    own = {"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": SECRET, "PORT": str(free_port())}
    return invoke(*arguments, **own, **settings)


def test_says_that_the_server_does_not_answer(arguments: list[str]) -> None:
    outcome = on(f"postgresql://galley:{PASSWORD}@127.0.0.1:{free_port()}/galley", arguments)
    assert_told(outcome, "cannot be used")
    assert "Check GALLEY_DATABASE_URL, and that the server runs" in outcome.stderr
    assert PASSWORD not in outcome.stderr


def test_says_that_there_is_no_such_database(arguments: list[str], postgres_server: PostgresServer) -> None:
    assert_told(
        on(postgres_server.url_of("nobody_made_it"), arguments), 'database "nobody_made_it" does not exist'
    )


def test_says_that_the_server_lets_nobody_of_that_name_in(
    arguments: list[str], postgres_server: PostgresServer
) -> None:
    url = make_url(postgres_server.url_of("postgres")).set(username="nobody_known", password=PASSWORD)
    outcome = on(url.render_as_string(hide_password=False), arguments)
    assert_told(outcome, "nobody_known")
    assert PASSWORD not in outcome.stderr


def test_says_that_the_file_is_no_database(arguments: list[str], folder: Path) -> None:
    (folder / "letter.db").write_text("Dear reader, " * 400)
    assert_told(on("sqlite:///letter.db", arguments), "file is not a database")


def test_says_that_somebody_else_is_writing_to_the_file(arguments: list[str], folder: Path) -> None:
    assert invoke("migrate", GALLEY_DATABASE_URL="sqlite:///galley.db").code == 0
    with closing(sqlite3.connect(folder / "galley.db", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        outcome = on("sqlite:///galley.db", arguments, GALLEY_BUSY_TIMEOUT_MS="50")
    assert_told(outcome, "database is locked")
    assert "nothing else is writing to it" in outcome.stderr


def test_says_that_the_folder_of_the_file_cannot_be_made(arguments: list[str], folder: Path) -> None:
    (folder / "taken").write_text("a file where the folder would be")
    outcome = on("sqlite:///taken/galley.db", arguments)
    assert outcome.code == 1
    assert outcome.stderr.startswith("Error: The database sqlite+aiosqlite:///taken/galley.db")


def test_says_what_is_wrong_with_the_url_and_not_what_it_was(arguments: list[str]) -> None:
    outcome = on(f"mysql://galley:{PASSWORD}@db/galley", arguments)
    assert_told(outcome, "GALLEY_DATABASE_URL cannot be used")
    assert PASSWORD not in outcome.stderr


def test_says_that_a_newer_version_has_been_here(arguments: list[str], folder: Path) -> None:
    assert invoke("migrate", GALLEY_DATABASE_URL="sqlite:///galley.db").code == 0
    with closing(sqlite3.connect(folder / "galley.db", isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert_told(on("sqlite:///galley.db", arguments), "A newer version of Galley has migrated it")
