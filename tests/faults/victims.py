"""Server processes to be killed: forked from one that has imported everything, so that each is there in a moment."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess

import httpx
import uvicorn

from server.app import create_app
from server.cli.serving import _options
from server.settings import load_settings
from tests.commands.forked import PROCESSES

START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Victim:
    """`process` is the whole server, as `galley serve` runs it."""

    process: BaseProcess
    url: str

    def kill(self) -> None:
        """SIGKILL: nothing of the process runs any more."""
        self.process.kill()
        self.process.join(START_SECONDS)
        assert self.process.exitcode == -9, self.process.exitcode


def serve(environ: dict[str, str]) -> None:
    """What `galley serve` does once the settings are read."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a descriptor, not a file
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    settings = load_settings(environ)
    uvicorn.Server(uvicorn.Config(create_app(settings), **_options(settings))).run()


@contextmanager
def serving(port: int, **environ: str) -> Iterator[Victim]:
    process = PROCESSES.Process(target=serve, args=({**environ, "PORT": str(port)},), daemon=True)
    process.start()
    victim = Victim(process, f"http://127.0.0.1:{port}")
    try:
        _wait_until_answering(victim)
        yield victim
    finally:
        if process.is_alive():
            victim.kill()
        process.close()


def _wait_until_answering(victim: Victim) -> None:
    deadline = time.monotonic() + START_SECONDS
    while victim.process.is_alive() and time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            if httpx.get(f"{victim.url}/healthz", timeout=2).status_code == 200:
                return
        time.sleep(0.02)
    raise AssertionError(f"the server does not answer, or has ended: {victim.process.exitcode}")
