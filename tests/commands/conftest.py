"""A folder to run commands in, and databases by the names that operators give them."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, where var/ would be made."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
