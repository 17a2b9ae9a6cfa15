"""No container engine runs here, so this reads what would be built and run, and holds it against the code."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.engine import make_url

from server.cli import main
from server.http.process import LAST_SECONDS
from server.network import PRIVATE
from server.settings import SETTINGS, load_settings
from tests.commands.galley import commands_of

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
CADDYFILE = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
FROM_OUTSIDE = {"GALLEY_SECRET": "s" * 32, "POSTGRES_PASSWORD": "p4ss"}
DEFAULT_PORT = next(setting.default for setting in SETTINGS if setting.name == "GALLEY_PORT")


def read_dockerfile() -> list[list[tuple[str, str]]]:
    """Stages of (instruction, arguments), with continued lines joined and comments left out."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    stages: list[list[tuple[str, str]]] = []
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if line.strip():
            instruction, _, arguments = line.strip().partition(" ")
            if instruction == "FROM":
                stages.append([])
            stages[-1].append((instruction, arguments.strip()))
    return stages


STAGES = read_dockerfile()
FINAL_STAGE = STAGES[-1]


def arguments(instruction: str) -> list[str]:
    return [text for name, text in FINAL_STAGE if name == instruction]


def image_environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for line in arguments("ENV") for pair in line.split())


def copied_from_checkout() -> list[str]:
    copies = [text for stage in STAGES for name, text in stage if name in ("COPY", "ADD")]
    return [
        source
        for text in copies
        if "--from=" not in text
        for source in [word for word in text.split() if not word.startswith("--")][:-1]
    ]


def filled(value: Any, environ: dict[str, str]) -> str:
    """A compose value with its ${NAME:-default} and ${NAME:?message} filled in."""

    def fill(match: re.Match[str]) -> str:
        given = environ.get(match["name"], "")
        if not given and match["kind"] == ":?":
            raise KeyError(match["name"])
        return given or (match["text"] if match["kind"] == ":-" else "")

    return re.sub(r"\$\{(?P<name>\w+)(?:(?P<kind>:[-?])(?P<text>[^}]*))?\}", fill, str(value))


def own_services() -> dict[str, dict[str, Any]]:
    return {name: service for name, service in SERVICES.items() if "build" in service}


def environment_of(name: str) -> dict[str, str]:
    given = {key: filled(value, FROM_OUTSIDE) for key, value in SERVICES[name]["environment"].items()}
    return image_environment() | given


# ── the image ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("source", copied_from_checkout())
def test_copies_what_exists_and_reaches_the_builder(source: str) -> None:
    assert (ROOT / source).exists()
    patterns = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    sent = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    assert any(fnmatch.fnmatch(source, pattern) or source.startswith(f"{pattern}/") for pattern in sent)


def test_copies_everything_that_the_server_loads() -> None:
    assert {"server", "schema", "migrations"} <= set(copied_from_checkout())


def test_installs_only_what_is_locked_with_hashes() -> None:
    installs = [text for stage in STAGES for name, text in stage if name == "RUN" and "pip install" in text]
    assert installs
    assert all("--require-hashes" in text and "-r run.txt" in text for text in installs)


def test_runs_the_image_as_an_ordinary_user() -> None:
    assert arguments("USER")[-1] not in ("root", "0")
    assert FINAL_STAGE.index(("USER", arguments("USER")[-1])) < FINAL_STAGE.index(("CMD", '["serve"]'))


def test_starts_only_commands_that_exist() -> None:
    assert json.loads(arguments("ENTRYPOINT")[0]) == ["galley"]
    words = [json.loads(arguments("CMD")[0]), *(service["command"] for service in own_services().values())]
    assert [word[0] for word in words if word[0] not in commands_of(main)] == []
    assert {word[0] for word in words} == {"serve", "migrate", "tidy"}


def test_agrees_on_the_servers_port() -> None:
    upstream = re.search(r"dynamic a \{\s*name (?P<name>\w+)\s*port (?P<port>\d+)", CADDYFILE)
    assert upstream is not None
    assert upstream["name"] in own_services()
    assert upstream["port"] == arguments("EXPOSE")[0] == image_environment()["GALLEY_PORT"] == DEFAULT_PORT
    assert f"or {DEFAULT_PORT})" in (ROOT / "deploy" / "healthy.py").read_text(encoding="utf-8")


# ── the services ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", sorted(own_services()))
def test_starts_the_server_with_settings_that_it_accepts(name: str) -> None:
    environ = environment_of(name)
    settings = load_settings(environ)
    assert settings.is_production
    assert settings.host == "0.0.0.0"
    url = make_url(settings.database_url)
    database = SERVICES[str(url.host)]["environment"]
    assert url.username == database["POSTGRES_USER"]
    assert url.database == database["POSTGRES_DB"]
    assert url.password == filled(database["POSTGRES_PASSWORD"], FROM_OUTSIDE)


