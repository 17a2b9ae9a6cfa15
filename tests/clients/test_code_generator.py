"""GraphQL Code Generator on the schema, and the documents that it names, from its manifest to their answers."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.documented import LINES_OF_SHELL, program
from tests.clients.operations import FOUND, READ, READ_VARIABLES
from tests.clients.workshop import Workshop, make_workshop
from tests.commands.galley import SECRET, Server, serving_at_once, start
from tests.conftest import ROOT
from tests.databases import EMPTY, SqliteFiles

GENERATOR = "@graphql-codegen/cli/cjs/bin.js"
COMPILER = "typescript/bin/tsc"
COMPILING = {
    "compilerOptions": {
        "strict": True,
        "noEmit": True,
        "target": "esnext",
        "module": "esnext",
        "moduleResolution": "bundler",
        "allowImportingTsExtensions": True,
        "types": [],
    },
    "include": ["src"],
}
WHOLE_SCHEMA = """export default {
  schema: "schema.graphql",
  generates: { "src/schema.ts": { plugins: ["typescript"], config: { strictScalars: true,
    scalars: { DateTime: "string", Locale: "string" } } } },
};
"""
UNKNOWN = "PERSISTED_QUERY_NOT_FOUND"
KNOWN_SECONDS = 20.0


@pytest.fixture
def registered_only(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """A server that runs registered documents alone, and its database."""
    folder = tmp_path / "site"
    folder.mkdir()
    with (
        sqlite_files.database(EMPTY) as url,
        serving_at_once(
            "run", folder=folder, GALLEY_DATABASE_URL=url, GALLEY_SECRET=SECRET, GALLEY_DOCUMENTS="registered"
        ) as server,
    ):
        yield server, url


@pytest.fixture
def frontend(packages: Path, registered_only: tuple[Server, str], tmp_path: Path) -> Workshop:
    """A frontend's sources, connected with that server."""
    server, _ = registered_only
    folder = tmp_path / "frontend"
    (folder / "src").mkdir(parents=True)
    token = server.token_below("A moderator's token")
    workshop = make_workshop(folder, packages, port=server.port, token=token)
    for name in ("codegen.mjs", "src/ask.ts"):
        (folder / name).write_text(program(name, port=server.port, token=token), encoding="utf-8")
    (folder / "page.ts").rename(folder / "src" / "page.ts")
    (folder / "schema.graphql").symlink_to(ROOT / "schema" / "schema.graphql")
    (folder / "tsconfig.json").write_text(json.dumps(COMPILING))
    return workshop


def test_what_it_names_is_registered_and_answered_by_its_hash(
    frontend: Workshop, registered_only: tuple[Server, str]
) -> None:
    server, url = registered_only
    generate, register = LINES_OF_SHELL
    frontend.tool(GENERATOR, *generate.removeprefix("npx graphql-codegen ").split())
    frontend.tool(COMPILER, "--project", ".")
    manifest = frontend.folder / "src" / "gql" / "persisted-documents.json"
    names = list(json.loads(manifest.read_text(encoding="utf-8")))
    assert [code_of(server, documentId=name) for name in names] == [UNKNOWN] * 3

    settings = {"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": SECRET}
    added = start(*register.removeprefix(".venv/bin/galley ").split(), folder=frontend.folder, **settings)
    assert added.text == "Registered: 3. There already: 0.\n"
    wait_until_known(server, names[-1])
    page = frontend.run("src/page.ts", json.dumps(READ_VARIABLES))
    assert {name: page["article"][name] for name in FOUND} == FOUND
    assert page["article"]["publishedAt"] == page["published"]
    assert page["submitComment"]["errors"] == []
    assert page["submitComment"]["comment"]["status"] == "APPROVED"
    assert code_of(server, query=READ) == "FORBIDDEN", "what is sent whole and is not registered"


def code_of(server: Server, **body: Any) -> str:
    """Of what an operation is refused with."""
    [error] = server.fetch("/graphql", body=body).json["errors"]
    return str(error["extensions"]["code"])


def wait_until_known(server: Server, name: str) -> None:
    """A process looks every half second."""
    deadline = time.monotonic() + KNOWN_SECONDS
    while code_of(server, documentId=name) == UNKNOWN:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_makes_types_of_the_whole_schema(workshop: Workshop) -> None:
    folder = workshop.folder
    (folder / "src").mkdir()
    (folder / "whole.mjs").write_text(WHOLE_SCHEMA)
    (folder / "schema.graphql").symlink_to(ROOT / "schema" / "schema.graphql")
    (folder / "tsconfig.json").write_text(json.dumps(COMPILING))
    workshop.tool(GENERATOR, "--config", "whole.mjs")
    workshop.tool(COMPILER, "--project", ".")
    made = (folder / "src" / "schema.ts").read_text(encoding="utf-8")
    assert "export type SubmitCommentPayload = {" in made
    assert ": any" not in made
