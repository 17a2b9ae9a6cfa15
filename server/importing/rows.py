"""The lines of a body -> rows: paragraphs that translate each other, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from server.importing.align import Distance, align
from server.importing.document import Layout
from server.importing.layouts import Shape
from server.importing.sides import Line

Row = dict[str, Line]
"""Lines by side; a side that has no paragraph here is missing."""

PLACE_WEIGHT = 0.5
"""In blocks: what a pair of the first paragraph and the last is worth less."""

DISTANCE_WEIGHT = 0.4
"""Where languages alternate: what each line by which a translation is out of its place takes off."""


def rows(lines: Sequence[Line], *, sides: Sequence[str], shape: Shape) -> list[Row]:
    """By position where the layout is clean and says it, else by length, numbers and position."""
    by_side = {side: [at for at, line in enumerate(lines) if line.side == side] for side in sides}
    columns = {side: places for side, places in by_side.items() if places}
    has_equal_counts = len({len(places) for places in columns.values()}) <= 1
    is_told_by_position = has_equal_counts or shape.layout is Layout.INTERLEAVED
    if shape.irregularity == 0 and is_told_by_position:
        numbered = _by_position(columns)
    else:
        numbered = _aligned(columns, lines, shape.layout)
    return [{side: lines[at] for side, at in row.items()} for row in numbered]


def _by_position(columns: Mapping[str, Sequence[int]]) -> list[dict[str, int]]:
    return [
        {side: at for side, at in zip(columns, places, strict=True) if at is not None}
        for places in zip_longest(*columns.values())
    ]


def _aligned(
    columns: Mapping[str, Sequence[int]], lines: Sequence[Line], layout: Layout
) -> list[dict[str, int]]:
    """Each side beside the first; what has no counterpart there gets a row of its own."""
    pivot, *others = columns
    texts = {side: [lines[at].paragraph.text for at in places] for side, places in columns.items()}
    anchored = [{pivot: at} for at in columns[pivot]]
    orphans: dict[int, list[dict[str, int]]] = defaultdict(list)
    for side in others:
        seen = 0
        for i, j in align(texts[pivot], texts[side], distance=_distance(columns, pivot, side, layout)):
            seen = seen if i is None else i + 1
            if j is not None and i is not None:
                anchored[i][side] = columns[side][j]
            elif j is not None:
                orphans[seen].append({side: columns[side][j]})
    merged = []
    for at in range(len(anchored) + 1):
        merged += [*orphans[at], *anchored[at : at + 1]]
    return merged


def _distance(columns: Mapping[str, Sequence[int]], pivot: str, side: str, layout: Layout) -> Distance:
    left, right = columns[pivot], columns[side]
    if layout is not Layout.INTERLEAVED:
        return _places_apart(len(left), len(right))
    order = sorted(columns, key=lambda each: columns[each][0])
    return _out_of_turn(left, right, order.index(side) - order.index(pivot))


def _out_of_turn(left: Sequence[int], right: Sequence[int], turn: int) -> Distance:
    """`turn`: how many lines after the left one, or before it where negative, the right one usually comes."""
    return lambda i, j: DISTANCE_WEIGHT * abs(right[j] - left[i] - turn)


def _places_apart(left: int, right: int) -> Distance:
    """From 0, both at the same part of their text, to PLACE_WEIGHT, one first and the other last."""
    last_left, last_right = max(left - 1, 1), max(right - 1, 1)
    return lambda i, j: PLACE_WEIGHT * abs(i / last_left - j / last_right)
