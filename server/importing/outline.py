"""A document's outline: which lines are its head, and how the languages of those below are laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.importing.document import Paragraph
from server.importing.heads import Head, heads
from server.importing.layouts import Shape, shape
from server.importing.refusal import ImportRefused
from server.importing.sides import Line, Reader, document_sides, sided


@dataclass(frozen=True, slots=True)
class Outline:
    """`sides`: in the order of the titles, then of the body. `below`: the lines under the head."""

    head: Head
    sides: tuple[str, ...]
    titles: tuple[Line, ...]
    below: tuple[Line, ...]
    shape: Shape

    @property
    def captions(self) -> tuple[Line, ...]:
        return self.below[: self.shape.captions]

    @property
    def body(self) -> tuple[Line, ...]:
        return self.below[self.shape.captions :]


def outline(found: Sequence[Paragraph], reader: Reader) -> Outline:
    """By the first head below which the lines are laid out most cleanly. Raises ImportRefused for none."""
    outlines = [_under(head, found, reader) for head in heads(found, reader)]
    return min(outlines, key=lambda candidate: candidate.shape.irregularity)


def _under(head: Head, found: Sequence[Paragraph], reader: Reader) -> Outline:
    below = found[head.lines :]
    titles = [reader.read(title.text) for title in head.titles]
    readings = [reader.read(paragraph.text) for paragraph in below]
    sides = document_sides(titles, readings)
    if not sides:
        raise ImportRefused(
            "Its language cannot be told: neither its title nor a line below is in one script."
        )
    lines = sided(below, readings, sides)
    return Outline(head, tuple(sides), tuple(sided(head.titles, titles, sides)), tuple(lines), shape(lines))
