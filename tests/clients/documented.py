"""The programs in docs/clients.md, each by the name in its first line, made to speak with a server of the tests."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.conftest import ROOT

DOCUMENT = ROOT / "docs" / "clients.md"
ADDRESS = "127.0.0.1:8000"
TOKEN = "TOKEN"

FENCES: list[tuple[str, str]] = re.findall(
    r"^```(\w+)\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
"""Language and text of everything that is fenced."""

LINES_OF_SHELL = tuple(line for language, text in FENCES if language == "sh" for line in text.splitlines())


def _programs() -> Mapping[str, str]:
    named = {}
    for language, text in FENCES:
        if language != "sh":
            name = re.match(r"(?://|#) ([\w/]+\.(?:mjs|py|ts))\n", text)
            assert name is not None, f"its first line names no file:\n{text}"
            assert name[1] not in named
            named[name[1]] = text
    return named


PROGRAMS = _programs()
"""File name -> program."""


def program(name: str, *, port: int, token: str) -> str:
    """As it is documented, with that server's port and token."""
    return PROGRAMS[name].replace(ADDRESS, f"127.0.0.1:{port}").replace(TOKEN, token)
