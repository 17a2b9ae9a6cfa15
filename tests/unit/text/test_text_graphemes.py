from __future__ import annotations

import time

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from server.text.graphemes import count_graphemes, cut_graphemes


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("কি", 1),
        ("é", 1),
        ("e\u0301", 1),
        ("👨\u200d👩\u200d👧", 1),
        ("🇧🇩🇧🇷", 2),
        ("🇧🇩🇧", 2),
        ("🇦\u0301🇧🇨", 2),
        ("한국", 2),
        ("\r\n", 1),
        ("naïve", 5),
    ],
)
def test_counts_what_people_call_characters(text: str, count: int) -> None:
    assert count_graphemes(text) == count


@given(st.text(st.sampled_from("🇧🇩a\u0301\u200d👩\r\n ")))
def test_counting_flags_as_letters_gives_the_same_number(text: str) -> None:
    assert count_graphemes(text) == len(regex.findall(r"\X", text))


def test_counts_thirty_thousand_flags_in_no_time() -> None:
    started = time.process_time()
    assert count_graphemes("🇧🇩" * 30_000) == 30_000
    assert time.process_time() - started < 1


def test_cutting_never_splits_a_grapheme() -> None:
    assert cut_graphemes("কিকি", 3) == "কি"
    assert cut_graphemes("abc", 3) == "abc"
    assert cut_graphemes("e\u0301", 1) == ""
