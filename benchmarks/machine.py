"""On what was measured, for the report. No name of the machine, and no path on it."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.places import ROOT

PACKAGES = ("uvicorn", "uvloop", "starlette", "asyncpg", "sqlalchemy", "strawberry-graphql", "graphql-core")


def machine() -> dict[str, str]:
    """By what it is called in the report."""
    memory = psutil.virtual_memory().total / 1024**3
    return {
        "Day": datetime.now(UTC).date().isoformat(),
        "Revision": _revision(),
        "Processor": f"{_processor()}, {os.cpu_count()} cores",
        "Memory": f"{memory:.0f} GiB",
        "Load before": ", ".join(f"{each:.1f}" for each in psutil.getloadavg()),
        "System": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "Packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _revision() -> str:
    """Of the code, with a mark where there are changes beside it."""
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--exclude=*"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()
