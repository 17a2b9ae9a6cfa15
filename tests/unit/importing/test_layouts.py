"""Languages, orders and layouts: a document in any of them gives its parts."""

from __future__ import annotations

import pytest

from server.importing.document import ImportedDocument, Layout
from server.importing.parsing import parse_document
from server.importing.warnings import WarningCode
from tests.unit.importing.stories import (
    LATIN_BESIDE,
    STORIES,
    TWO_OTHER_SCRIPTS,
    captions,
    in_blocks,
    interleaved,
    text,
    title,
)

SITE = ["en", "bn", "ar", "pt"]
PAIRS = (
    [("en", other) for other in LATIN_BESIDE] + [(other, "en") for other in LATIN_BESIDE] + TWO_OTHER_SCRIPTS
)


def parsed(source: str, *, original: str | None = None, site: list[str] | None = None) -> ImportedDocument:
    return parse_document(source, site_locales=site or SITE, original=original)


def codes(document: ImportedDocument) -> set[WarningCode]:
    return {warning.code for warning in document.warnings}


def assert_is_whole(document: ImportedDocument, first: str, second: str) -> None:
    """Both languages have all their parts, paired, and `first` is the original."""
    assert document.locales == (first, second)
    for locale in (first, second):
        assert document.titles[locale].text == STORIES[locale].title
        assert tuple(paragraph.text for paragraph in document.body(locale)) == STORIES[locale].body
    assert all(set(row) == {first, second} for row in document.rows)
    unwanted = {WarningCode.MISSING_SEGMENT, WarningCode.UNCERTAIN_LANGUAGE, WarningCode.IRREGULAR_LAYOUT}
    assert not codes(document) & unwanted


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_reads_blocks_of_any_two_scripts_in_either_order(first: str, second: str) -> None:
    document = parsed(text("News", title(first, second), in_blocks(first, second)))
    assert_is_whole(document, first, second)
    assert document.layout is Layout.BLOCKS


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_reads_alternating_paragraphs_of_any_two_scripts(first: str, second: str) -> None:
    document = parsed(text(title(first, second), interleaved(first, second), "No comments"))
    assert_is_whole(document, first, second)
    assert document.layout is Layout.INTERLEAVED
    assert document.comment_count == 0


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_body_may_begin_with_the_other_language_than_the_title(first: str, second: str) -> None:
    for body in (in_blocks(second, first), interleaved(second, first)):
        assert_is_whole(parsed(text(title(first, second), body)), first, second)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_tells_a_caption_in_each_language_from_the_body(first: str, second: str) -> None:
    for pair in (captions(first, second), captions(second, first)):
        document = parsed(text("News", title(first, second), pair, in_blocks(first, second)))
        assert_is_whole(document, first, second)
        assert {locale: caption.text for locale, caption in document.captions.items()} == {
            first: STORIES[first].caption,
            second: STORIES[second].caption,
        }


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_clean_document_warns_of_nothing_but_the_guessed_original(first: str, second: str) -> None:
    document = parsed(text(title(first, second), in_blocks(first, second)), site=[first, second])
    assert codes(document) == {WarningCode.ORIGINAL_GUESSED}


def test_tells_a_caption_above_alternating_paragraphs() -> None:
    document = parsed(text(title("en", "ru"), captions("ru", "en"), interleaved("en", "ru")))
    assert_is_whole(document, "en", "ru")
    assert document.captions["ru"].text == STORIES["ru"].caption


def test_alternating_lines_alone_have_no_caption() -> None:
    document = parsed(text(title("en", "ru"), captions("en", "ru"), interleaved("en", "ru")))
    assert document.captions == {}
    assert len(document.rows) == 5


def test_two_blocks_alone_have_no_caption() -> None:
    lines = [STORIES["en"].caption, *STORIES["en"].body, STORIES["bn"].caption, *STORIES["bn"].body]
    document = parsed(text(title("en", "bn"), lines))
    assert document.captions == {}
    assert len(document.rows) == 5


def test_reads_three_languages_in_blocks_and_alternating() -> None:
    blocks = [*in_blocks("en", "bn"), *STORIES["ar"].body]
    for body in (blocks, interleaved("en", "bn", "ar")):
        document = parsed(text(title("en", "bn", "ar"), captions("bn", "ar", "en"), body))
        assert document.locales == ("en", "bn", "ar")
        assert all(set(row) == {"en", "bn", "ar"} for row in document.rows)
        assert set(document.captions) == {"en", "bn", "ar"}
        assert [paragraph.text for paragraph in document.body("ar")] == list(STORIES["ar"].body)


# ── which language ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("locale", STORIES)
def test_reads_a_document_in_one_language(locale: str) -> None:
    story = STORIES[locale]
    document = parsed(text(story.title, story.body), site=["en"])
    assert document.locales == (locale,)
    assert document.layout is Layout.ONE_LANGUAGE
    assert document.titles[locale].text == story.title
    assert tuple(paragraph.text for paragraph in document.body(locale)) == story.body
    assert document.category == {}
    assert WarningCode.ORIGINAL_GUESSED not in codes(document)


