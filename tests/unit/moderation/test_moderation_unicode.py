"""What text may look like: honest marks and joiners of every script pass, tricks do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.moderation.checks.shouting import check_shouting
from server.moderation.checks.unicode import RULES, check_unicode
from server.moderation.findings import Outcome
from tests.unit.moderation.suspects import SOUND

HONEST = {
    "vietnamese": "Tiếng Việt có dấu: ề ữ ậ ỗ",
    "vietnamese, decomposed": "Tie\u0302\u0301ng Vie\u0323\u0302t",
    "greek, polytonic": "ᾅδης α\u0314\u0300\u0345δης",
    "lithuanian with accents": "lie\u0307\u0301pos",
    "thai": "ที่นี่ผู้ใหญ่ น้ำ กี้",
    "thai, drawn out": "ดีีี มากกก",
    "lao": "ທີ່ນີ້ ນ້ຳ",
    "arabic with harakat": "ٱلرَّحْمَٰنِ ٱلرَّحِيمِ",
    "arabic, from the quran": "مِّنۢ بَعۡدِهِۦۖ",
    "hebrew with niqqud and accents": "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
    "devanagari": "क्षत्रियों हिन्दी में ज़्यादा",
    "devanagari, vedic": "अ॒ग्निमी॑ळे पु॒रोहि॑तं",
    "bengali": "রাশিয়ার স্বাস্থ্য র\u200d্যাব উৎ",
    "bengali, drawn out": "নাাাাাা",
    "tamil": "தமிழ் க்ஷ",
    "sinhala": "ශ්\u200dරී ලංකා",
    "khmer": "ស្ត្រី ខ្មែរ",
    "khmer between words": "ខ្មែរ\u200bខ្មែរ",
    "myanmar": "လျှော့် ကြွှေ့",
    "tibetan": "བསྒྲུབས་ ཧཱུྃ",
    "persian": "می\u200cخواهم نمی\u200cدانم",
    "urdu": "مَیں اُردُو",
    "korean": "한국어 각",
    "old korean": "\u1112\u119e\u11ab \u115f\u1161",
    "japanese": "がぎぐ か\u3099",
    "ideographic variation": "葛\U000e0100城",
    "emoji family": "👨\u200d👩\u200d👧\u200d👦 ❤\ufe0f\u200d🔥 👍🏽 1\ufe0f\u20e3",
    "flag of Wales": "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "flags": "🇧🇩🇧🇷🏳\ufe0f\u200d🌈",
    "marks of direction": "\u200fשלום\u200e, world",
    "isolates that end": "\u2067שלום\u2069 and \u2068x\u2069",
    "soft hyphen": "Donau\u00addampf\u00adschiff",
    "line feeds and tabs": "one\n\ttwo",
}


@pytest.mark.parametrize("body", HONEST.values(), ids=HONEST)
def test_honest_writing_passes(body: str) -> None:
    assert check_unicode(replace(SOUND, body=body)) is None


BACKWARDS, DIRECTION, HEAPED, HEAPS, HIDDEN, TAGS, ODD = [name for name, _ in RULES]

TRICKS = [
    ("abc \u202egnp.exe", BACKWARDS, ["\u202e"]),
    ("\u202dabc", BACKWARDS, ["\u202d"]),
    ("see \u2067abc", DIRECTION, ["\u2067"]),
    ("\u2066a\nb\u2069", DIRECTION, ["\u2066", "\u2069"]),
    ("\u202aa\u2069", DIRECTION, ["\u202a", "\u2069"]),
    ("a\u202c", DIRECTION, ["\u202c"]),
    ("z\u0300\u0301\u0302\u0303\u0304go", HEAPED, ["\u0300\u0301\u0302\u0303\u0304"]),
    ("ส็็็็็", HEAPED, ["็็็็็"]),
    ("ب\u064b\u064c\u064d\u064e\u064f\u0650", HEAPED, ["\u064b\u064c\u064d\u064e\u064f\u0650"]),
    ("x\u20dd\u20dd\u20dd\u20dd", HEAPED, ["\u20dd\u20dd\u20dd\u20dd"]),
    ("z\u0300\u0301\u0302" * 5, HEAPS, ["\u0300\u0301\u0302"] * 5),
    ("bad\u200bword", HIDDEN, ["\u200b"]),
    ("б\u200dад", HIDDEN, ["\u200d"]),
    ("bád\u2060wörd", HIDDEN, ["\u2060"]),
    ("ক\u200b\u200b\u200bখ", HIDDEN, ["\u200b\u200b\u200b"]),
    ("a \u3164 b", HIDDEN, ["\u3164"]),
    ("a \u1160 b", HIDDEN, ["\u1160"]),
    ("😀" + "\U000e0101\U000e0123", HIDDEN, ["\U000e0101\U000e0123"]),
    ("hi\U000e0041\U000e0042", TAGS, ["\U000e0041\U000e0042"]),
    ("\U0001f3f4\U000e0067\U000e0062 x", TAGS, ["\U000e0067\U000e0062"]),
    ("\ue000 \U0010fffd", ODD, ["\ue000", "\U0010fffd"]),
    ("a\ufffe", ODD, ["\ufffe"]),
    ("a\ufff9b\ufffac\ufffb", ODD, ["\ufff9", "\ufffa", "\ufffb"]),
    ("a\x07", ODD, ["\x07"]),
]


@pytest.mark.parametrize(("body", "kind", "parts"), TRICKS, ids=[f"trick {n}" for n in range(len(TRICKS))])
def test_a_trick_is_held_and_shown_where_it_is(body: str, kind: str, parts: list[str]) -> None:
    finding = check_unicode(replace(SOUND, body=body))
    assert finding is not None
    assert finding.outcome is Outcome.HOLD
    assert finding.message == f"Contains {kind}."
    assert [body[span.start : span.end] for span in finding.spans] == parts


def test_one_finding_tells_every_kind() -> None:
    finding = check_unicode(replace(SOUND, body="\u202ebad\u200bword"))
    assert finding is not None
    assert finding.message == f"Contains {BACKWARDS}, {HIDDEN}."


SHOUTS = [
    "THIS IS AN OUTRAGE, I TELL YOU!",
    "ЭТО НИКУДА НЕ ГОДИТСЯ, ТОВАРИЩИ",
    "ΑΥΤΟ ΕΙΝΑΙ ΠΟΛΥ ΑΣΧΗΜΟ ΠΡΑΓΜΑ",
]
QUIET = [
    "This is an outrage, I tell you!",
    "NATO, NASA, UNESCO",  # too little to be a voice
    "এটা খুব খারাপ, NATO NASA UNESCO UNICEF WHO আর কী কী বলল তারা আমাদের কাছে গতকাল সন্ধ্যায় এসে",
    "ຂໍ້ຄວາມນີ້ບໍ່ມີໂຕພິມໃຫຍ່ແລະບໍ່ໄດ້ຮ້ອງ",
    "ᎣᏏᏲ ᏙᎯᏧ ᎠᏆᏓᏛ ᎤᎵᎮᎵᏍᏗ ᏍᎩ ᏙᎾᏓᎪᎲᎢ ᎢᏨᏯᎪᎲ",
    "მე მიყვარს ეს სტატია და ყველა კომენტარი",
]


@pytest.mark.parametrize("body", SHOUTS)
def test_shouting_is_noted_in_scripts_that_have_capitals(body: str) -> None:
    finding = check_shouting(replace(SOUND, body=body))
    assert finding is not None
    assert finding.outcome is Outcome.NOTE
    assert finding.score == 1.0
    assert finding.spans


@pytest.mark.parametrize("body", QUIET)
def test_speaking_is_no_shouting(body: str) -> None:
    assert check_shouting(replace(SOUND, body=body)) is None
