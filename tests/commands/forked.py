"""Processes of the command `galley`, forked from one that has loaded it: each is there in a moment, and not after a
second of loading.

This module is loaded by every such process, and so loads little itself.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from multiprocessing import get_context
from pathlib import Path

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(
    [
        __name__,
        "server.cli.serving",
        "server.app",
        "server.pages.reader",
        "server.pages.console",
        "tests.commands.frozen",
    ]
)


class Forked:
    """As much of subprocess.Popen as tests ask of a server. It may have no processes of its own."""

    def __init__(
        self, arguments: tuple[str, ...], *, folder: Path, environ: dict[str, str], log: Path
    ) -> None:
        self._arguments = arguments
        self._process = PROCESSES.Process(
            target=run, args=(list(arguments), str(folder), environ, str(log)), daemon=True
        )
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self._arguments, timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def run(arguments: list[str], folder: str, environ: dict[str, str], log: str) -> None:
    """In the process: `python -m server`, once it is loaded."""
    from server.__main__ import tell_in_escapes  # noqa: PLC0415
    from server.cli import main  # noqa: PLC0415

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    output = os.open(log, os.O_WRONLY | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["galley", *arguments]
    tell_in_escapes()
    main(arguments, prog_name="galley")
