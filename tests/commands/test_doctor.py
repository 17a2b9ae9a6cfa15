"""galley doctor: what is wrong, and what to do about it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from server.database import Database
from server.settings import load_settings
from tests.commands.galley import SECRET, Outcome, assert_told, free_port, invoke
from tests.databases import PostgresServer


def examine(url: str, **settings: str) -> Outcome:
    outcome = invoke("doctor", **{"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": SECRET, **settings})
    assert outcome.stderr == ""
    return outcome


def problems(outcome: Outcome) -> list[str]:
    """The messages of what keeps Galley from running; there is one exactly where the exit code says so."""
    found = [
        line.removeprefix("problem  ") for line in outcome.stdout.splitlines() if line.startswith("problem")
    ]
    assert outcome.code == bool(found)
    return found


def notices(outcome: Outcome) -> list[str]:
    return [
        line.removeprefix("notice   ") for line in outcome.stdout.splitlines() if line.startswith("notice")
    ]


def execute(url: str, statement: str) -> None:
    async def run() -> None:
        database = Database(load_settings({"GALLEY_DATABASE_URL": url}))
        try:
            async with database.transaction() as session:
                await session.execute(text(statement))
        finally:
            await database.close()

    asyncio.run(run())


def test_finds_nothing_wrong_with_what_is_well(database_url: str) -> None:
    outcome = examine(database_url)
    assert (problems(outcome), notices(outcome)) == ([], [])
    kind = "SQLite" if database_url.startswith("sqlite") else "PostgreSQL"
    lines = outcome.stdout.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    assert f"{kind} " in lines[1]
    assert lines[-1].endswith("articles: 0.")


def test_sends_to_migrate_what_was_never_migrated(empty_database_url: str) -> None:
    if empty_database_url.startswith("sqlite"):
        execute(empty_database_url, "CREATE TABLE somebody_elses (id INTEGER)")
    (problem,) = problems(examine(empty_database_url))
    assert problem == "The database was never migrated. Run `galley migrate`."


def test_sends_to_migrate_what_is_not_there_and_does_not_make_it(folder: Path) -> None:
    (problem,) = problems(examine("sqlite:///none.db"))
    assert problem.endswith("none.db does not exist. Run `galley migrate`.")
    assert list(folder.iterdir()) == []


def test_says_that_a_newer_version_has_been_here(database_url: str) -> None:
    execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
    (problem,) = problems(examine(database_url))
    assert "revision 9999, which this version does not know" in problem
    assert "galley migrate" not in problem


def test_says_that_the_server_does_not_answer() -> None:
    (problem,) = problems(examine(f"postgresql://galley:hush@127.0.0.1:{free_port()}/galley"))
    assert "cannot be used" in problem
    assert "hush" not in problem


def test_says_that_there_is_no_such_database(postgres_server: PostgresServer) -> None:
    (problem,) = problems(examine(postgres_server.url_of("nobody_made_it")))
    assert 'database "nobody_made_it" does not exist' in problem


def test_says_that_a_file_is_no_database(folder: Path) -> None:
    (folder / "letter.db").write_text("Dear reader, " * 400)
    (problem,) = problems(examine("sqlite:///letter.db"))
    assert "file is not a database" in problem
    assert "the server runs" not in problem


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_says_that_a_database_cannot_hold_every_language(
    postgres_server: PostgresServer, encoding: str
) -> None:
    name = f"galley_test_{encoding.lower()}"
    how = f"ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"
    postgres_server.execute(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} {how}")
    url = postgres_server.url_of(name)
    try:
        (problem,) = problems(examine(url))
        assert f"is encoded in {encoding}" in problem
        assert "createdb" in problem
        refused = invoke("migrate", GALLEY_DATABASE_URL=url)
        assert_told(refused, f"is encoded in {encoding}")
    finally:
        postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize(
    ("name", "value", "saying"),
    [
        ("GALLEY_DATABASE_URL", "mysql://somebody:hush@db/galley", "GALLEY_DATABASE_URL cannot be used"),
        ("GALLEY_PORT", "eighty", "GALLEY_PORT cannot be used: 'eighty' is not a whole number"),
        ("GALLEY_LOCALES", "en, bn>en>bn", "GALLEY_LOCALES cannot be used"),
        ("GALLEY_DEFAULT_LOCALE", "fr", "GALLEY_DEFAULT_LOCALE is fr, which GALLEY_LOCALES"),
        ("GALLEY_ENV", "staging", "GALLEY_ENV cannot be used"),
    ],
)
def test_names_the_setting_that_cannot_be_used(database_url: str, name: str, value: str, saying: str) -> None:
    outcome = examine(database_url, **{name: value})
    (problem,) = problems(outcome)
    assert saying in problem
    assert "hush" not in outcome.stdout


def test_asks_for_a_stronger_secret_in_production(database_url: str) -> None:
    (problem,) = problems(examine(database_url, GALLEY_ENV="production", GALLEY_SECRET="too short"))
    assert "GALLEY_SECRET is too short" in problem
    assert "too short" not in problem.replace("GALLEY_SECRET is too short", "")


def test_notices_a_missing_secret_in_development(database_url: str) -> None:
    outcome = examine(database_url, GALLEY_SECRET="")
    assert problems(outcome) == []
    assert notices(outcome) == ["GALLEY_SECRET is not set. Development makes one; `galley serve` needs it."]


def test_notices_a_secret_in_development_that_production_refuses(database_url: str) -> None:
    outcome = examine(database_url, GALLEY_SECRET="short")
    assert problems(outcome) == []
    (notice,) = notices(outcome)
    assert notice.startswith("GALLEY_SECRET is too short for `galley serve`: it has 5 bytes")


def test_notices_a_setting_that_nothing_reads_and_what_was_meant(database_url: str) -> None:
    outcome = examine(database_url, GALLEY_LOCALE="bn")
    assert problems(outcome) == []
    assert notices(outcome) == ["GALLEY_LOCALE is not a setting. Did you mean GALLEY_LOCALES?"]
