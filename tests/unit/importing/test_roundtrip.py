"""Any clean document of two scripts is read back as the parts it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from server.importing.document import Layout
from server.importing.lines import paragraphs
from server.importing.parsing import parse_document
from server.importing.refusal import ImportRefused
from server.importing.report import as_json, mapping
from server.importing.running import FileReport
from tests.unit.importing.stories import in_blocks, text

# Letters that no neighbour composes with, and a full stop; a locale that CLDR knows for the script.
ALPHABETS = {
    "en": ("abcdefghiklmnoprstuw", "."),
    "bn": ("অআকখগঘচছজঝটঠডঢতথদধনপফবভমযরলশষসহ", "।"),
    "ru": ("абвгдежзиклмнопрстуф", "."),
    "ar": ("ابتثجحخدذرزسشصضطظعغفقكلمنهو", "."),
    "he": ("אבגדהוזחטיכלמנסעפצקרשת", "."),
    "hi": ("अआकखगघचछजझटठडढतथदधनपफबभमयरलवशषसह", "।"),
    "th": ("กขคงจชซญดตถทธนบปผพฟภมยรลวศสหอ", ""),
    "el": ("αβγδεζηθικλμνξοπρστυφχψω", "."),
    "ka": ("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", "."),
    "ko": ("가나다라마바사아자차카타파하강남북동서", "."),
    "zh": ("年月日山水火木金土天地人大小中国东西南北", "。"),
}


@dataclass(frozen=True)
class Clean:
    """The parts of a generated document, by locale."""

    locales: tuple[str, str]
    titles: dict[str, str]
    bodies: dict[str, list[str]]
    captions: dict[str, str]
    category: str | None
    is_interleaved: bool
    is_body_reversed: bool
    line_end: str

    def source(self) -> str:
        first, second = self.locales
        order = (second, first) if self.is_body_reversed else (first, second)
        columns = [self.bodies[locale] for locale in order]
        body = chain.from_iterable(zip(*columns, strict=True) if self.is_interleaved else columns)
        head = [self.category] if self.category else []
        # In the other order than the body's, as a caption in the body's own would be its first pair.
        shown = [self.captions[locale] for locale in reversed(order) if self.captions]
        lines = text(head, f"{self.titles[first]}/{self.titles[second]}", shown, body)
        return lines.replace("\n", self.line_end)


def words(locale: str, least: int, most: int) -> st.SearchStrategy[str]:
    alphabet, _ = ALPHABETS[locale]
    letters = {"zh": (2, 2), "ko": (2, 3)}.get(locale, (4, 6))
    word = st.text(alphabet, min_size=letters[0], max_size=letters[1])
    return st.lists(word, min_size=least, max_size=most).map(" ".join)


def sentence(locale: str) -> st.SearchStrategy[str]:
    return words(locale, 3, 12).map(lambda words: words + ALPHABETS[locale][1])


@st.composite
def clean_documents(draw: st.DrawFn) -> Clean:
    first, second = draw(st.lists(st.sampled_from(sorted(ALPHABETS)), min_size=2, max_size=2, unique=True))
    locales = (first, second)
    paragraphs = draw(st.integers(2, 8))
    length = draw(st.integers(2, 6))
    has_captions = draw(st.booleans())
    return Clean(
        locales=locales,
        titles={locale: draw(words(locale, length, length)) for locale in locales},
        bodies={locale: [draw(sentence(locale)) for _ in range(paragraphs)] for locale in locales},
        captions={locale: draw(sentence(locale)) for locale in locales} if has_captions else {},
        category=draw(st.none() | words(first, 1, 2)),
        is_interleaved=draw(st.booleans()),
        is_body_reversed=draw(st.booleans()),
        line_end=draw(st.sampled_from(["\n", "\r\n", "\r"])),
    )


@given(clean_documents())
def test_clean_document_is_read_back_as_its_parts(clean: Clean) -> None:
    document = parse_document(clean.source(), site_locales=["en", "bn", "ar"])
    assert document.locales == clean.locales
    assert {locale: title.text for locale, title in document.titles.items()} == clean.titles
    assert {locale: caption.text for locale, caption in document.captions.items()} == clean.captions
    assert [name.text for name in document.category.values()] == ([clean.category] if clean.category else [])
    assert document.layout is (Layout.INTERLEAVED if clean.is_interleaved else Layout.BLOCKS)
    for locale in clean.locales:
        assert [row[locale].text for row in document.rows] == clean.bodies[locale]


LINES = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40), max_size=12
)

KNOWN_LINES = [
    "***",
    "2026",
    "News",
    "No comments",
    *chain.from_iterable(in_blocks("en", each) for each in ("bn", "ru")),
]
SHUFFLED = st.lists(st.sampled_from(KNOWN_LINES), max_size=14)


@given(LINES | SHUFFLED)
def test_every_line_is_read_or_the_text_refused_with_a_message(lines: list[str]) -> None:
    source = "A title\n\nText.\n\n" + "\n".join(lines)
    try:
        document = parse_document(source, site_locales=["en", "bn"])
    except ImportRefused as refusal:
        assert "\n" not in str(refusal)  # noqa: PT017 - either answer is right
        return
    parts = (document.category, document.titles, document.captions, *document.rows)
    read = sorted({paragraph.line for part in parts for paragraph in part.values()})
    counting = [] if document.comment_count is None else [paragraphs(source)[-1].line]
    assert [*read, *counting] == [paragraph.line for paragraph in paragraphs(source)]
    for locale in document.locales:
        numbers = [paragraph.line for paragraph in document.body(locale)]
        assert numbers == sorted(numbers)
    assert as_json([FileReport(Path("x.txt"), None, document=document)], is_dry_run=True)["files"]
    assert list(mapping(document))
