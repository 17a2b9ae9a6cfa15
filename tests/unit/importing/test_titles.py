"""Categories, titles and comment lines: what is taken for what, and what is refused."""

from __future__ import annotations

import pytest

from server.importing.comment_line import counted_comments
from server.importing.document import ImportedDocument
from server.importing.parsing import parse_document
from server.importing.refusal import ImportRefused
from server.importing.warnings import WarningCode
from tests.unit.importing.stories import STORIES, captions, in_blocks, interleaved, text, title

SITE = ["en", "bn", "ar", "pt"]
BENGALI = STORIES["bn"].body


def parsed(source: str) -> ImportedDocument:
    return parse_document(source, site_locales=SITE)


def titles(document: ImportedDocument) -> dict[str, str]:
    return {locale: paragraph.text for locale, paragraph in document.titles.items()}


def category(document: ImportedDocument) -> dict[str, str]:
    return {locale: paragraph.text for locale, paragraph in document.category.items()}


# ── a title in two languages on one line ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "english", "bengali"),
    [
        ("24/7 line opens/২৪/৭ সেবা চালু", "24/7 line opens", "২৪/৭ সেবা চালু"),
        ("AC/DC play in Dhaka / ঢাকায় এসি/ডিসি", "AC/DC play in Dhaka", "ঢাকায় এসি/ডিসি"),
        ("Budget 2026/২০২৬ সালের বাজেট", "Budget 2026", "২০২৬ সালের বাজেট"),
        ("Budget 2026/2026 সালের বাজেট", "Budget 2026", "2026 সালের বাজেট"),
        ("Budget 2026/27: rail/বাজেট ২০২৬/২৭: রেল", "Budget 2026/27: rail", "বাজেট ২০২৬/২৭: রেল"),
        ("Full stop./দাঁড়ি।", "Full stop.", "দাঁড়ি।"),
        ("UN/জাতিসংঘ", "UN", "জাতিসংঘ"),
        ("Wide slash／চওড়া দাগ", "Wide slash", "চওড়া দাগ"),
        ("রাতের AC/DC অনুষ্ঠান/AC/DC play tonight", "AC/DC play tonight", "রাতের AC/DC অনুষ্ঠান"),
    ],
)
def test_title_is_split_between_its_languages(line: str, english: str, bengali: str) -> None:
    assert titles(parsed(text(line, in_blocks("en", "bn")))) == {"en": english, "bn": bengali}


@pytest.mark.parametrize(
    ("line", "body", "locale"),
    [
        ("24/7 helpline opens", STORIES["en"].body, "en"),
        ("AC/DC back on stage", STORIES["en"].body, "en"),
        ("AC/DC ব্যান্ড ঢাকায় আসছে", BENGALI, "bn"),
        ("২৪/৭ সেবা চালু", BENGALI, "bn"),
        ("東京/大阪で大雨", STORIES["ja"].body, "ja"),
    ],
)
def test_title_in_one_language_stays_whole(line: str, body: tuple[str, ...], locale: str) -> None:
    document = parsed(text(line, body))
    assert titles(document) == {locale: line}
    assert document.locales == (locale,)


def test_title_may_have_three_languages() -> None:
    found = titles(parsed(text(title("en", "ru", "ar"), interleaved("en", "ru", "ar"))))
    assert found == {locale: STORIES[locale].title for locale in ("en", "ru", "ar")}


def test_mixed_half_of_a_title_is_uncertain() -> None:
    document = parsed(text("iPhone Pro now here/iPhone এখন দেশের বাজারে", in_blocks("en", "bn")))
    assert titles(document)["bn"] == "iPhone এখন দেশের বাজারে"
    assert (1, WarningCode.UNCERTAIN_LANGUAGE) in {(each.line, each.code) for each in document.warnings}


# ── a title on two lines, and none ──────────────────────────────────────────────────────────────


def test_titles_may_stand_on_two_lines() -> None:
    for body in (in_blocks("en", "bn"), interleaved("en", "bn"), in_blocks("bn", "en")):
        document = parsed(text(STORIES["bn"].title, STORIES["en"].title, body))
        assert titles(document) == {"bn": STORIES["bn"].title, "en": STORIES["en"].title}
        assert document.original_locale == "bn"
        assert len(document.rows) == 4


def test_titles_on_two_lines_may_stand_below_a_category_and_above_captions() -> None:
    lines = ["News", STORIES["en"].title, STORIES["bn"].title, *captions("bn", "en"), *in_blocks("en", "bn")]
    document = parsed(text(lines))
    assert category(document) == {"en": "News"}
    assert set(document.titles) == set(document.captions) == {"en", "bn"}
    assert len(document.rows) == 4


