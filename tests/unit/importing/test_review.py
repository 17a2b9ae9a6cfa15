"""Warnings about the text itself: quotation marks, lost beginnings and ends."""

from __future__ import annotations

import pytest

from server.importing.parsing import parse_document
from server.importing.quotes import Missing, Quotes, quotes
from server.importing.truncation import Lost, lost_parts
from tests.unit.importing.stories import text


@pytest.mark.parametrize(
    ("paragraph", "pairs"),
    [
        ("Nothing is quoted; it's the dog's 'bone'.", 0),
        ('He said "yes" and "no".', 2),
        ("“One” and “two”, she said.", 2),
        ("“An outer “inner” quotation”.", 2),
        ("„Deutsch“ und »noch eins«.", 2),
        ("”Svenska” och ”mer”.", 2),
        ("« Bonjour », dit-elle.", 1),
        ("「日本語」と『書名』。", 2),
        ("《人民》", 1),
        ('צה"ל ודו"ח', 0),
        ("The board is 6'4\" high.", 0),
    ],
)
def test_whole_quotations_are_counted(paragraph: str, pairs: int) -> None:
    assert quotes(paragraph) == Quotes(pairs, None, begins_inside=False)


@pytest.mark.parametrize(
    ("paragraph", "missing", "begins_inside"),
    [
        ("পরিসরের ” জন্য স্বাগত।", Missing.OPENING, True),
        ("and so on» she said.", Missing.OPENING, True),
        ("続き」と言った。", Missing.OPENING, True),
        ("“One” and two”.", Missing.OPENING, False),
        ("She said: “One.", Missing.CLOSING, False),
        ("Elle dit : « Un.", Missing.CLOSING, False),
        ('She said "one.', Missing.EITHER, False),
    ],
)
def test_broken_quotation_is_told(paragraph: str, missing: Missing, begins_inside: bool) -> None:
    found = quotes(paragraph)
    assert (found.missing, found.begins_inside) == (missing, begins_inside)


def unbalanced(*paragraphs: str) -> list[int]:
    document = parse_document(text("A title", paragraphs), site_locales=["en"])
    return [warning.line for warning in document.warnings if warning.code == "UNBALANCED_QUOTES"]


def test_warns_where_a_quotation_does_not_end() -> None:
    assert unbalanced("“It begins.", "It goes on.", "It ends.") == [3]


@pytest.mark.parametrize("mark", [("“", "”"), ('"', '"')])
def test_quotation_over_paragraphs_opens_each_and_closes_the_last(mark: tuple[str, str]) -> None:
    opening, closing = mark
    assert unbalanced(f"{opening}It begins.", f"{opening}It goes on.", f"{opening}It ends.{closing}") == []


# ── lost beginnings and ends ────────────────────────────────────────────────────────────────────

LONG = (
    "The sentence goes on and on, and has a hundred characters or more, so that no one takes it for a verse"
)


@pytest.mark.parametrize(
    "paragraph",
    [
        "continued from the page before.",
        "и продолжается дальше.",
        ", she said, and left.",
        "”, বলেন তিনি।",
        "। তারপর শুরু।",
        ") and the rest.",
    ],
)
def test_beginning_inside_a_sentence_is_told(paragraph: str) -> None:
    assert lost_parts(["First one.", paragraph, "Third one."]) == [None, Lost.BEGINNING, None]


@pytest.mark.parametrize(
    "paragraph",
    [
        "iPhone sales rose.",
        "eBay closed.",
        "...and then it began.",
        "“quoted” Words.",
        "ღამის ბორანი დაბრუნდა.",
        "১২ জন।",
    ],
)
def test_unusual_beginning_is_no_loss(paragraph: str) -> None:
    assert lost_parts(["First one.", paragraph, "Third one."]) == [None, None, None]


def test_writer_of_lower_case_has_lost_nothing() -> None:
    assert lost_parts(["all in lower case.", "this too.", "One is not."]) == [None, None, None]


def test_only_long_paragraph_without_a_mark_has_lost_its_end() -> None:
    whole = LONG + "."
    assert lost_parts([whole, whole, LONG, whole])[2] is Lost.END
    assert lost_parts([whole, whole, "A heading", whole]) == [None] * 4
    assert lost_parts([LONG, LONG, whole, whole]) == [None] * 4


def test_both_languages_of_a_broken_pair_are_named() -> None:
    body = ["For a talk. It is long.", "Second one.", "”, আলোচনা দীর্ঘ ছিল।", "দ্বিতীয়টি।"]
    document = parse_document(text("A title/শিরোনাম", body), site_locales=["en", "bn"])
    warned = [warning.line for warning in document.warnings if warning.code == "TRUNCATED_PARAGRAPH"]
    assert warned == [3, 7]


def test_warns_of_quotations_that_the_original_has_not() -> None:
    body = ["He said it will rain.", "তিনি “বলেন” যে “বৃষ্টি” হবে।"]
    document = parse_document(text("A title/শিরোনাম", body), site_locales=["en", "bn"])
    assert [warning.line for warning in document.warnings if warning.code == "QUOTE_COUNT_DIFFERS"] == [5]
