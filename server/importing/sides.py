"""The languages of a document, told apart by script: which there are, and which line is in which.

A side is the ISO 15924 code of the script that one of the document's languages is written in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from server.importing.document import Paragraph
from server.importing.measures import weight
from server.text.scripts import CERTAIN_SHARE, UNKNOWN_SCRIPT, UNLISTED_SCRIPT, dominant_script

HAN_ONLY, WITH_KANA = "Hani", "Jpan"

CHINESE_WEIGHT = 60
"""20 ideographs in a row without kana: Japanese has such headlines, not such paragraphs."""

FOREIGN_LINES = 4
"""Beside so many lines in other scripts, a single one is a quotation and no language of the document."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The script a text is written in, and its share of the letters, 0..1."""

    script: str
    share: float

    @property
    def has_letters(self) -> bool:
        return self.script not in (UNKNOWN_SCRIPT, UNLISTED_SCRIPT)

    @property
    def is_certain(self) -> bool:
        return self.has_letters and self.share >= CERTAIN_SHARE


class Reader:
    """Reads scripts as a document has them: Han is Japanese beside kana, unless there is Chinese too."""

    def __init__(self, found: Sequence[Paragraph]) -> None:
        self._read: dict[str, tuple[str, float]] = {}  # counting letters is most of the work of an import
        scripts = [(self._dominant(paragraph.text)[0], weight(paragraph.text)) for paragraph in found]
        long = Counter(script for script, size in scripts if size >= CHINESE_WEIGHT)
        has_chinese = long[HAN_ONLY] > 0 and 2 * long[HAN_ONLY] >= long[WITH_KANA]
        has_kana = any(script == WITH_KANA for script, _ in scripts)
        self._families = {HAN_ONLY: WITH_KANA} if has_kana and not has_chinese else {}

    def read(self, text: str) -> Reading:
        script, share = self._dominant(text)
        return Reading(self.side_of(script), share)

    def _dominant(self, text: str) -> tuple[str, float]:
        if text not in self._read:
            self._read[text] = dominant_script(text)
        return self._read[text]

    def side_of(self, script: str) -> str:
        return self._families.get(script, script)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph with the side it was given; `is_certain` False asks a person to look."""

    paragraph: Paragraph
    side: str
    is_certain: bool


def document_sides(titles: Sequence[Reading], body: Sequence[Reading]) -> list[str]:
    """The scripts of the title and of the body, in the order in which they appear."""
    in_title = [reading.script for reading in titles if reading.has_letters]
    lines = Counter(reading.script for reading in body if reading.is_certain)
    in_body = [
        script
        for script, count in lines.items()
        if count > 1 or script in in_title or lines.total() - count < FOREIGN_LINES
    ]
    return list(dict.fromkeys([*in_title, *in_body]))


def sided(body: Sequence[Paragraph], readings: Sequence[Reading], sides: Sequence[str]) -> list[Line]:
    """Each paragraph's side. What has no letters, or a script of no side, goes by its neighbours."""
    known = [reading.script if reading.script in sides else None for reading in readings]
    filled = _by_neighbours(known, sides)
    return [
        Line(paragraph, side, reading.is_certain and reading.script == side)
        for paragraph, reading, side in zip(body, readings, filled, strict=True)
    ]


def _by_neighbours(known: Sequence[str | None], sides: Sequence[str]) -> list[str]:
    """Where the languages alternate the one whose turn it is, else the one of the line before."""
    certain = [side for side in known if side is not None]
    changes = sum(1 for before, after in pairwise(certain) if before != after)
    alternates = len(sides) > 1 and changes >= len(certain) / 2
    turn = {side: sides[(at + 1) % len(sides)] for at, side in enumerate(sides)}
    filled: list[str] = []
    previous = next(iter(certain), sides[0])
    for at, side in enumerate(known):
        neighbour = turn[previous] if alternates and at else previous
        previous = side or neighbour
        filled.append(previous)
    return filled
