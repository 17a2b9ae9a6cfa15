"""GraphiQL's files are fetched once and checked; demo tokens are for this machine alone."""

from __future__ import annotations

import io
import subprocess
import tarfile
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha512
from pathlib import Path
from typing import Any

import pytest

from server.pages import graphiql_files as files
from server.settings import Settings
from tests.api.client import open_api

BROWSER = {"Accept": "text/html"}


def archive(names: Sequence[str]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as opened:
        for name in names:
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(name)
            opened.addfile(member, io.BytesIO(name.encode()))
    return written.getvalue()


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, bytes]:
    """npm gives these archives, and their hashes are known."""
    archives = {each.name: archive(each.files) for each in files.PACKAGES}
    known = tuple(
        replace(each, integrity=b64encode(sha512(archives[each.name]).digest()).decode())
        for each in files.PACKAGES
    )

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        name, _, version = command[command.index("pack") + 1].rpartition("@")
        (Path(options["cwd"]) / f"{name}-{version}.tgz").write_bytes(archives[name])
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(files, "PACKAGES", known)
    monkeypatch.setattr(files, "FOLDER", tmp_path / "graphiql")
    monkeypatch.setattr(files, "_npm", lambda _scratch: ["npm"])
    monkeypatch.setattr(files.subprocess, "run", run)  # type: ignore[attr-defined]
    return archives


def test_fetches_what_is_needed_and_nothing_else(packed: dict[str, bytes]) -> None:
    assert not files.are_there()
    assert files.main() == 0
    assert files.are_there()
    assert sorted(each.name for each in files.FOLDER.iterdir()) == sorted(files.NAMES)


def test_takes_nothing_with_another_hash(
    packed: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    packed["react"] = archive(["umd/react.production.min.js", "more"])
    assert files.main() == 0
    assert "hash is another" in capsys.readouterr().out
    assert not files.are_there()


def test_says_in_one_line_that_it_could_not(
    packed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "npm error network")
    monkeypatch.setattr(files.subprocess, "run", lambda *_a, **_o: failed)  # type: ignore[attr-defined]
    assert files.main() == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "GraphiQL is not there: npm could not fetch graphiql@4.1.2. `make graphiql` tries again."
    ]


@pytest.mark.parametrize(
    ("peer", "headers", "has_tokens"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("10.0.0.7", {}, False),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.7"}, False),
        ("127.0.0.1", {"Forwarded": "for=10.0.0.7"}, False),
    ],
)
async def test_demo_tokens_are_for_this_machine(
    settings: Settings, peer: str, headers: dict[str, str], *, has_tokens: bool
) -> None:
    async with open_api(settings, peer=peer) as api:
        response = await api.http.get("/graphql", headers={**BROWSER, **headers})
    assert response.status_code == 200
    assert ('"moderator": "ey' in response.text) is has_tokens or not files.are_there()
    assert response.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in response.headers["content-security-policy"]


async def test_says_how_to_get_it_where_it_is_not(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.pages.graphiql.are_there", lambda: False)
    async with open_api(settings) as api:
        response = await api.http.get("/graphql", headers=BROWSER)
    assert "make graphiql" in response.text
    assert "ey" not in response.text.partition("<main")[2].split("</main>")[1]
