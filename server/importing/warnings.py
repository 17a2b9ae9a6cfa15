"""What an editor should look at after an import: a closed table of codes, each with a line and a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class WarningCode(StrEnum):
    """Nothing below stops an import; every text is stored as it came. docs/import.md explains each."""

    UNCERTAIN_LANGUAGE = "UNCERTAIN_LANGUAGE"
    LOCALE_NOT_LISTED = "LOCALE_NOT_LISTED"
    ORIGINAL_GUESSED = "ORIGINAL_GUESSED"
    ORIGINAL_KEPT = "ORIGINAL_KEPT"
    CATEGORY_GUESSED = "CATEGORY_GUESSED"
    CATEGORY_NOT_TRANSLATED = "CATEGORY_NOT_TRANSLATED"
    TITLE_NOT_TRANSLATED = "TITLE_NOT_TRANSLATED"
    BODY_NOT_TRANSLATED = "BODY_NOT_TRANSLATED"
    MISSING_SEGMENT = "MISSING_SEGMENT"
    IRREGULAR_LAYOUT = "IRREGULAR_LAYOUT"
    CAPTION_WITHOUT_IMAGE = "CAPTION_WITHOUT_IMAGE"
    TRUNCATED_PARAGRAPH = "TRUNCATED_PARAGRAPH"
    UNBALANCED_QUOTES = "UNBALANCED_QUOTES"
    QUOTE_COUNT_DIFFERS = "QUOTE_COUNT_DIFFERS"
    NUMBERS_DIFFER = "NUMBERS_DIFFER"
    LENGTHS_DIFFER = "LENGTHS_DIFFER"
    CONTROL_CHARACTERS = "CONTROL_CHARACTERS"
    COMMENTS_NOT_INCLUDED = "COMMENTS_NOT_INCLUDED"


@dataclass(frozen=True, slots=True)
class DocumentWarning:
    """`line` counts the file's lines from 1."""

    code: WarningCode
    line: int
    message: str


def in_order(warnings: Iterable[DocumentWarning]) -> tuple[DocumentWarning, ...]:
    """By line, then by code, without repeats."""
    return tuple(sorted(set(warnings), key=lambda warning: (warning.line, warning.code, warning.message)))
