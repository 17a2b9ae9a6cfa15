"""`server` and `schema` are names that distributions on the index use too; what is locked is what runs."""

from __future__ import annotations

import importlib
import json
import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
OURS = ["server", "schema", "migrations"]


@pytest.mark.parametrize("name", OURS)
def test_loads_the_package_of_this_checkout(name: str) -> None:
    package = importlib.import_module(name)
    assert package.__file__ is not None
    assert Path(package.__file__).resolve() == ROOT / name / "__init__.py"


@pytest.mark.parametrize("name", OURS)
def test_shares_the_name_with_no_installed_distribution(name: str) -> None:
    assert packages_distributions().get(name, []) == []


# ── the locks ───────────────────────────────────────────────────────────────────────────────────


def locked(name: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Distribution with its marker -> version and hashes."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = re.findall(
        r"^([\w.-]+)==(\S+)( ; [^\\\n]+)? \\\n((?:    --hash=\S+(?: \\)?\n)+)", text, re.MULTILINE
    )
    return {
        distribution + marker.rstrip(): (version, frozenset(re.findall(r"sha256:[0-9a-f]{64}", hashes)))
        for distribution, version, marker, hashes in entries
    }


@pytest.mark.parametrize("name", ["run.txt", "otel.txt", "dev.txt"])
def test_locks_every_requirement_with_hashes_and_names_no_index(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    required = re.findall(r"^[A-Za-z0-9]\S*", text, re.MULTILINE)
    assert len(required) == len(locked(name)) > 0
    assert all(hashes for _, hashes in locked(name).values())
    assert re.findall(r"https?://|^--", text, re.MULTILINE) == []


def test_tests_run_on_the_versions_that_the_server_runs_on() -> None:
    assert locked("run.txt").items() <= locked("otel.txt").items() <= locked("dev.txt").items()


def test_locks_everything_that_the_project_requires() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for name, requirements in (
        ("run.txt", project["project"]["dependencies"]),
        ("otel.txt", project["project"]["optional-dependencies"]["otel"]),
        ("dev.txt", project["dependency-groups"]["dev"]),
    ):
        versions = {key.partition(" ")[0]: version for key, (version, _) in locked(name).items()}
        for requirement in map(Requirement, requirements):
            assert requirement.specifier.contains(versions[requirement.name.lower()], prereleases=True), (
                requirement
            )


@pytest.mark.parametrize("folder", ["benchmarks/postgraphile", "tests/clients"])
def test_locks_what_npm_installs_and_names_no_registry(folder: str) -> None:
    lock, package = (
        json.loads((ROOT / folder / name).read_text(encoding="utf-8"))
        for name in ("package-lock.json", "package.json")
    )
    for kind in ("dependencies", "optionalDependencies"):
        assert lock["packages"][""].get(kind) == package.get(kind)
    installed = [entry for path, entry in lock["packages"].items() if path]
    assert all(entry["version"] and entry["integrity"] for entry in installed)
    assert not [entry for entry in installed if "resolved" in entry]
