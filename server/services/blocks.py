"""Which blocks of an article live on when its text is replaced. Pure: lists of texts in, pairs out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence


def kept_blocks(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For each new text the index of the old block that it continues; None: it is a new block.

    An unchanged text keeps its block: a longest common subsequence of the two. Where between two kept blocks
    there are as many changed texts as before, they are the same blocks with another text.
    """
    kept: list[int | None] = [None] * len(new)
    old_start = new_start = 0
    for old_end, new_end in [*common_subsequence(old, new), (len(old), len(new))]:
        if old_end - old_start == new_end - new_start:
            kept[new_start:new_end] = range(old_start, old_end)
        if new_end < len(new):
            kept[new_end] = old_end
        old_start, new_start = old_end + 1, new_end + 1
    return kept


def common_subsequence(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Index pairs of a longest common subsequence, rising.

    Bit-parallel (Hyyrö 2004): a row of the table is one integer, bit j of it 0 where the subsequence grows at
    new[j]. 2,000 texts beside 2,000 take some milliseconds, whatever they are.
    """
    rows = list(_rows(old, new))
    pairs = []
    i, j = len(old), len(new)
    while i and j:
        bit = 1 << (j - 1)
        if rows[i] & bit:
            j -= 1
        elif not rows[i - 1] & bit:
            i -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]


def _rows(old: Sequence[str], new: Sequence[str]) -> Iterable[int]:
    places: dict[str, int] = defaultdict(int)
    for j, text in enumerate(new):
        places[text] |= 1 << j
    every = row = (1 << len(new)) - 1
    yield row
    for text in old:
        grows = row & places.get(text, 0)
        row = ((row + grows) | (row - grows)) & every
        yield row
