"""Unequal numbers of paragraphs: which one has no counterpart."""

from __future__ import annotations

import time

import pytest

from server.importing.align import align
from server.importing.document import ImportedDocument
from server.importing.measures import numbers, weight
from server.importing.parsing import parse_document
from tests.unit.importing.stories import STORIES, text, title

SITE = ["en", "bn", "ar", "pt"]
OTHERS = ["bn", "ar", "ru", "hi", "zh", "ja", "ko", "th"]


def parsed(lines: list[str], *locales: str) -> ImportedDocument:
    return parse_document(text(title(*locales), lines), site_locales=SITE)


def pairs(document: ImportedDocument, first: str, second: str) -> list[tuple[str | None, str | None]]:
    return [
        (row[first].text if first in row else None, row[second].text if second in row else None)
        for row in document.rows
    ]


def expected(first: str, second: str, missing: int) -> list[tuple[str | None, str | None]]:
    return [
        (one, None if index == missing else other)
        for index, (one, other) in enumerate(zip(STORIES[first].body, STORIES[second].body, strict=True))
    ]


def without(locale: str, missing: int) -> list[str]:
    return [paragraph for index, paragraph in enumerate(STORIES[locale].body) if index != missing]


# The paragraph with numbers and the short one can be told from the others; two of one length cannot.
@pytest.mark.parametrize("missing", [1, 3])
@pytest.mark.parametrize("other", OTHERS)
def test_finds_the_missing_translation_in_blocks(other: str, missing: int) -> None:
    document = parsed([*STORIES["en"].body, *without(other, missing)], "en", other)
    assert pairs(document, "en", other) == expected("en", other, missing)
    line = 3 + 2 * missing
    warned = [
        (warning.line, warning.code) for warning in document.warnings if warning.code == "MISSING_SEGMENT"
    ]
    assert warned == [(line, "MISSING_SEGMENT")]


@pytest.mark.parametrize("missing", range(4))
@pytest.mark.parametrize("other", OTHERS)
def test_finds_the_missing_translation_between_alternating_lines(other: str, missing: int) -> None:
    lines = []
    for index, (english, translation) in enumerate(zip(STORIES["en"].body, STORIES[other].body, strict=True)):
        lines += [english] if index == missing else [english, translation]
    document = parsed(lines, "en", other)
    assert pairs(document, "en", other) == expected("en", other, missing)


def test_paragraph_of_the_translation_alone_gets_a_row_of_its_own() -> None:
    added = "এই অনুচ্ছেদটি শুধু বাংলায় আছে, এতে ৭৭৭ জন মাঝির কথা বলা হয়েছে।"
    bengali = STORIES["bn"].body
    document = parsed([*STORIES["en"].body, bengali[0], bengali[1], added, *bengali[2:]], "en", "bn")
    assert pairs(document, "en", "bn")[2] == (None, added)
    assert len(document.rows) == 5


def test_warns_of_blocks_that_are_torn_apart() -> None:
    english, bengali = STORIES["en"].body, STORIES["bn"].body
    document = parsed([*english[:2], *bengali, *english[2:]], "en", "bn")
    assert pairs(document, "en", "bn") == list(zip(english, bengali, strict=True))
    assert "IRREGULAR_LAYOUT" in {warning.code for warning in document.warnings}


def test_warns_of_a_pair_that_differs_much_in_length() -> None:
    document = parsed([STORIES["en"].body[0], "An end.", "ফিরেছে।", STORIES["bn"].body[3]], "en", "bn")
    assert [warning.line for warning in document.warnings if warning.code == "LENGTHS_DIFFER"] == [7]


def test_warns_of_another_number_in_the_translation() -> None:
    document = parsed(["It carries 140 people and 12 cars.", "এটি ১৪০ জন মানুষ ও ২১টি গাড়ি নেয়।"], "en", "bn")
    assert [warning.line for warning in document.warnings if warning.code == "NUMBERS_DIFFER"] == [5]


def test_does_not_warn_of_a_number_that_one_language_spells_out() -> None:
    document = parsed(
        ["It carries 140 people and twelve cars.", "এটি ১৪০ জন মানুষ ও ১২টি গাড়ি নেয়।"], "en", "bn"
    )
    assert "NUMBERS_DIFFER" not in {warning.code for warning in document.warnings}


# ── the measures ────────────────────────────────────────────────────────────────────────────────


def test_every_paragraph_is_in_one_pair_in_order() -> None:
    left, right = ["a" * 40, "b" * 300, "c" * 50, "d" * 45], ["x" * 42, "y" * 48]
    found = align(left, right, distance=lambda i, j: 0.0)
    assert [i for i, _ in found if i is not None] == [0, 1, 2, 3]
    assert [j for _, j in found if j is not None] == [0, 1]


def test_nothing_is_paired_with_nothing() -> None:
    assert align([], ["x"], distance=lambda i, j: 0.0) == [(None, 0)]
    assert align(["x"], [], distance=lambda i, j: 0.0) == [(0, None)]


@pytest.mark.parametrize("text", ["1,000,000 and 23", "১০,০০,০০০ ও ২৩", "١٬٠٠٠٬٠٠٠ و٢٣", "๑,๐๐๐,๐๐๐ และ ๒๓"])
def test_numbers_are_equal_in_every_script_and_grouping(text: str) -> None:
    assert numbers(text) == {"1000000": 1, "23": 1}


def test_weight_makes_scripts_of_few_characters_comparable() -> None:
    english = sum(weight(paragraph) for paragraph in STORIES["en"].body)
    for locale in OTHERS:
        ratio = sum(weight(paragraph) for paragraph in STORIES[locale].body) / english
        assert 0.6 < ratio < 1.6, locale


def test_long_unequal_documents_are_aligned_in_seconds() -> None:
    english = [f"Paragraph {index} of a very long report. " + "word " * (index % 17) for index in range(990)]
    russian = [
        f"Абзац {index} очень длинного отчёта. " + "слово " * (index % 17)
        for index in range(990)
        if index % 90
    ]
    start = time.process_time()
    document = parse_document(text("Report/Отчёт", english, russian), site_locales=SITE)
    assert time.process_time() - start < 30
    assert [index for index, row in enumerate(document.rows) if "ru" not in row] == list(range(0, 990, 90))
