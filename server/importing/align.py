"""Two lists of paragraphs that translate each other, of different lengths: which belongs to which.

The best path through the table of all pairs, as in edit distance. A pair is worth more the nearer its lengths
are, and with the same numbers in both; it is worth less the further its places are apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from statistics import median

from server.importing.measures import LIKELY_RATIO, numbers, weight

Pair = tuple[int | None, int | None]

Distance = Callable[[int, int], float]
"""How far apart the places of left[i] and right[j] are, in the units of a pair's worth."""

BASE = 0.5
"""What pairing is worth in itself: otherwise two paragraphs would stay without a translation."""

SAME_NUMBERS, OTHER_NUMBERS, LONELY_NUMBER = 1.0, -0.75, -0.25
"""The same numbers say as much as the same length. One number alone may be spelled out in the other language,
several are hardly: each counts, to as much as other numbers do."""

WIDER_RATIO = (0.33, 3.0)
"""Where the numbers are the same, an abridged translation is believed."""

SCALED_FROM = 5
"""Paragraphs. From so many on, how much longer one language is can be told by their medians."""


@dataclass(frozen=True, slots=True)
class _Measured:
    weight: float
    numbers: Counter[str]


def align(left: Sequence[str], right: Sequence[str], *, distance: Distance) -> list[Pair]:
    """Every index of both once, in order; None where there is no counterpart."""
    rows, columns = _measured(left), _measured(right)
    scale = _scale(rows, columns)
    worth = [
        [_worth(a, b, scale=scale, distance=distance(i, j)) for j, b in enumerate(columns)]
        for i, a in enumerate(rows)
    ]
    best = [[0.0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    for i in range(len(rows) - 1, -1, -1):
        for j in range(len(columns) - 1, -1, -1):
            likeness = worth[i][j]
            paired = 0.0 if likeness is None else likeness + best[i + 1][j + 1]
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    return _path(worth, best)


def _path(worth: Sequence[Sequence[float | None]], best: Sequence[Sequence[float]]) -> list[Pair]:
    pairs: list[Pair] = []
    i = j = 0
    while i < len(best) - 1 or j < len(best[0]) - 1:
        likeness = worth[i][j] if i < len(best) - 1 and j < len(best[0]) - 1 else None
        if likeness is not None and likeness + best[i + 1][j + 1] >= best[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif i < len(best) - 1 and best[i + 1][j] >= best[i][j]:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    return pairs


def _measured(texts: Sequence[str]) -> list[_Measured]:
    return [_Measured(float(weight(text)), numbers(text)) for text in texts]


def _scale(left: Sequence[_Measured], right: Sequence[_Measured]) -> float:
    if min(len(left), len(right)) < SCALED_FROM:
        return 1.0
    lowest, highest = LIKELY_RATIO
    ratio = median(row.weight for row in left) / median(column.weight for column in right)
    return min(max(ratio, lowest), highest)


def _worth(left: _Measured, right: _Measured, *, scale: float, distance: float) -> float | None:
    """At most 2.5; None where the two cannot be translations of each other."""
    has_same = bool(left.numbers) and left.numbers == right.numbers
    lowest, highest = WIDER_RATIO if has_same else LIKELY_RATIO
    ratio = left.weight / (right.weight * scale)
    if not lowest <= ratio <= highest:
        return None
    likeness = 1 - abs(log(ratio)) / log(highest)
    return BASE + likeness + _numeric(left.numbers, right.numbers) - distance


def _numeric(left: Counter[str], right: Counter[str]) -> float:
    if not left and not right:
        return 0.0
    if left == right:
        return SAME_NUMBERS
    if not left or not right:
        return max(LONELY_NUMBER * (left + right).total(), OTHER_NUMBERS)
    return 0.0 if left.keys() & right.keys() else OTHER_NUMBERS
