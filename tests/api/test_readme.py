"""README.md's lines, run as they stand there: a newcomer pastes them in this order into one shell."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.commands.galley import FINISH_SECONDS, Server, environment, make_checkout, serving
from tests.conftest import ROOT
from tests.databases import EMPTY, PostgresServer

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$(?:\n```json\n(.*?)^```$)?", README, re.MULTILINE | re.DOTALL)
"""The lines to paste, each with the answer that is shown below them, where one is."""

MADE_BY_INSTALL = (".venv/bin/python", "-m", "server")
END = "--- end of a block ---"


@dataclass(frozen=True, slots=True)
class Pasted:
    """What the shell said to each block."""

    answers: list[str]
    server: Server


@pytest.fixture(params=["sqlite", "postgresql"])
def pasted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pasted]:
    """All blocks, one after the other, against what `make run` starts."""
    checkout = make_checkout(tmp_path)
    if request.param == "sqlite":  # nothing is set: the database is var/galley.db
        with serving("run", folder=checkout, command=MADE_BY_INSTALL) as server:
            yield Pasted(paste(checkout, server), server)
        return
    postgres: PostgresServer = request.getfixturevalue("postgres_server")
    with (
        postgres.database(EMPTY) as url,
        serving("run", folder=checkout, command=MADE_BY_INSTALL, GALLEY_DATABASE_URL=url) as server,
    ):
        yield Pasted(paste(checkout, server, GALLEY_DATABASE_URL=url), server)


def paste(checkout: Path, server: Server, **settings: str) -> list[str]:
    script = f"\necho; echo '{END}'\n".join(block for block, _ in BLOCKS)
    shell = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")],
        cwd=checkout,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=FINISH_SECONDS,
    )
    assert (shell.returncode, shell.stderr) == (0, ""), shell.stdout + shell.stderr + server.printed
    return shell.stdout.split(END)


def is_as_shown(answer: Any, shown: Any) -> bool:
    """Equal, but that a text which is shown with … at its end may go on in any way."""
    if isinstance(shown, dict) and isinstance(answer, dict):
        return answer.keys() == shown.keys() and all(is_as_shown(answer[key], shown[key]) for key in shown)
    if isinstance(shown, list) and isinstance(answer, list):
        return len(answer) == len(shown) and all(map(is_as_shown, answer, shown))
    if isinstance(shown, str) and shown.endswith("…"):
        return isinstance(answer, str) and answer.startswith(shown.removesuffix("…"))
    return bool(answer == shown)


def test_every_block_gives_the_answer_that_is_shown(pasted: Pasted) -> None:
    assert len(pasted.answers) == len(BLOCKS)
    for answer, (block, shown) in zip(pasted.answers, BLOCKS, strict=True):
        assert '"errors":[{' not in answer, answer
        if shown:
            assert is_as_shown(json.loads(answer), json.loads(shown)), f"{block}\n{answer}"
    (comment,) = re.findall(r"comment_[0-9a-f]{32}", "".join(pasted.answers))
    seen = pasted.server.ask("query($id: ID!) { comment(id: $id) { status } }", id=comment)
    assert seen == {"data": {"comment": {"status": "APPROVED"}}}, "a guest sees what was approved"


def test_shows_a_query_a_comment_and_a_decision() -> None:
    lines = "".join(block for block, _ in BLOCKS)
    for part in ("article(slug:", "submitComment(", "moderationQueue(", "approveComment("):
        assert part in lines
    assert all(re.search(r"[\u0980-\u09FF]", shown) for _, shown in BLOCKS if shown), (
        "Bengali in every answer"
    )


def test_every_line_of_the_shell_is_run() -> None:
    fences = re.findall(r"^```(\w+)$", README, re.MULTILINE)
    assert set(fences) == {"sh", "json"}
    assert fences.count("sh") == len(BLOCKS)
    assert fences.count("json") == sum(bool(shown) for _, shown in BLOCKS)
    outside = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    assert "curl" not in outside
