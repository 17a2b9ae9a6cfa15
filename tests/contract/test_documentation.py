"""What README.md and docs/ say about the code is so, and every path and link in them leads somewhere."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql.execution.values import get_variable_values
from sqlalchemy.engine import make_url

from schema.document_limits import MAX_LIKE_FIELDS
from schema.documents import DocumentStore
from schema.limits import MAX_KEYS, MAX_LEVELS
from schema.root import graphql_schema
from schema.selection import Document, select_operation
from server.errors import ErrorCode, RequestError
from server.models import Base
from server.permissions import Rights
from server.planning.connections import PAGE_SIZE, PAGE_SIZE_LIMIT
from server.planning.plan import build_plan
from server.settings import LIMIT_SETTINGS
from tests.contract.documents import DECISIONS, DOCUMENTS, ROOT, prose, table, text_of

POSTGRESQL = make_url("postgresql+asyncpg://").get_dialect()()


def tracked_files() -> list[Path]:
    """What is in version control or about to be; all there is, where this is no checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True
    )
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else []
    found = [ROOT / name for name in names if name] or [*DOCUMENTS, *ROOT.glob("*/**/*.py")]
    return [path for path in found if path.is_file()]


# ── decisions ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_every_decision_has_its_four_parts_on_one_screen(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Context",
        "Decision",
        "Consequences",
        "Alternatives",
    ]
    assert all(part.strip() for part in re.split(r"^## .+$", text, flags=re.MULTILINE))
    assert text.startswith(f"# {path.name[:4]} ")
    assert len(text.splitlines()) <= 60


def test_decisions_are_numbered_without_gaps() -> None:
    assert [path.name[:5] for path in DECISIONS] == [
        f"{number:04d}-" for number in range(1, len(DECISIONS) + 1)
    ]


# ── links and paths ─────────────────────────────────────────────────────────────────────────────


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if target.startswith(("https://", "http://")):
            continue
        name, _, anchor = target.partition("#")
        linked = (path.parent / name).resolve() if name else path
        assert linked.exists(), target
        assert linked.is_relative_to(ROOT), target
        assert not anchor or anchor in anchors(linked), target


PLACES = (".github", "alembic", "benchmarks", "deploy", "docs", "migrations", "schema", "server", "tests")


def named_paths(text: str) -> Iterator[str]:
    """What is in back-ticks and reads as a path of this checkout."""
    for name in re.findall(r"`([\w./-]+/[\w./-]*)`", text):
        if name.split("/")[0] in PLACES:
            yield name


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_is_named_exists(path: Path) -> None:
    for name in named_paths(prose(path)):
        assert (ROOT / name).exists(), name


def test_every_document_that_the_code_names_exists() -> None:
    for path in tracked_files():
        if path.suffix != ".py" or path == Path(__file__):
            continue
        for name in re.findall(r"\bdocs/[\w/.-]*\w", path.read_text(encoding="utf-8")):
            assert (ROOT / name).exists() or list((ROOT / "docs").glob(f"{name[5:]}-*.md")), (
                f"{path.name}: {name}"
            )


def test_every_document_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in reached or path.suffix != ".md":
            continue
        reached.add(path)
        for target in re.findall(r"\]\(([^)#\s]+)", prose(path)):
            linked = (path.parent / target).resolve()
            waiting += sorted(linked.glob("*.md")) if linked.is_dir() else [linked] if linked.exists() else []
    assert sorted(set(DOCUMENTS) - reached) == []


def test_the_readme_names_targets_that_make_has() -> None:
    targets = re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE)
    named = re.findall(r"^    make (\w+)", text_of("README.md"), re.MULTILINE)
    assert named == ["run", "test"]
    assert set(named) <= set(targets)


def test_the_readme_fits_a_newcomers_patience() -> None:
    readme = text_of("README.md")
    assert len(readme.splitlines()) <= 140
    assert len(readme.split("\n## ")[0].splitlines()) <= 8, "what it is, in five lines or so"


# ── the API ─────────────────────────────────────────────────────────────────────────────────────


def test_every_code_of_a_payloads_error_is_told() -> None:
    rows = table("docs/graphql.md", "**What a person can put right**")
    assert {row[0] for row in rows} == set(ErrorCode)


