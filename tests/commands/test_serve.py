"""galley serve: production, with nothing in it that is for development."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.commands.galley import SECRET, assert_told, invoke, serving, serving_at_once
from tests.conftest import ROOT
from tests.databases import MIGRATED, PostgresServer


def test_hides_what_is_for_developers(folder: Path, database_url: str) -> None:
    with serving_at_once(
        "serve", folder=folder, GALLEY_DATABASE_URL=database_url, GALLEY_SECRET=SECRET
    ) as server:
        page = server.fetch("/graphql", accept="text/html")
        assert (page.status, page.content_type) == (406, "application/json; charset=utf-8")
        schema = server.ask("{ __schema { queryType { name } } }")
        assert schema["errors"][0]["message"] == "Introspection is switched off."
        assert "Did you mean" not in server.ask("{ site { nme } }")["errors"][0]["message"]
        assert server.fetch("/demo/images/herons.svg").status == 404
        assert server.ask("{ articles { totalCount } }")["data"]["articles"]["totalCount"] == 0, "no demo"
        assert "eyJ" not in server.printed, "no token in the log"
        assert server.ask("{ site { name } }")["data"]["site"]["name"] == "Galley"
        assert "/graphql" not in server.printed, "no line for each request"


def test_ends_on_ctrl_c_with_exit_code_0(folder: Path, database_url: str) -> None:
    with serving("serve", folder=folder, GALLEY_DATABASE_URL=database_url, GALLEY_SECRET=SECRET) as server:
        assert server.stop(signal.SIGINT) == 0
        assert "Traceback" not in server.printed


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_several_workers_answer_and_end_together(
    folder: Path, postgres_server: PostgresServer, how: signal.Signals
) -> None:
    with (
        postgres_server.database(MIGRATED) as url,
        serving(
            "serve", "--workers", "2", folder=folder, GALLEY_DATABASE_URL=url, GALLEY_SECRET=SECRET
        ) as server,
    ):
        workers = psutil.Process(server.process.pid).children(recursive=True)
        assert server.ask("{ site { name } }") == {"data": {"site": {"name": "Galley"}}}
        assert server.stop(how) == 0
        gone, alive = psutil.wait_procs(workers, timeout=5)
        assert len(gone) >= 2
        assert alive == []
        assert "Traceback" not in server.printed


def test_the_process_that_watches_over_workers_does_without_the_application() -> None:
    """Workers load it by its name; this module is all that the other one has of serving."""
    asked = (
        "import sys, server.cli.serving; print({'server.app', 'schema', 'strawberry'} & sys.modules.keys())"
    )
    told = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout == "set()\n"


def test_a_single_worker_ends_on_sigterm(folder: Path, database_url: str) -> None:
    with serving("serve", folder=folder, GALLEY_DATABASE_URL=database_url, GALLEY_SECRET=SECRET) as server:
        assert server.stop(signal.SIGTERM) == 0
        assert "Application shutdown complete" in server.printed
        assert "Traceback" not in server.printed


def test_does_not_start_without_a_secret(folder: Path, database_url: str) -> None:
    outcome = invoke("serve", GALLEY_DATABASE_URL=database_url)
    assert_told(outcome, "GALLEY_SECRET is not set, and production needs it")
    assert list(folder.iterdir()) == [], "nor does it make one"


def test_does_not_start_with_a_short_secret(database_url: str) -> None:
    outcome = invoke("serve", GALLEY_DATABASE_URL=database_url, GALLEY_SECRET="x" * 31)
    assert_told(outcome, "it has 31 bytes, and production needs 32 or more")
    assert "xxx" not in outcome.stderr


def test_does_not_start_on_a_database_that_was_never_migrated(empty_database_url: str) -> None:
    outcome = invoke("serve", GALLEY_DATABASE_URL=empty_database_url, GALLEY_SECRET=SECRET)
    assert_told(outcome, "Run `galley migrate`.")


def test_says_that_the_port_is_taken(database_url: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        for workers in ("1", "2"):
            outcome = invoke(
                "serve",
                f"--workers={workers}",
                GALLEY_DATABASE_URL=database_url,
                GALLEY_SECRET=SECRET,
                GALLEY_PORT=port,
            )
            assert_told(outcome, f"Port {port} on 127.0.0.1 cannot be used")


def test_believes_tokens_of_every_secret_it_is_given(folder: Path, database_url: str) -> None:
    old, new = "o" * 32, "n" * 32
    token = invoke("token", "--role", "moderator", "--name", "Rahela", GALLEY_SECRET=old).stdout.strip()
    with serving_at_once(
        "serve", folder=folder, GALLEY_DATABASE_URL=database_url, GALLEY_SECRET=f"{new},{old}"
    ) as server:
        assert server.ask("{ viewer { name } }", token=token) == {"data": {"viewer": {"name": "Rahela"}}}
        stranger = server.fetch("/graphql", body={"query": "{ viewer { name } }"}, authorization="Bearer no")
        assert stranger.status == 401
