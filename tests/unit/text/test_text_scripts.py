from __future__ import annotations

import pytest

from server.text.scripts import (
    CERTAIN_SHARE,
    direction,
    dominant_script,
    language_of,
    likely_locale,
    script_of,
)

SITE = ["en", "bn", "ar", "pt"]


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("hello", "Latn"), ("বাংলা", "Beng"), ("مرحبا", "Arab"), ("Привет", "Cyrl"), ("नमस्ते", "Deva"),
        ("Γειά", "Grek"), ("שלום", "Hebr"), ("வணக்கம்", "Taml"), ("สวัสดี", "Thai"), ("გამარჯობა", "Geor"),
        ("안녕", "Hang"), ("你好", "Hani"), ("こんにちは", "Jpan"), ("カタカナ", "Jpan"),
        ("東京に行く", "Jpan"),
        ("ሰላም", "Ethi"), ("Բարեւ", "Armn"), ("𐤀𐤁", "Zzzz"),
    ],
)  # fmt: skip
def test_dominant_script_of_a_text_in_one_script(text: str, script: str) -> None:
    assert dominant_script(text) == (script, 1.0)


def test_the_danda_does_not_make_bengali_look_like_hindi() -> None:
    assert dominant_script("দেন।।।।।।।।।।২৪") == ("Beng", 1.0)


def test_a_text_without_letters_has_no_script() -> None:
    assert dominant_script("24/7 ।।") == ("Zyyy", 0.0)
    assert language_of("২৪।", SITE) == ("und", 0.0)


def test_a_mixed_text_says_how_much_is_in_its_main_script() -> None:
    script, share = dominant_script("abcd বাংলাদ")
    assert script in {"Latn", "Beng"}
    assert share < CERTAIN_SHARE


def test_marks_are_not_counted_as_letters() -> None:
    assert dominant_script("কি কি ab")[1] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("script", "locale"),
    [
        ("Cyrl", "ru"), ("Hani", "zh"), ("Jpan", "ja"), ("Hang", "ko"), ("Deva", "hi"), ("Thai", "th"),
        ("Geor", "ka"), ("Grek", "el"), ("Hebr", "he"), ("Taml", "ta"), ("Adlm", "ff-Adlm"),
        ("Zyyy", "und"),
        ("Zzzz", "und"), ("Latn", "en"), ("Arab", "ar"), ("Beng", "bn"),
    ],
)  # fmt: skip
def test_a_script_the_site_does_not_use_gives_its_likeliest_language(script: str, locale: str) -> None:
    assert likely_locale(script, []) == locale


def test_the_sites_own_locale_of_a_script_comes_first() -> None:
    assert likely_locale("Cyrl", ["en", "uk", "ru"]) == "uk"
    assert likely_locale("Arab", ["en", "ur"]) == "ur"
    assert likely_locale("Hani", ["zh-Hant"]) == "zh-Hant"
    assert likely_locale("Latn", ["bn", "pt", "en"]) == "pt"


@pytest.mark.parametrize(
    ("text", "site", "locale"),
    [
        ("রাশিয়ার ইউক্রেন", SITE, "bn"),
        ("ৰাজ্যৰ খবৰ", SITE, "as"),
        ("ৰাজ্যৰ খবৰ", ["en", "as-IN"], "as-IN"),
        ("ভাল খবর", ["as", "bn"], "bn"),
        ("ভাল খবর", ["en", "as"], "as"),
        ("مرحبا", SITE, "ar"),
        ("Olá", ["pt", "en"], "pt"),
        ("Привет", SITE, "ru"),
    ],
)
def test_language_of_a_text(text: str, site: list[str], locale: str) -> None:
    assert language_of(text, site) == (locale, 1.0)


@pytest.mark.parametrize(
    "locale", ["ar", "he", "ur", "fa", "dv", "ckb", "pa-PK", "en-Arab", "ff-Adlm", "syr", "yi"]
)
def test_right_to_left_locales(locale: str) -> None:
    assert direction(locale) == "RTL"


@pytest.mark.parametrize(
    "locale", ["en", "bn", "pt-BR", "ja", "zh-Hant", "az", "xx", "und", "x-newsroom", "!!"]
)
def test_left_to_right_locales(locale: str) -> None:
    assert direction(locale) == "LTR"


@pytest.mark.parametrize(
    ("locale", "script"),
    [("zh-Hant", "Hani"), ("ko", "Hang"), ("ja", "Jpan"), ("sr-Latn", "Latn"), ("sr", "Cyrl")],
)
def test_script_of_a_locale_is_named_as_text_shows_it(locale: str, script: str) -> None:
    assert script_of(locale) == script