@pytest.mark.parametrize(
    ("script_of", "site_locale"),
    [("ru", "uk"), ("hi", "mr"), ("ar", "fa"), ("en", "pt-BR"), ("zh", "zh-Hant"), ("he", "yi")],
)
def test_takes_the_sites_own_language_of_a_script(script_of: str, site_locale: str) -> None:
    story = STORIES[script_of]
    document = parsed(text(story.title, story.body), site=[site_locale])
    assert document.locales == (site_locale,)
    assert WarningCode.LOCALE_NOT_LISTED not in codes(document)


def test_warns_of_a_language_that_the_site_does_not_list() -> None:
    document = parsed(text(title("en", "ru"), in_blocks("en", "ru")))
    assert [warning.line for warning in document.warnings if warning.code == "LOCALE_NOT_LISTED"] == [1]


def test_named_original_names_the_language_of_its_script() -> None:
    document = parsed(text(title("en", "ru"), in_blocks("en", "ru")), original="uk")
    assert document.locales == ("uk", "en")
    assert document.rows[0]["uk"].text == STORIES["ru"].body[0]
    assert WarningCode.ORIGINAL_GUESSED not in codes(document)


def test_tells_assamese_from_bengali_by_its_letters() -> None:
    document = parsed(text("ৰাতিৰ ফেৰী ঘূৰি আহিল", "সোমবাৰে ৰাতিৰ ফেৰীখন ঘূৰি আহিছে।"))
    assert document.locales == ("as",)


def test_headline_in_han_alone_is_japanese_where_the_rest_is() -> None:
    body = [*STORIES["ja"].body, "東京都港湾局発表"]
    document = parsed(text("渡船運航再開", body))
    assert document.locales == ("ja",)
    assert document.body("ja")[-1].text == "東京都港湾局発表"


# ── what is uncertain ───────────────────────────────────────────────────────────────────────────


def test_warns_of_a_paragraph_that_mixes_scripts() -> None:
    mixed = "Команда Night Ferry Rescue Volunteers ждёт у причала."
    lines = [*STORIES["en"].body, *STORIES["ru"].body[:3], mixed]
    document = parsed(text(title("en", "ru"), lines))
    warned = [warning for warning in document.warnings if warning.code == "UNCERTAIN_LANGUAGE"]
    assert [warning.line for warning in warned] == [17]
    assert mixed in [paragraph.text for row in document.rows for paragraph in row.values()]


def test_line_without_letters_goes_by_its_place_and_is_warned_of() -> None:
    lines = [*STORIES["en"].body[:2], "* * *", *STORIES["en"].body[2:]]
    lines += [*STORIES["bn"].body[:2], "* * *", *STORIES["bn"].body[2:]]
    document = parsed(text(title("en", "bn"), lines))
    assert {locale: paragraph.text for locale, paragraph in document.rows[2].items()} == {
        "en": "* * *",
        "bn": "* * *",
    }
    assert len(document.rows) == 5
    assert [warning.line for warning in document.warnings if warning.code == "UNCERTAIN_LANGUAGE"] == [7, 17]


def test_lines_without_letters_take_turns_where_the_languages_do() -> None:
    english, bengali = STORIES["en"].body, STORIES["bn"].body
    lines = [english[0], bengali[0], "***", "***", english[1], bengali[1]]
    document = parsed(text(title("en", "bn"), lines))
    assert [set(row) for row in document.rows] == [{"en", "bn"}] * 3


def test_single_quotation_in_a_third_script_is_no_language_of_its_own() -> None:
    quotation = "Ночной паром вернулся."
    lines = [*STORIES["en"].body, quotation, *STORIES["bn"].body]
    document = parsed(text(title("en", "bn"), lines))
    assert document.locales == ("en", "bn")
    assert document.body("en")[-1].text == quotation
    assert [warning.line for warning in document.warnings if warning.code == "UNCERTAIN_LANGUAGE"] == [11]


# ── what is missing ─────────────────────────────────────────────────────────────────────────────


def test_title_in_one_language_stands_in_for_the_other() -> None:
    document = parsed(text(STORIES["en"].title, in_blocks("en", "bn")))
    assert set(document.titles) == {"en"}
    assert document.locales == ("en", "bn")
    assert WarningCode.TITLE_NOT_TRANSLATED in codes(document)


def test_warns_once_of_a_language_that_has_only_a_title() -> None:
    document = parsed(text(title("en", "bn"), STORIES["en"].body))
    assert document.locales == ("en", "bn")
    assert document.layout is Layout.ONE_LANGUAGE
    assert WarningCode.BODY_NOT_TRANSLATED in codes(document)
    assert WarningCode.MISSING_SEGMENT not in codes(document)


def test_text_is_kept_as_it_came() -> None:
    odd = "Spaces  inside ,and\u00a0all \u201cof\u201d *them* <b>stay</b> &amp; so do\ttabs."
    document = parsed(text("A title", f"\u00a0\u200b {odd} \u00a0", "An end."))
    assert document.rows[0]["en"].text == odd


def test_control_character_is_kept_and_warned_of() -> None:
    document = parsed(text("A title", "A stray \x02 control character in a paragraph.", "An end."))
    assert "\x02" in document.rows[0]["en"].text
    assert [warning.line for warning in document.warnings if warning.code == "CONTROL_CHARACTERS"] == [3]
