"""docs/hard-cases.md names tests that exist, and says something of every case."""

from __future__ import annotations

import re

import pytest

from tests.contract.documents import ROOT, text_of

NAME = "docs/hard-cases.md"
TEST = re.compile(r"`(test_\w+)`")
SHORTEST_REASON = 40
"""Characters. Less is no reason."""


def rows() -> list[tuple[str, str]]:
    lines = [line for line in text_of(NAME).splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [(row[0], row[1]) for row in cells if row[0] != "case"]


def existing() -> set[str]:
    paths = (ROOT / "tests").rglob("test_*.py")
    found = (
        re.findall(r"^(?:async )?def (test_\w+)", path.read_text("utf-8"), re.MULTILINE) for path in paths
    )
    return {name for names in found for name in names}


def test_every_test_that_is_named_exists() -> None:
    assert set(TEST.findall(text_of(NAME))) - existing() == set()


@pytest.mark.parametrize(("case", "answer"), rows(), ids=lambda cell: cell[:40])
def test_every_case_has_a_test_or_a_reason(case: str, answer: str) -> None:
    assert case
    assert TEST.search(answer) or len(answer) >= SHORTEST_REASON
