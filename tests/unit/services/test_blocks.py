"""Which blocks live on when a body is replaced."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.services.blocks import common_subsequence, kept_blocks

texts = st.lists(st.sampled_from("abcd"), max_size=12)


def longest(old: Sequence[str], new: Sequence[str]) -> int:
    """The textbook's table, row by row."""
    row = [0] * (len(new) + 1)
    for text in old:
        above = row
        row = [0]
        for j, other in enumerate(new):
            row.append(above[j] + 1 if text == other else max(above[j + 1], row[j]))
    return row[-1]


@given(texts, texts)
def test_the_common_subsequence_is_common_rising_and_longest(old: list[str], new: list[str]) -> None:
    pairs = common_subsequence(old, new)
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    assert len(pairs) == longest(old, new)


@given(texts, texts)
def test_no_block_is_kept_twice_and_none_changes_places(old: list[str], new: list[str]) -> None:
    kept = [index for index in kept_blocks(old, new) if index is not None]
    assert kept == sorted(set(kept))
    assert all(0 <= index < len(old) for index in kept)


@given(texts, texts)
def test_a_text_that_is_taken_over_comes_from_its_own_block(old: list[str], new: list[str]) -> None:
    kept = kept_blocks(old, new)
    same = sum(index is not None and old[index] == text for index, text in zip(kept, new, strict=True))
    assert same >= longest(old, new)


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ("", "", []),
        ("", "ab", [None, None]),
        ("ab", "", []),
        ("abc", "abc", [0, 1, 2]),
        ("abc", "xabc", [None, 0, 1, 2]),
        ("abc", "ac", [0, 2]),
        ("abc", "axc", [0, 1, 2]),
        ("abc", "axyc", [0, None, None, 2]),
        ("abcd", "axyd", [0, 1, 2, 3]),
        ("abc", "xyz", [0, 1, 2]),
        ("abc", "xy", [None, None]),
        ("abc", "bca", [1, 2, None]),
    ],
)
def test_blocks_keep_their_identity(old: str, new: str, kept: list[int | None]) -> None:
    assert kept_blocks(old, new) == kept


def test_the_longest_documents_take_no_time_to_speak_of() -> None:
    """2,000 paragraphs, of which hundreds are alike: the worst there is for a table or a list of pairs."""
    old = [f"{number % 7}" for number in range(2_000)]
    new = [f"{number % 5}" for number in range(2_000)]
    start = process_time()
    kept_blocks(old, new)
    assert process_time() - start < 1
