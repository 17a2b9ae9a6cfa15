"""galley documents: what is registered, refused, listed and removed."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.commands.galley import Outcome, invoke

SITE = "query Site { site { name } }"
TITLE = "query Title($slug: String!) { translation(slug: $slug) { title } }"
HASH = sha256(SITE.encode()).hexdigest()

BY_NAME = {HASH: SITE, "title": TITLE}
APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [
        {"id": HASH, "name": "Site", "type": "query", "body": SITE},
        {"id": "title", "name": "Title", "type": "query", "body": TITLE},
    ],
}


@pytest.fixture
def galley(database_url: str) -> Any:
    def run(*arguments: str) -> Outcome:
        return invoke("documents", *arguments, GALLEY_DATABASE_URL=database_url)

    return run


def manifest(folder: Path, content: Any, name: str = "manifest.json") -> str:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("content", [BY_NAME, APOLLO], ids=["names and documents", "Apollo's"])
def test_registers_what_build_tools_write_and_lists_it(galley: Any, folder: Path, content: Any) -> None:
    file = manifest(folder, content)
    done = galley("add", file)
    assert done == Outcome(0, "Registered: 2. There already: 0.\n", "")
    assert galley("add", file).stdout == "Registered: 0. There already: 2.\n"
    listed = galley("list").stdout.splitlines()
    assert [line.split()[0] for line in listed] == sorted([HASH, "title"])
    assert all("query" in line for line in listed)


def test_takes_several_manifests_at_once(galley: Any, folder: Path) -> None:
    files = manifest(folder, {"one": SITE}, "1.json"), manifest(folder, {"two": TITLE}, "2.json")
    assert galley("add", *files).stdout == "Registered: 2. There already: 0.\n"


def test_a_hash_with_its_kind_is_the_same_name(galley: Any, folder: Path) -> None:
    assert galley("add", manifest(folder, {f"sha256:{HASH}": SITE})).code == 0
    assert galley("add", manifest(folder, {HASH: SITE})).stdout == "Registered: 0. There already: 1.\n"
    assert galley("remove", f"sha256:{HASH}").stdout == "Removed: 1.\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "is no manifest"),
        ({"a": 1}, "is no manifest"),
        ({}, "holds no documents"),
        ({**APOLLO, "version": 2}, "version 1"),
        ({**APOLLO, "operations": [{"id": "a"}]}, "needs id and body"),
        ({"sha256:" + "0" * 64: SITE}, "is not the hash"),
        ({"x" * 201: SITE}, "1 to 200 characters"),
        ({"good": SITE, "bad": "{ nothing }"}, "bad: Cannot query field"),
        ({"bad": "{ site"}, "bad: Syntax Error"),
        ({"deep": "{ viewer " + "{ viewer " * 200 + "}" * 201}, "deep:"),
    ],
    ids=[
        "half",
        "list",
        "number",
        "empty",
        "version",
        "operation",
        "hash",
        "long",
        "field",
        "syntax",
        "deep",
    ],
)
def test_registers_nothing_of_a_manifest_that_is_wrong(
    galley: Any, folder: Path, content: Any, said: str
) -> None:
    refused = galley("add", manifest(folder, content))
    assert refused.code == 1
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert galley("list").stdout == ""


def test_a_name_stands_for_one_text(galley: Any, folder: Path) -> None:
    assert galley("add", manifest(folder, {"title": SITE})).code == 0
    refused = galley("add", manifest(folder, BY_NAME))
    assert refused.code == 1
    assert "title" in refused.stderr
    assert len(galley("list").stdout.splitlines()) == 1
    two = manifest(folder, {"x": SITE}, "1.json"), manifest(folder, {"x": TITLE}, "2.json")
    assert galley("add", *two).code == 1


def test_removes_by_name_or_all(galley: Any, folder: Path) -> None:
    galley("add", manifest(folder, BY_NAME))
    assert galley("remove").code == 2
    assert galley("remove", "title", "--all").code == 2
    missing = galley("remove", "title", "nothing")
    assert (missing.code, "Removed: 1" in missing.stderr) == (1, True)
    assert galley("remove", "--all").stdout == "Removed: 1.\n"
    assert galley("list").stdout == ""