def test_caption_below_a_title_in_one_language_is_no_title() -> None:
    document = parsed(text(STORIES["en"].title, captions("bn", "en"), in_blocks("en", "bn")))
    assert set(document.titles) == {"en"}
    assert document.captions["bn"].text == STORIES["bn"].caption


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (
            "This is a text. It has no title.\n\nIt goes on.",
            "line 1 reads 'This is a text. It has no title.'",
        ),
        ("৩টি অনুচ্ছেদ আছে। শিরোনাম নেই।\n\nআরও আছে।", "ends like a sentence"),
        ("x" * 400 + "\n\nText.", "longer than 300"),
        ("***\n\n12 34\n\n!!!", "has no letters"),
        ("A title alone", "no text below the title on line 1"),
        ("\n\nA title/শিরোনাম\n\nNo comments", "no text below the title on line 3"),
        ("3 comments", "nothing in it but a line that counts comments"),
        ("\n \u00a0\n\ufeff\n", "empty"),
        ("One.\n\nTwo.\n\nTitle here/এখানে শিরোনাম\n\nText.\n\nলেখা।", "Line 5 looks like the title"),
    ],
)
def test_document_without_title_or_text_is_refused(source: str, says: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        parsed(source)
    assert says in str(refusal.value)


def test_original_that_the_document_lacks_is_refused() -> None:
    with pytest.raises(ImportRefused) as refusal:
        parse_document(text(title("en", "bn"), in_blocks("en", "bn")), site_locales=SITE, original="ar")
    assert str(refusal.value) == "Nothing in it can be in its original language ar: it has en, bn."


def test_ill_formed_original_is_refused() -> None:
    with pytest.raises(ImportRefused, match="not a BCP 47 language tag"):
        parse_document(text("A title", "Text."), site_locales=SITE, original="e!n")


def test_file_of_too_many_paragraphs_is_refused() -> None:
    with pytest.raises(ImportRefused, match="2,001 paragraphs"):
        parsed(text("A title", ["Text."] * 2_000))


def test_paragraph_that_is_none_is_refused() -> None:
    with pytest.raises(ImportRefused, match="Line 3 has 50,001 characters"):
        parsed(text("A title", "x" * 50_001))


# ── the category ────────────────────────────────────────────────────────────────────────────────


def test_category_may_have_both_languages() -> None:
    document = parsed(text("Politics/রাজনীতি", title("en", "bn"), in_blocks("en", "bn")))
    assert category(document) == {"en": "Politics", "bn": "রাজনীতি"}
    assert titles(document)["en"] == STORIES["en"].title
    assert WarningCode.CATEGORY_NOT_TRANSLATED not in {warning.code for warning in document.warnings}


def test_category_may_be_in_the_other_language() -> None:
    document = parsed(text("রাজনীতি", title("en", "bn"), in_blocks("en", "bn")))
    assert category(document) == {"bn": "রাজনীতি"}


def test_category_above_a_title_in_one_language_is_guessed_and_said() -> None:
    document = parsed(text("Politics", STORIES["en"].title, STORIES["en"].body))
    assert category(document) == {"en": "Politics"}
    assert (1, WarningCode.CATEGORY_GUESSED) in {(each.line, each.code) for each in document.warnings}


@pytest.mark.parametrize(
    ("title", "paragraph"),
    [
        ("แม่น้ำขึ้นในคืนนั้น", "แม่น้ำขึ้นในตอนกลางคืนและไม่มีใครหลับ"),
        ("ແມ່ນ້ຳຂຶ້ນໃນຄືນນັ້ນ", "ແມ່ນ້ຳຂຶ້ນໃນຕອນກາງຄືນແລະບໍ່ມີໃຜນອນຫຼັບ"),
    ],
    ids=["th", "lo"],
)
def test_title_in_a_script_without_spaces_is_no_category_of_one_word(title: str, paragraph: str) -> None:
    """Nor has its paragraph a full stop that would show it to be no title."""
    document = parsed(text(title, paragraph, paragraph))
    assert list(titles(document).values()) == [title]
    assert document.category == {}


def test_short_line_in_a_script_without_spaces_is_still_a_category() -> None:
    document = parsed(text("การเมือง", STORIES["th"].title, STORIES["th"].body))
    assert category(document) == {"th": "การเมือง"}
    assert titles(document) == {"th": STORIES["th"].title}


def test_title_above_a_byline_is_no_category() -> None:
    document = parsed(text(STORIES["en"].title, "By Asha Rahman", STORIES["en"].body))
    assert titles(document) == {"en": STORIES["en"].title}
    assert document.category == {}


# ── the line that counts comments ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("No comments", 0),
        ("no comment", 0),
        ("NO COMMENTS", 0),
        ("1 comment", 1),
        ("12 Comments", 12),
        ("২৩ comments", 23),
        ("Comments (4)", 4),
        ("কোনো মন্তব্য নেই", 0),
        ("মন্তব্য নেই", 0),
        ("৩টি মন্তব্য", 3),
        ("৩ টি মন্তব্য", 3),
        ("০ মন্তব্য", 0),
        ("মন্তব্য: ১২", 12),
    ],
)
def test_comment_line_is_counted_and_not_imported(line: str, count: int) -> None:
    document = parsed(text(title("en", "bn"), in_blocks("en", "bn"), line).rstrip())
    assert document.comment_count == count
    assert len(document.rows) == 4
    warned = {warning.code for warning in document.warnings}
    assert (WarningCode.COMMENTS_NOT_INCLUDED in warned) is (count > 0)


@pytest.mark.parametrize(
    "line",
    [
        "No comments were made.",
        "comments",
        "Some comments",
        "5000000000 comments",
        "মন্তব্য",
        "No comments yet",
    ],
)
def test_other_lines_count_no_comments(line: str) -> None:
    assert counted_comments(line) is None


def test_each_language_may_have_a_comment_line() -> None:
    for lines in (["No comments", "কোনো মন্তব্য নেই"], ["2 comments/২টি মন্তব্য"]):
        document = parsed(text(title("en", "bn"), in_blocks("en", "bn"), lines))
        assert document.comment_count is not None
        assert len(document.rows) == 4


def test_document_without_comment_line_says_nothing_of_comments() -> None:
    assert parsed(text("A title", "Text.", "No comments", "More text.")).comment_count is None


def test_digest_does_not_know_the_comment_line() -> None:
    bodies = [parsed(text("A title", "Text.", line)).digest for line in ("No comments", "3 comments")]
    assert bodies[0] == bodies[1]
