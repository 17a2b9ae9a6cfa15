"""Every command explains itself, and says so when it is called wrongly."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from server.cli import main
from tests.commands.galley import assert_told, commands_of, invoke, start

COMMANDS = commands_of(main)


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_says_what_each_option_does(name: str, flag: str) -> None:
    outcome = invoke(name, flag)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert outcome.stdout.startswith(f"Usage: galley {name} ")
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[0] in outcome.stdout
            assert parameter.help, parameter.name


def test_the_command_alone_lists_every_command_on_one_line() -> None:
    listed = invoke("--help").stdout.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == list(COMMANDS)
    assert all(len(line) <= 80 for line in listed)
    assert [line for line in listed if line.endswith("...")] == []


def test_help_names_the_exit_codes_and_where_settings_are_told() -> None:
    text = invoke("--help").stdout
    assert "0 done, 1 not done" in text
    assert "docs/operations.md" in text


def test_tells_its_version() -> None:
    assert invoke("--version").stdout == "galley, version 0.1.0\n"


@pytest.mark.parametrize(
    ("arguments", "saying"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["publish"], "Missing argument 'ARTICLE'"),
        (["import"], "Missing argument 'FILES...'"),
        (["token", "--role", "moderator"], "Missing option '--name'"),
        (["serve", "--workers", "0"], "0 is not in the range"),
        (["serve", "--workers", "many"], "'many' is not a valid integer"),
        (["run", "--port", "70000"], "70000 is not in the range"),
        (["publish", "a", "--locale", "!"], "'!' is not a language tag"),
        (["import", "a.txt", "--original", "en_US!!"], "is not a language tag"),
        (["import", "a.txt", "--published-at", "tomorrow"], "is not a time such as"),
        (["import", "a.txt", "--published-at", "2026-11-24T09:00:00"], "has no offset"),
        (["import", "a.txt", "--published-at", "0001-01-01T00:00:00+14:00"], "is not a time such as"),
        (["import", "a.txt", "--published-at", "9999-12-31T23:59:59-14:00"], "is not a time such as"),
        (["doctor", "--quietly"], "No such option '--quietly'"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_exit_code_2_with_the_usage(arguments: list[str], saying: str) -> None:
    outcome = invoke(*arguments)
    assert_told(outcome, saying, code=2)
    assert outcome.stderr.startswith("Usage: galley")


def test_the_module_is_the_command(folder: Path) -> None:
    outcome = start("--version", folder=folder)
    assert (outcome.code, outcome.stdout, outcome.stderr) == (0, "galley, version 0.1.0\n", "")


def test_help_leaves_no_trace(folder: Path) -> None:
    invoke("migrate", "--help")
    assert list(folder.iterdir()) == []
