"""A document that was read: its parts by language, its paragraphs side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from server.importing.warnings import DocumentWarning


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the file that is not empty: NFC, without white space at its edges. `line` counts from 1."""

    text: str
    line: int


class Layout(StrEnum):
    """How the languages of a body follow each other."""

    ONE_LANGUAGE = "ONE_LANGUAGE"
    BLOCKS = "BLOCKS"
    INTERLEAVED = "INTERLEAVED"


Texts = Mapping[str, Paragraph]
"""Paragraphs by locale; a locale that is missing has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedDocument:
    """`locales`: the original first. `rows`: one for each block. `comment_count` None: the file says nothing.

    `digest` is the SHA-256 of all its paragraphs, so that it knows neither line ends nor blank lines.
    """

    locales: tuple[str, ...]
    original_locale: str
    category: Texts
    titles: Texts
    captions: Texts
    rows: tuple[Texts, ...]
    layout: Layout
    comment_count: int | None
    digest: str
    warnings: tuple[DocumentWarning, ...]

    def body(self, locale: str) -> list[Paragraph]:
        """The paragraphs that this locale has, in order."""
        return [row[locale] for row in self.rows if locale in row]