@pytest.mark.parametrize("missing", sorted(FROM_OUTSIDE))
def test_starts_nothing_without_its_secrets(missing: str) -> None:
    environ = {name: value for name, value in FROM_OUTSIDE.items() if name != missing}
    values = [value for service in SERVICES.values() for value in service.get("environment", {}).values()]
    with pytest.raises(KeyError, match=missing):
        [filled(value, environ) for value in values]


def test_opens_one_port_and_it_is_the_proxys() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert list(ports) == ["proxy"]
    assert [filled(port, {}).rpartition(":")[2] for port in ports["proxy"]] == re.findall(
        r"^:(\d+) \{", CADDYFILE, re.MULTILINE
    )


def test_believes_what_the_proxy_says_of_a_readers_address() -> None:
    """Which comes from a private network, as no reader does; and the proxy believes nobody in turn."""
    assert load_settings(environment_of("app")).trusted_proxies == PRIVATE
    assert "trusted_proxies" not in CADDYFILE


def test_gives_a_replica_the_time_that_it_may_take_to_stop() -> None:
    settings = load_settings(environment_of("app"))
    needed = (settings.drain_ms + settings.stop_timeout_ms) / 1000 + LAST_SECONDS
    assert float(SERVICES["app"]["stop_grace_period"].removesuffix("s")) >= needed


def test_lets_several_replicas_stand_behind_the_port() -> None:
    assert SERVICES["app"]["deploy"]["replicas"] > 1
    assert "container_name" not in SERVICES["app"]
    assert "flush_interval -1" in CADDYFILE


def test_waits_only_for_services_that_say_when_they_are_ready() -> None:
    for name, service in SERVICES.items():
        for other, wait in service.get("depends_on", {}).items():
            assert other in SERVICES, name
            if wait["condition"] == "service_healthy":
                assert SERVICES[other]["healthcheck"]["test"], (name, other)
            else:
                assert wait["condition"] == "service_completed_successfully"
                assert SERVICES[other]["restart"] == "no"


def test_mounts_only_declared_volumes_and_files_that_exist() -> None:
    for service in SERVICES.values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert (ROOT / source).is_file() if source.startswith("./") else source in COMPOSE["volumes"]


def test_keeps_the_data_where_postgresql_18_writes_it() -> None:
    assert SERVICES["database"]["image"] == "postgres:18"
    assert SERVICES["database"]["volumes"] == ["database:/var/lib/postgresql"]


def test_keeps_certificates_where_caddy_stores_them() -> None:
    assert SERVICES["proxy"]["image"] == "caddy:2"
    assert "certificates:/data" in SERVICES["proxy"]["volumes"]


def test_calls_the_database_ready_only_once_it_answers_on_the_network() -> None:
    """While the image sets up its data a server runs on the socket alone, and stops again."""
    (check,) = SERVICES["database"]["healthcheck"]["test"][1:]
    assert check.startswith("pg_isready --host 127.0.0.1 ")


# ── names, health, make ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    ["Dockerfile", "docker-compose.yml", "Makefile", ".ci/run", "deploy/Caddyfile", "deploy/healthy.py"],
)
def test_names_only_settings_that_exist(path: str) -> None:
    named = set(re.findall(r"\bGALLEY_[A-Z0-9_]+", (ROOT / path).read_text(encoding="utf-8")))
    assert named <= {setting.name for setting in SETTINGS}


@pytest.fixture
def answering() -> Iterator[HTTPServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_healthy = self.path == "/healthz" and getattr(self.server, "is_healthy", True)
            self.send_response(200 if is_healthy else 503)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def health_check(port: int) -> int:
    check = arguments("HEALTHCHECK")[0].partition("CMD ")[2]
    assert json.loads(check) == SERVICES["app"]["healthcheck"]["test"][1:] == ["python", "deploy/healthy.py"]
    script = ROOT / "deploy" / "healthy.py"
    environ = {**os.environ, "GALLEY_PORT": str(port)}
    return subprocess.run([sys.executable, script], env=environ, stderr=subprocess.DEVNULL).returncode


def test_calls_a_server_healthy_only_while_healthz_answers_200(answering: HTTPServer) -> None:
    assert health_check(answering.server_port) == 0
    answering.is_healthy = False  # type: ignore[attr-defined]
    assert health_check(answering.server_port) == 1


def test_calls_a_server_that_does_not_answer_unhealthy() -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as bound:
        free_port = bound.server_port
    assert health_check(free_port) == 1


def test_lists_every_target_of_make() -> None:
    listed = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony is not None
    assert re.findall(r"^  make ([\w-]+)", listed, re.MULTILINE) == phony[1].split()


def test_runs_all_that_is_checked_in_ci() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.findall(r"^make (\w+)", script.read_text(encoding="utf-8"), re.MULTILINE) == [
        "browser",
        "check",
        "test",
    ]
