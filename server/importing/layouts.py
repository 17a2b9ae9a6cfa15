"""How the languages of a body follow each other, and whether a caption in each stands above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from server.importing.document import Layout
from server.importing.sides import Line


@dataclass(frozen=True, slots=True)
class Shape:
    """`captions`: so many lines in front. `irregularity`: lines that break the layout, 0 in a clean one."""

    captions: int
    layout: Layout
    irregularity: int


def shape(lines: Sequence[Line]) -> Shape:
    """What stands below a title: no caption where the lines are clean without, else one in each language.

    Grouping runs would not do: the caption's second line and the body's first may be in one language.
    """
    sides = {line.side for line in lines}
    options = [_shape_below(lines, sides, captions=0)]
    count = len(sides)
    if 1 < count < len(lines) and len({line.side for line in lines[:count]}) == count:
        options.append(_shape_below(lines, sides, captions=count))
    return min(options, key=lambda option: option.irregularity)


def _shape_below(lines: Sequence[Line], sides: set[str], *, captions: int) -> Shape:
    body = [line.side for line in lines[captions:]]
    if len(sides) < 2:
        return Shape(captions, Layout.ONE_LANGUAGE, 0)
    missing = len(sides - set(body))
    changes = [(before, after) for before, after in pairwise(body) if before != after]
    in_blocks = len(changes) + 1 - len(set(body)) + missing
    alternating = _breaks(body) + missing
    if in_blocks <= alternating:
        return Shape(captions, Layout.BLOCKS, in_blocks)
    return Shape(captions, Layout.INTERLEAVED, alternating)


def _breaks(body: Sequence[str]) -> int:
    """Places where it is not the next language's turn, in the order in which they first appear."""
    order = list(dict.fromkeys(body))
    turn = {side: order[(at + 1) % len(order)] for at, side in enumerate(order)}
    return sum(after != turn[before] for before, after in pairwise(body))
