"""The console's shell: what everybody may load, and what browsers are told of it."""

from __future__ import annotations

import re
from pathlib import Path

from server.pages.static import FOLDER
from tests.api.client import Api

CONSOLE = FOLDER / "console"


async def test_the_shell_holds_nothing_of_anybodys_and_nothing_inline(api: Api) -> None:
    response = await api.http.get("/console")
    assert response.status_code == 200
    assert response.headers["x-robots-tag"] == "noindex"
    assert response.headers["cache-control"] == "no-cache"
    policy = response.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "comment_" not in response.text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", response.text)


async def test_everything_that_the_shell_names_is_there(api: Api) -> None:
    text = (await api.http.get("/console")).text
    for address in re.findall(r'(?:src|href)="(/[^"]+)"', text):
        assert (await api.http.get(address)).status_code == 200, address


def imports(module: Path) -> set[Path]:
    names = re.findall(
        r'^(?:import|export) .*?from "(.+?)";', module.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {(module.parent / name).resolve() for name in names}


def test_every_module_of_the_console_is_used_and_none_is_missing() -> None:
    reached, waiting = set[Path](), [CONSOLE / "main.js"]
    while waiting:
        module = waiting.pop()
        assert module.is_file(), module
        reached.add(module)
        waiting += imports(module) - reached
    assert set(CONSOLE.glob("*.js")) <= reached


def test_every_text_of_the_console_is_said_and_none_is_missing() -> None:
    """Said as it is, quoted somewhere, or put together from a beginning or an end and a value."""
    told = set(re.findall(r"^  (\w+):", (CONSOLE / "texts.js").read_text(encoding="utf-8"), re.MULTILINE))
    code = "".join(
        path.read_text(encoding="utf-8") for path in CONSOLE.glob("*.js") if path.name != "texts.js"
    )
    said = set(re.findall(r'\bsay\("(\w+)"', code))
    assert said <= told
    stems = re.findall(r"say\(`(\w*)\$\{\w+(?:\.\w+)*\}(\w*)`", code)
    quoted = set(re.findall(r'"(\w+)"', code))
    made = {
        key
        for key in told
        for start, end in stems
        if key.startswith(start) and key.endswith(end) and start + end
    }
    assert told - said - quoted - made == set()


def test_no_module_makes_elements_of_text() -> None:
    for path in CONSOLE.glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|\bsanitised\(",
            path.read_text(encoding="utf-8"),
        ), path.name
