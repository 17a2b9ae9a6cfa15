"""What an import tells of a file."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

from server.importing.parsing import parse_document
from server.importing.report import as_json, mapping, outcome, warning_lines
from server.importing.running import FileReport, exit_code
from server.importing.storing import Action
from tests.unit.importing.stories import STORIES, captions, in_blocks, text, title

SOURCE = text("News", title("en", "bn"), captions("bn", "en"), in_blocks("en", "bn")[:-1], "2 comments")
DOCUMENT = parse_document(SOURCE, site_locales=["en", "bn"])
ARTICLE = UUID("0190f3a2b4c57d8e9fa0b1c2d3e4f506")
IMPORTED = FileReport(Path("a.txt"), Action.CREATED, document=DOCUMENT, article_id=ARTICLE)
REFUSED = FileReport(Path("b.txt"), Action.REFUSED, problem="It is empty.")


def test_json_names_every_part_with_its_line() -> None:
    report = json.loads(json.dumps(as_json([IMPORTED, REFUSED], is_dry_run=False)))
    assert report["counts"] == {"CREATED": 1, "UPDATED": 0, "UNCHANGED": 0, "REFUSED": 1}
    imported, refused = report["files"]
    assert imported["articleId"] == "article_0190f3a2b4c57d8e9fa0b1c2d3e4f506"
    document = imported["document"]
    assert document["category"] == {"en": {"line": 1, "text": "News"}, "bn": None}
    assert document["titles"]["bn"] == {"line": 3, "text": STORIES["bn"].title}
    assert document["captions"]["en"] == {"line": 7, "text": STORIES["en"].caption}
    assert document["blocks"][0]["bn"] == {"line": 17, "text": STORIES["bn"].body[0]}
    assert document["blocks"][3] == {"en": {"line": 15, "text": STORIES["en"].body[3]}, "bn": None}
    assert document["commentCount"] == 2
    assert {"code": "MISSING_SEGMENT", "line": 15, "message": "This paragraph has no counterpart in bn."} in (
        imported["warnings"]
    )
    assert (refused["problem"], refused["document"], refused["warnings"]) == ("It is empty.", None, [])


def test_mapping_shows_each_part_with_its_line() -> None:
    lines = list(mapping(DOCUMENT))
    assert lines[0] == "  4 blocks in en, bn; original en"
    assert "  category  en    line 1    News" in lines
    assert any(line.startswith("  title     bn    line 3    মেরামতের") for line in lines)
    assert "            bn            -" in lines
    assert lines[-1] == "  comments  2 counted by the file, none imported"


def test_outcome_is_one_line() -> None:
    assert (
        outcome(IMPORTED, is_dry_run=False) == "a.txt: imported as article_0190f3a2b4c57d8e9fa0b1c2d3e4f506"
    )
    assert outcome(REFUSED, is_dry_run=False) == "b.txt: not imported. It is empty."
    new = FileReport(Path("a.txt"), Action.CREATED, document=DOCUMENT)
    assert outcome(new, is_dry_run=True) == "a.txt: would be imported"
    assert outcome(FileReport(Path("a.txt"), None, document=DOCUMENT), is_dry_run=True) == "a.txt: read"


def test_text_of_a_file_cannot_steer_the_terminal() -> None:
    hostile = "A \x1b[2Jtitle \u202efo"
    document = parse_document(text(hostile, "Text of it.", "An end."), site_locales=["en"])
    shown = [*mapping(document), *warning_lines(document)]
    report = FileReport(Path("\x1b]0;x\x07.txt"), Action.CREATED, document=document)
    assert not {"\x1b", "\u202e", "\x07"} & set("".join([*shown, outcome(report, is_dry_run=True)]))
    assert any("\\u001b[2Jtitle \\u202e" in line for line in shown)


def test_exit_code_is_that_of_the_worst_file() -> None:
    assert exit_code([IMPORTED]) == 0
    assert exit_code([IMPORTED, REFUSED]) == 1
    assert exit_code([]) == 1