def test_every_code_of_a_request_error_is_told() -> None:
    rows = table("docs/graphql.md", "**What the client did wrong**")
    of_documents = {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "PERSISTED_QUERY_NOT_FOUND"}
    assert {row[0] for row in rows} == of_documents | {"INTERNAL"} | {
        error.code for error in RequestError.__subclasses__()
    } - {RequestError.code}


def test_limits_are_told_as_they_are() -> None:
    told = {row[0]: row[1] for row in table("docs/security.md", "## What one request may cost")}
    values = " ".join(told.values())
    for setting in LIMIT_SETTINGS:
        assert f"{setting.name} ({int(setting.default):,})" in values
    assert told["response keys of an object"] == str(MAX_KEYS)
    assert told["relations within relations"] == str(MAX_LEVELS)
    assert told["the same field at the same place"].endswith(f" {MAX_LIKE_FIELDS:,}")
    assert told["a page"] == str(PAGE_SIZE_LIMIT)
    paging = text_of("docs/graphql.md").partition("## Pages")[2].partition("\n## ")[0]
    assert f"1 to {PAGE_SIZE_LIMIT}" in paging
    assert f"`first: {PAGE_SIZE}`" in paging


# ── the house ───────────────────────────────────────────────────────────────────────────────────


def test_the_floors_are_those_that_make_check_knows() -> None:
    contract = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]
    floors = [layer.strip() for layers in contract["layers"] for layer in layers.split("|")]
    told = re.findall(
        r"\bserver\.(\w+)",
        " ".join(row[0] for row in table("docs/architecture.md", "## The floors")),
    )
    assert sorted(told) == sorted(floors)


def test_every_table_of_the_database_is_told() -> None:
    cells = " ".join(row[0] for row in table("docs/architecture.md", "## The database"))
    assert set(re.findall(r"\w+", cells)) == set(Base.metadata.tables)


def in_one_line(sql: str) -> str:
    return " ".join(re.sub(r" AS anon_\d+", "", sql).split())


def test_the_sql_that_is_shown_is_the_sql_that_is_sent() -> None:
    section = text_of("docs/architecture.md").partition("## A read")[2]
    shown = re.search(r"^```sql\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    query = re.search(r"`(\{ categories .*?\})` ", section)
    assert shown is not None
    assert query is not None
    assert in_one_line(statement(query[1])) == in_one_line(shown[1])


def statement(query: str) -> str:
    """What PostgreSQL is sent for a guest's query without variables."""
    operation = DocumentStore(graphql_schema, hides_suggestions=False).get(query).operation(None)
    variables = get_variable_values(graphql_schema, (), {})
    assert not isinstance(variables, list)
    selection = select_operation(Document(graphql_schema, operation.fragments, variables), operation.node)
    return build_plan(selection, rights=Rights(frozenset(), has_id=False), dialect=POSTGRESQL).sql


# ── words that belong to one machine ────────────────────────────────────────────────────────────

ON_ONE_MACHINE = re.compile(r"(?<![\w.:/])/(?:work|home|root|Users|tmp|private)/[\w.]")
REGISTRIES = re.compile(
    r"pypi[.]org|pythonhosted[.]|npmjs[.]|crates[.]io|proxy[.]golang|rubygems[.]org|maven[.]org"
    r"|\b(?:ghcr|quay|docker)[.]io\b|gcr[.]io|artifactor[y]|devp[i]|(?<!emit-)index[-]url",
    re.IGNORECASE,
)


def test_nothing_names_one_machines_folders_or_where_packages_come_from() -> None:
    found = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if ON_ONE_MACHINE.search(line) or REGISTRIES.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


@pytest.mark.parametrize(
    "line",
    ["cd /ho" + "me/anika/galley", "in /wo" + "rk/main/server", 'PATH="/tm' + 'p/x"', "(/ro" + "ot/.venv)"],
)
def test_would_find_a_folder_of_one_machine(line: str) -> None:
    assert ON_ONE_MACHINE.search(line)


@pytest.mark.parametrize(
    "line", ["https://pypi." + "org/simple", "--index" + "-url x", "GHCR." + "io/galley"]
)
def test_would_find_a_registry(line: str) -> None:
    assert REGISTRIES.search(line)


@pytest.mark.parametrize(
    "line", ["/var/run/postgresql", "--no-emit-index-url", "https://site.example/home/x", "/app"]
)
def test_leaves_alone_what_is_the_same_everywhere(line: str) -> None:
    assert not ON_ONE_MACHINE.search(line)
    assert not REGISTRIES.search(line)
