"""docs/import.md names every warning, action, layout, option and limit of an import, and no other code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from server.cli.importing import import_documents
from server.importing.document import Layout
from server.importing.lines import MAX_PARAGRAPH_CHARS, MAX_PARAGRAPHS
from server.importing.parsing import parse_document
from server.importing.reading import MAX_FILE_BYTES
from server.importing.report import as_json
from server.importing.running import FileReport
from server.importing.storing import Action
from server.importing.warnings import WarningCode

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`]+)`", DOCUMENT))
BY_LOCALE = {"category", "titles", "captions", "blocks"}


def keys(value: Any, name: str = "") -> Iterator[str]:
    """Of all objects but those by locale."""
    if isinstance(value, list):
        for each in value:
            yield from keys(each, name)
    elif isinstance(value, dict):
        for key, each in value.items():
            if name not in BY_LOCALE and name != "counts":
                yield key
            yield from keys(each, key if name not in BY_LOCALE else "")


def test_warnings_in_the_table_are_those_that_exist() -> None:
    table = DOCUMENT.partition("## Warnings")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE) == [code.value for code in WarningCode]


def test_every_action_layout_and_option_is_named() -> None:
    options = {option.opts[0] for option in import_documents.params if option.opts[0].startswith("--")}
    shown = {each.split()[0] for each in NAMED}
    assert {*options, *(action.value for action in Action), *(layout.value for layout in Layout)} <= shown


def test_every_key_of_the_report_is_named() -> None:
    document = parse_document("News\n\nA longer title\n\nText.\n\nMore.", site_locales=["en"])
    report = FileReport(Path("a.txt"), Action.CREATED, document=document, article_id=UUID(int=1))
    assert set(keys(as_json([report], is_dry_run=False))) <= NAMED


def test_limits_are_the_ones_that_hold() -> None:
    limits = (
        f"at most {MAX_FILE_BYTES // 1024**2} MB, {MAX_PARAGRAPHS:,} paragraphs, and {MAX_PARAGRAPH_CHARS:,}"
    )
    assert limits in DOCUMENT
