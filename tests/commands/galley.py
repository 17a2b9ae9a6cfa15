"""The command `galley` as others start it: a process of its own, or click's runner where that is enough."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import Any

import click
from click.testing import CliRunner

from server.cli import main
from tests.commands.forked import Forked
from tests.conftest import ROOT

SECRET = "a-secret-of-the-command-tests-" + "0123456789" * 2
FINISH_SECONDS = 60
"""For a command on a machine that runs other tests beside it; alone it takes one or two."""

START_SECONDS = 90
STOP_SECONDS = 15
"""Here no request is running, or one that ends."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def text(self) -> str:
        return self.stdout + self.stderr


def environment(**settings: str) -> dict[str, str]:
    """Nothing of the caller's but what a program needs to start; and these settings."""
    inherited = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    # The folder of the interpreter comes last: `python3` means the machine's own, as a newcomer has it.
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    return {**inherited, "PATH": path, "PYTHONPATH": str(ROOT), "NO_PROXY": "*", **settings}


def commands_of(group: click.Group) -> dict[str, click.Command]:
    """By name, as help lists them."""
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def invoke(*arguments: str, **settings: str) -> Outcome:
    """Runs a command in this process. An exception that would be a traceback is raised."""
    result = CliRunner().invoke(
        main, list(arguments), prog_name="galley", env=settings, catch_exceptions=False
    )
    return Outcome(result.exit_code, result.stdout, result.stderr)


def start(*arguments: str, folder: Path, **settings: str) -> Outcome:
    """Runs a command as a process in `folder`, to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "server", *arguments],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=FINISH_SECONDS,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def free_port() -> int:
    """None of those that Linux gives by itself, which begin at 32,768: whoever is given none may be given this one
    before it is used."""
    while True:
        port = SystemRandom().randrange(10_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    content_type: str
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Server:
    """A server process that answers. `printed` is what it has said so far, on either stream."""

    def __init__(self, process: subprocess.Popen[bytes] | Forked, port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self._log = log

    @property
    def printed(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def fetch(self, path: str, *, body: object = None, **headers: str) -> Reply:
        """A GET, or a POST of `body` as JSON. An underscore in a header's name stands for a hyphen."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=STOP_SECONDS)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            if body is None:
                connection.request("GET", path, headers=sent)
            else:
                sent["content-type"] = "application/json"
                connection.request("POST", path, json.dumps(body).encode(), sent)
            answer = connection.getresponse()
            return Reply(answer.status, answer.getheader("content-type", ""), answer.read().decode())
        finally:
            connection.close()

    def ask(self, query: str, *, token: str = "", **variables: Any) -> Any:
        """The whole answer to an operation."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return self.fetch("/graphql", body={"query": query, "variables": variables}, **headers).json

    def stop(self, how: signal.Signals) -> int:
        """Sends the signal and returns the exit code."""
        self.process.send_signal(how)
        return self.process.wait(STOP_SECONDS)

    def token_below(self, heading: str) -> str:
        """What was printed in the line after the one that begins so."""
        found = re.search(rf"^\s*{re.escape(heading)}.*\n\s*(\S+)\s*$", self.printed, re.MULTILINE)
        assert found is not None, self.printed
        return found[1]


@contextmanager
def serving(
    *arguments: str,
    folder: Path,
    command: tuple[str, ...] = (sys.executable, "-m", "server"),
    **settings: str,
) -> Iterator[Server]:
    """A server on a free port in `folder`, from when it answers /healthz to the end of the block."""
    port = free_port()
    log = folder / f"server-{port}.log"
    with log.open("wb") as output, _interruptible():
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=folder,
            env=environment(**settings, PORT=str(port)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    with _answering(Server(process, port, log)) as server:
        yield server


@contextmanager
def serving_at_once(*arguments: str, folder: Path, **settings: str) -> Iterator[Server]:
    """As `serving`, where how the process is started is not what a test is about; for a server in one process."""
    port = free_port()
    log = folder / f"server-{port}.log"
    log.touch()
    environ = environment(**settings, PORT=str(port))
    process = Forked(arguments, folder=folder, environ=environ, log=log)
    with _answering(Server(process, port, log)) as server:
        yield server


@contextmanager
def _answering(server: Server) -> Iterator[Server]:
    """From when it answers to the end of the block."""
    process = server.process
    try:
        _wait_until_answering(server)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_answering(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            if server.fetch("/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"no answer within {START_SECONDS} s, or it ended:\n{server.printed}")


@contextmanager
def _interruptible() -> Iterator[None]:
    """Tests that a shell has started in the background ignore Ctrl-C, and so would what they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def make_checkout(folder: Path) -> Path:
    """A checkout after `make install`, with the packages of this one, and data of its own."""
    for name in ("server", "schema", "migrations"):
        (folder / name).symlink_to(ROOT / name)
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    shutil.copy(ROOT / "deploy" / "galley.sh", programs / "galley")
    python = programs / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    for program in (python, programs / "galley"):
        program.chmod(0o755)
    return folder


def assert_told(outcome: Outcome, saying: str, *, code: int = 1) -> None:
    """The command ended with that code, and told its operator why: no traceback, nothing on standard output."""
    assert (outcome.code, outcome.stdout) == (code, ""), outcome.text
    assert saying in outcome.stderr
    assert "Traceback" not in outcome.stderr
