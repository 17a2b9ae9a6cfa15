"""What an import tells: lines for people, JSON for scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import regex

from server.importing.document import ImportedDocument, Paragraph, Texts
from server.importing.running import FileReport
from server.importing.storing import Action
from server.text.graphemes import cut_graphemes

SHOWN_CHARS = 60
"""Code points of a paragraph in the mapping: enough to recognise it beside its translation."""

# What a terminal would act upon: controls, and marks that turn the direction of all that follows.
_UNSAFE = regex.compile(r"[\p{Cc}\u202a-\u202e\u2066-\u2069]")

_DONE: dict[Action | None, str] = {
    None: "read",
    Action.CREATED: "imported",
    Action.UPDATED: "updated",
    Action.UNCHANGED: "unchanged",
    Action.REFUSED: "not imported",
}
_ON_DRY_RUN: dict[Action | None, str] = {
    Action.CREATED: "would be imported",
    Action.UPDATED: "would be updated",
}


# ── for scripts ─────────────────────────────────────────────────────────────────────────────────


def as_json(reports: Sequence[FileReport], *, is_dry_run: bool) -> dict[str, Any]:
    """docs/import.md describes its keys."""
    counts = Counter(report.action for report in reports)
    return {
        "isDryRun": is_dry_run,
        "counts": {action.value: counts[action] for action in Action},
        "files": [_file(report) for report in reports],
    }


def _file(report: FileReport) -> dict[str, Any]:
    document = report.document
    return {
        "file": _safe(str(report.path)),
        "action": report.action,
        "articleId": f"article_{report.article_id.hex}" if report.article_id else None,
        "problem": report.problem,
        "document": _document(document) if document else None,
        "warnings": [
            {"code": warning.code, "line": warning.line, "message": warning.message}
            for warning in (document.warnings if document else ())
        ],
    }


def _document(document: ImportedDocument) -> dict[str, Any]:
    locales = document.locales
    return {
        "originalLocale": document.original_locale,
        "locales": list(locales),
        "layout": document.layout,
        "category": _texts(document.category, tuple(dict.fromkeys([*locales, *document.category])))
        if document.category
        else None,
        "titles": _texts(document.titles, locales),
        "captions": _texts(document.captions, locales) if document.captions else None,
        "blocks": [_texts(row, locales) for row in document.rows],
        "commentCount": document.comment_count,
        "digest": document.digest,
    }


def _texts(texts: Texts, locales: Sequence[str]) -> dict[str, Any]:
    """Every locale, null where it has nothing."""
    return {
        locale: {"line": texts[locale].line, "text": texts[locale].text} if locale in texts else None
        for locale in locales
    }


# ── for people ──────────────────────────────────────────────────────────────────────────────────


def outcome(report: FileReport, *, is_dry_run: bool) -> str:
    """One line: the file, what became of it, and why not where it was refused."""
    done = (_DONE | _ON_DRY_RUN if is_dry_run else _DONE)[report.action]
    line = f"{_safe(str(report.path))}: {done}"
    if report.problem is not None:
        return f"{line}. {_safe(report.problem)}"
    return f"{line} as article_{report.article_id.hex}" if report.article_id else line


def mapping(document: ImportedDocument) -> Iterator[str]:
    """What is taken for what: each part with its line and language, then the body side by side."""
    count = len(document.rows)
    languages = ", ".join(document.locales)
    yield f"  {count} {'block' if count == 1 else 'blocks'} in {languages}; original {document.original_locale}"
    for part, texts in (
        ("category", document.category),
        ("title", document.titles),
        ("caption", document.captions),
    ):
        for locale, paragraph in texts.items():
            yield f"  {part:<8}  {locale:<5} {_shown(paragraph)}"
    for number, row in enumerate(document.rows, start=1):
        for at, locale in enumerate(document.locales):
            name = f"block {number}" if at == 0 else ""
            yield f"  {name:<8}  {locale:<5} {_shown(row.get(locale))}"
    if document.comment_count is not None:
        yield f"  comments  {document.comment_count} counted by the file, none imported"


def warning_lines(document: ImportedDocument) -> Iterator[str]:
    for warning in document.warnings:
        yield f"  line {warning.line:<4} {warning.code}: {_safe(warning.message)}"


def _shown(paragraph: Paragraph | None) -> str:
    if paragraph is None:
        return "        -"
    text = cut_graphemes(paragraph.text, SHOWN_CHARS)
    text += "…" if len(text) < len(paragraph.text) else ""
    return f"line {paragraph.line:<4} {_safe(text)}"


def _safe(text: str) -> str:
    """Text from a file, without what would move a terminal's cursor or turn the line around."""
    shown = _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
    return shown.encode("utf-8", "backslashreplace").decode()
