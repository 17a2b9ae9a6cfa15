"""galley run: everything a newcomer needs from one command, and the same again tomorrow."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.cli.serving import _announce
from server.settings import load_settings
from tests.commands.galley import FINISH_SECONDS, SECRET, Server, assert_told, environment, invoke, serving
from tests.databases import EMPTY, PostgresServer, SqliteFiles

ARTICLES = "{ articles(first: 100) { nodes { id commentCount } } }"
COUNTS = "{ queueCounts { queue count } }"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has just loaded the demo into an empty database."""
    databases: SqliteFiles | PostgresServer = request.getfixturevalue(
        {"sqlite": "sqlite_files", "postgresql": "postgres_server"}[request.param]
    )
    folder = tmp_path_factory.mktemp("run")
    with (
        databases.database(EMPTY) as url,
        serving("run", folder=folder, GALLEY_DATABASE_URL=url) as server,
    ):
        yield server
        assert "Traceback" not in server.printed


def articles(server: Server) -> list[Any]:
    nodes: list[Any] = server.ask(ARTICLES)["data"]["articles"]["nodes"]
    return nodes


def test_answers_with_the_demo(running: Server) -> None:
    assert running.fetch("/healthz").json == {"status": "ok"}
    assert re.search(r"^Loaded the demo: \d+ articles, \d+ comments\.$", running.printed, re.MULTILINE)
    assert len(articles(running)) >= 12


def test_prints_a_line_that_works_when_pasted(running: Server) -> None:
    (line,) = re.findall(r"^ *(curl .*)$", running.printed, re.MULTILINE)
    pasted = subprocess.run(
        ["bash", "-c", line], env=environment(), capture_output=True, text=True, timeout=FINISH_SECONDS
    )
    assert '"title"' in pasted.stdout
    assert re.search(r"[\u0980-\u09FF]", pasted.stdout), "a title in Bengali"


def test_prints_a_moderators_token_that_moderates(running: Server) -> None:
    token = running.token_below("A moderator's token")
    counts = running.ask(COUNTS, token=token)["data"]["queueCounts"]
    assert {row["queue"]: row["count"] > 0 for row in counts}["PENDING"]


def test_prints_an_editors_token_that_sees_drafts_and_does_not_moderate(running: Server) -> None:
    token = running.token_below("An editor's token")
    drafts = running.ask("{ articles(filter: {status: DRAFT}) { totalCount } }", token=token)
    assert drafts["data"]["articles"]["totalCount"] > 0
    assert running.ask(COUNTS, token=token)["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_shows_graphiql_to_a_browser_at_the_address_it_prints(running: Server) -> None:
    (path,) = re.findall(r"GraphiQL +http://127\.0\.0\.1:\d+(\S+)", running.printed)
    page = running.fetch(path, accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (page.status, page.content_type) == (200, "text/html; charset=utf-8")
    assert "graphiql" in page.text.lower()


def test_shows_the_console_at_the_address_it_prints(running: Server) -> None:
    (path,) = re.findall(r"Console +http://127\.0\.0\.1:\d+(\S+)", running.printed)
    page = running.fetch(path)
    assert (page.status, page.content_type) == (200, "text/html; charset=utf-8")
    assert "console/main.js" in page.text


def test_answers_a_programs_get_with_json_all_the_same(running: Server) -> None:
    answer = running.fetch("/graphql?query=%7Bsite%7Bname%7D%7D", accept="text/html, */*;q=0.8")
    assert answer.json == {"data": {"site": {"name": "Galley"}}}


def test_tells_the_schema_to_developers(running: Server) -> None:
    assert (
        running.ask("{ __schema { queryType { name } } }")["data"]["__schema"]["queryType"]["name"] == "Query"
    )
    hint = running.ask("{ site { nme } }")["errors"][0]["message"]
    assert "Did you mean 'name'" in hint


def test_every_image_of_the_demo_is_where_its_url_says(running: Server) -> None:
    nodes = running.ask("{ articles(first: 100) { nodes { leadImage { url } } } }")["data"]["articles"][
        "nodes"
    ]
    urls = [node["leadImage"]["url"] for node in nodes if node["leadImage"]]
    assert urls
    for url in urls:
        path = re.sub(r"^https?://[^/]+", "", url)
        assert running.fetch(path).content_type.startswith("image/svg+xml"), url


def test_ctrl_c_ends_it_quietly_and_the_next_run_finds_everything_as_it_was(
    folder: Path, empty_database_url: str
) -> None:
    with serving("run", folder=folder, GALLEY_DATABASE_URL=empty_database_url) as first:
        before = articles(first)
        token = first.token_below("A moderator's token")
        assert first.stop(signal.SIGINT) == 0
        assert "Traceback" not in first.printed
        assert "Aborted" not in first.printed
    with serving("run", folder=folder, GALLEY_DATABASE_URL=empty_database_url) as second:
        assert articles(second) == before
        assert "Loaded the demo" not in second.printed
        assert second.ask(COUNTS, token=token)["data"]["queueCounts"], "the first run's token still counts"
        assert second.stop(signal.SIGINT) == 0


def test_loads_no_demo_beside_content_that_is_there(folder: Path) -> None:
    (folder / "post.txt").write_text(
        "News\n\nA title\n\nA paragraph of it.\n\nNo comments\n", encoding="utf-8"
    )
    assert invoke("import", "post.txt", "--publish").code == 0
    with serving("run", folder=folder) as server:
        assert len(articles(server)) == 1
        assert "Loaded the demo" not in server.printed


def test_says_at_once_that_the_port_is_taken(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert_told(invoke("run", "--port", str(port)), f"Port {port} on 127.0.0.1 cannot be used")
    assert not (folder / "var" / "galley.db").exists(), "before anything else is done"


def test_says_that_the_host_is_not_one_of_this_machine() -> None:
    assert_told(invoke("run", GALLEY_HOST="192.0.2.1"), "Port 8000 on 192.0.2.1 cannot be used")


def test_is_not_for_production(folder: Path) -> None:
    outcome = invoke("run", GALLEY_ENV="production", GALLEY_SECRET="s" * 32)
    assert_told(outcome, "Use `galley serve`")
    assert list(folder.iterdir()) == []


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What would have served, for runs that end where serving would begin."""
    servers: list[Any] = []
    monkeypatch.setattr("server.cli.serving._serve_until_stopped", servers.append)
    return servers


def test_prints_the_port_that_it_found_for_0(stopped: list[Any]) -> None:
    printed = invoke("run", "--port", "0").stdout
    port = stopped[0].config.port
    assert port > 0
    assert printed.count(f"http://127.0.0.1:{port}/graphql") == 3


def test_prints_an_ipv6_address_as_a_url_has_it(capsys: pytest.CaptureFixture[str]) -> None:
    _announce(load_settings({"GALLEY_HOST": "[::1]", "GALLEY_SECRET": SECRET}))
    assert capsys.readouterr().out.count("http://[::1]:8000/graphql") == 3


def test_says_when_graphiql_is_switched_off(stopped: list[Any]) -> None:
    printed = invoke("run", "--port", "0", GALLEY_GRAPHIQL="off").stdout
    assert "GraphiQL   off (GALLEY_GRAPHIQL)" in printed
