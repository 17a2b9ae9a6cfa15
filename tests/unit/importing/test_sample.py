"""The first real document, and exactly what importing it must give."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from server.importing.document import ImportedDocument, Layout
from server.importing.parsing import parse_document
from server.importing.reading import decode
from server.importing.warnings import WarningCode
from server.text.slugs import slugify

pytestmark = pytest.mark.shared

SITE = ["en", "bn", "ar", "pt"]

TITLES = {"en": (79, "c028af083214812b"), "bn": (85, "402948f808e3eb28")}
CAPTIONS = {"en": (132, "cf3e61b7e82d8a24"), "bn": (135, "5f012e8b8261105b")}
BODIES = {"en": (1507, "b932a47b66d24f44"), "bn": (1541, "46ecf0b17c6df4bd")}
WORDS = {"en": 230, "bn": 217}
ROWS = [  # lines, lengths and digests of English and Bengali
    ((10, 24), (146, 171), ("f31a448000597453", "a1b259061e7b3fae")),
    ((12, 26), (223, 222), ("4cc3846ce27da6f8", "575071eb76f1a8be")),
    ((14, 28), (136, 145), ("4ac7eb9bf2173230", "74750bfdb9ed05c8")),
    ((16, 30), (243, 236), ("285a05a8e063ab73", "8b2d60e4ec47837a")),
    ((18, 32), (325, 306), ("b56fc9626e17a53a", "93820ed5729590a8")),
    ((20, 34), (208, 235), ("7487f60b72185e51", "02c47516d8fac3de")),
    ((22, 36), (214, 214), ("5200bc6c92c50cfd", "7b7fe89c6df5ab7b")),
]
SLUGS = {
    "en": "the-pakistani-prime-minister-met-with-putin-during-russias-invasion-of-ukraine",
    "bn": "রাশিয়ার-ইউক্রেন-আক্রমণ-চলাকালেই-পুতিনের-সাথে-সাক্ষাৎ-করলেন-পাকিস্তানের-প্রধানমন্ত্রী",
}
WARNINGS = {
    (1, WarningCode.CATEGORY_NOT_TRANSLATED),
    (3, WarningCode.ORIGINAL_GUESSED),
    (6, WarningCode.CAPTION_WITHOUT_IMAGE),
    (10, WarningCode.TRUNCATED_PARAGRAPH),
    (24, WarningCode.TRUNCATED_PARAGRAPH),
    (24, WarningCode.UNBALANCED_QUOTES),
    (32, WarningCode.QUOTE_COUNT_DIFFERS),
}


def short_hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


@pytest.fixture(scope="module")
def raw(shared: Path) -> bytes:
    return (shared / "samples" / "000_381c8ab11bc62b47.txt").read_bytes()


@pytest.fixture(scope="module")
def document(raw: bytes) -> ImportedDocument:
    return parse_document(decode(raw), site_locales=SITE)


def test_category_has_an_english_name_only(document: ImportedDocument) -> None:
    assert {locale: name.text for locale, name in document.category.items()} == {"en": "Breaking News"}
    assert slugify(document.category["en"].text) == "breaking-news"


@pytest.mark.parametrize("locale", ["en", "bn"])
def test_titles_and_captions_are_verbatim(document: ImportedDocument, locale: str) -> None:
    title, caption = document.titles[locale], document.captions[locale]
    assert (len(title.text), short_hash(title.text)) == TITLES[locale]
    assert (len(caption.text), short_hash(caption.text)) == CAPTIONS[locale]
    assert slugify(title.text) == SLUGS[locale]
    assert title.line == 3
    assert caption.line == {"bn": 6, "en": 8}[locale]


@pytest.mark.parametrize("locale", ["en", "bn"])
def test_body_is_verbatim(document: ImportedDocument, locale: str) -> None:
    body = [paragraph.text for paragraph in document.body(locale)]
    joined = "\n\n".join(body)
    assert len(body) == 7
    assert sum(len(paragraph.split()) for paragraph in body) == WORDS[locale]
    assert (len(joined), short_hash(joined)) == BODIES[locale]


@pytest.mark.parametrize("index", range(7))
def test_each_paragraph_stands_beside_its_translation(document: ImportedDocument, index: int) -> None:
    lines, lengths, hashes = ROWS[index]
    row = document.rows[index]
    assert (row["en"].line, row["bn"].line) == lines
    assert (len(row["en"].text), len(row["bn"].text)) == lengths
    assert (short_hash(row["en"].text), short_hash(row["bn"].text)) == hashes


def test_languages_and_layout_are_told(document: ImportedDocument) -> None:
    assert document.locales == ("en", "bn")
    assert document.original_locale == "en"
    assert document.layout is Layout.BLOCKS
    assert len(document.rows) == 7


def test_comment_line_counts_none_and_is_no_paragraph(document: ImportedDocument) -> None:
    assert document.comment_count == 0
    assert all("No comments" not in paragraph.text for row in document.rows for paragraph in row.values())


def test_warns_of_what_is_known_to_be_odd_and_of_nothing_else(document: ImportedDocument) -> None:
    assert {(warning.line, warning.code) for warning in document.warnings} == WARNINGS


def test_named_original_is_taken_and_no_longer_guessed(raw: bytes) -> None:
    document = parse_document(decode(raw), site_locales=SITE, original="bn")
    assert document.original_locale == "bn"
    assert document.locales == ("bn", "en")
    assert WarningCode.ORIGINAL_GUESSED not in {warning.code for warning in document.warnings}
    assert [row["bn"].line for row in document.rows] == [lines[1] for lines, _, _ in ROWS]


@pytest.mark.parametrize(
    "variant",
    [
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: raw.replace(b"\n", b"\r"),
        lambda raw: raw + b"\n\n \n",
        lambda raw: raw.replace(b"\n\n", b"\n"),
        lambda raw: raw.replace("\u09af\u09bc".encode(), "\u09df".encode()),
    ],
    ids=["BOM", "CRLF", "CR", "final newline", "no blank lines", "composed Bengali letters"],
)
def test_same_content_in_another_form_is_the_same(raw: bytes, variant: object) -> None:
    assert callable(variant)
    original = parse_document(decode(raw), site_locales=SITE)
    other = parse_document(decode(variant(raw)), site_locales=SITE)
    assert other.digest == original.digest
    assert [{k: p.text for k, p in row.items()} for row in other.rows] == [
        {k: p.text for k, p in row.items()} for row in original.rows
    ]
