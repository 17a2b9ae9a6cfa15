"""docs/operations.md holds every setting and every command, and names none that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from server.cli import main
from server.settings import SETTINGS, Setting
from tests.commands.galley import commands_of

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def rows(heading: str) -> dict[str, list[str]]:
    """The table under a heading: first cell -> the others, without back-ticks."""
    section = OPERATIONS.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    cells = [[cell.strip().replace("`", "") for cell in line.strip("| ").split(" | ")] for line in lines]
    return {first: others for first, *others in cells}


def commands(group: click.Group, prefix: str = "galley") -> Iterator[tuple[str, click.Command]]:
    for name, command in commands_of(group).items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


def is_of(usage: str, name: str) -> bool:
    return f"{usage} ".startswith(f"{name} ")


COMMANDS = dict(commands(main))


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_documents_every_setting_as_it_is_declared(setting: Setting) -> None:
    declared = [setting.unit, setting.default or "none", setting.accepts, setting.help]
    assert rows("Settings")[setting.name] == declared


def test_documents_no_setting_that_does_not_exist() -> None:
    assert list(rows("Settings")) == [setting.name for setting in SETTINGS]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_names_only_settings_that_exist(path: Path) -> None:
    named = set(re.findall(r"\bGALLEY_[A-Z0-9_]*[A-Z0-9]", path.read_text(encoding="utf-8")))
    assert named <= {setting.name for setting in SETTINGS}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_documents_every_command_with_its_options(name: str) -> None:
    described = [
        " ".join([first, *others]) for first, others in rows("Commands").items() if is_of(first, name)
    ]
    assert len(described) == 1
    long_options = [
        option for parameter in COMMANDS[name].params for option in parameter.opts if "--" in option
    ]
    assert [option for option in long_options if option not in described[0]] == []


def test_documents_no_command_that_does_not_exist() -> None:
    for first in rows("Commands"):
        assert any(is_of(first, name) for name in COMMANDS), first


def test_documents_the_exit_codes() -> None:
    assert set(rows("Exit codes")) >= {"0", "1", "2"}
