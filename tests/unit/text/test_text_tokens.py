from __future__ import annotations

import time
import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from server.text.tokens import MAX_GRAPHEME_CHARS, MAX_WORD_CHARS, Run, Word, tokenise


def shown(text: str) -> list[str]:
    """Words as they are, a run with a stroke between its graphemes, a star where one counts."""
    return [
        (each.text if isinstance(each, Word) else "|".join(each.graphemes)) + "*" * each.has_star
        for each in tokenise(text)
    ]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        # Latin: case, accents, letters without a decomposition, ligatures, apostrophes
        ("L’été à Zürich, don't!", ["lete", "a", "zurich", "dont"]),
        ("Straße İstanbul Łódź Ærø ﬁn Việt", ["strasse", "istanbul", "lodz", "aero", "fin", "viet"]),
        ("'quoted' ‘words’ rock 'n' roll", ["quoted", "words", "rock", "n", "roll"]),
        ("co\u00adoperate e\u200dmail", ["cooperate", "email"]),
        # words whole, with their vowel signs and marks
        ("রাশিয়ার আক্রমণ।", ["রাশিয়ার", "আক্রমণ"]),
        ("হিন্দি\u200c ক্\u200dষ", ["হিন্দি", "ক্ষ"]),
        ("हिन्दी में समाचार", ["हिन्दी", "में", "समाचार"]),
        ("தமிழ் செய்தி", ["தமிழ்", "செய்தி"]),
        ("తెలుగు", ["తెలుగు"]),
        # Arabic and Hebrew without what is left out in writing, presentation forms too
        ("رَئِيسٌ، الكـــتاب", ["رئيس", "الكتاب"]),
        ("می\u200cروم ﻻ", ["میروم", "لا"]),
        ("آب أُمّ", ["آب", "أم"]),
        ("שָׁלוֹם", ["שלום"]),
        # Greek and Cyrillic keep their accents
        ("ΣΊΣΥΦΟΣ ος", ["σίσυφοσ", "οσ"]),
        ("п'ять Йод йод", ["пять", "йод", "йод"]),
        # Hangul and Ethiopic have spaces
        ("한국어는 ሰላም፡ዓለም", ["한국어는", "ሰላም", "ዓለም"]),
        # scripts without spaces
        ("東京都に行った、大阪", ["東|京|都|に|行|っ|た", "大|阪"]),
        ("ｶﾞｲﾄﾞ コーヒー 人々", ["ガ|イ|ド", "コ|ー|ヒ|ー", "人|々"]),
        ("ภาษาไทย", ["ภ|า|ษ|า|ไ|ท|ย"]),
        ("รัก ກິນ", ["รั|ก", "ກິ|ນ"]),
        ("ភាសាខ្មែរ។", ["ភា|សា|ខ្|មែ|រ"]),
        ("မြန်မာ၊", ["မြ|န်|မာ"]),
        ("ไทย\u200bลาว", ["ไ|ท|ย", "ล|า|ว"]),
        # where scripts meet
        ("iPhone手机2024年", ["iphone", "手|机", "2024", "年"]),
        # digits of every script
        ("২০২৪ ٢٠٢٤ ２０２４ ๒๐๒๔ x² ½", ["2024", "2024", "2024", "2024", "x2", "1", "2"]),
        # nothing
        ("👍 ?! — ฿ ៛ \u0301 \u200d\ufe0f \x00\ud800", []),
        ("", []),
        ("1\ufe0f\u20e3", ["1"]),
        # stars
        ("আক* Café* 東京*", ["আক*", "cafe*", "東|京*"]),
        ("a＊ b** *c a*b * d *", ["a*", "b*", "c", "a", "b", "d"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert shown(text) == tokens


@given(st.text())
def test_composition_makes_no_difference(text: str) -> None:
    forms = (unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKC", "NFKD"))
    assert all(list(tokenise(form)) == list(tokenise(text)) for form in forms)


@pytest.mark.parametrize("text", ["Łódź ÉTÉ", "ΣΊΣΥΦΟΣ", "ПРИВЕТ", "ԱՐԵՎ"])
def test_case_makes_no_difference(text: str) -> None:
    assert shown(text) == shown(text.lower()) == shown(text.title())


@given(st.text())
def test_tokens_are_short_letters_marks_and_digits(text: str) -> None:
    for token in tokenise(text):
        parts = token.graphemes if isinstance(token, Run) else (token.text,)
        assert all(
            0 < len(part) <= (MAX_GRAPHEME_CHARS if isinstance(token, Run) else MAX_WORD_CHARS)
            for part in parts
        )
        assert all(regex.fullmatch(r"[\p{L}\p{M}\p{N}]+", part) for part in parts)


def seconds_for(text: str) -> float:
    """The least of three times: whatever else the machine does only adds."""
    times = []
    for _ in range(3):
        started = time.process_time()
        list(tokenise(text))
        times.append(time.process_time() - started)
    return min(times)


@pytest.mark.parametrize("piece", ["a", "e\u0301", "ক্", "東", "ก่", "'", "a'", "*", "\u0301", "٢", "ﷺ "])
def test_tokenising_takes_linear_time(piece: str) -> None:
    """Eight times the text takes about eight times as long; by the square it would be 64."""
    assert seconds_for(piece * 40_000) < 24 * seconds_for(piece * 5_000)
