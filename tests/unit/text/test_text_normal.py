from __future__ import annotations

import time
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.text.normal import (
    digest,
    fold,
    has_control_characters,
    is_storable,
    nfc,
    sort_key,
    strip_edges,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
BENGALI_RRA_COMPOSED, BENGALI_RRA_DECOMPOSED = "\u09dc", "\u09a1\u09bc"


def test_nfc_decomposes_bengali_letters_that_unicode_excludes_from_composition() -> None:
    assert nfc(BENGALI_RRA_COMPOSED) == BENGALI_RRA_DECOMPOSED


def test_digest_is_sha256_of_the_nfc_form() -> None:
    assert digest("e\u0301") == digest("é") == sha256("é".encode()).hexdigest()


def test_digest_refuses_a_lone_surrogate() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        digest("\ud800")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("É", "e\u0301"),
        ("STRASSE", "straße"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        (BENGALI_RRA_COMPOSED, BENGALI_RRA_DECOMPOSED),
        ("ПРИВЕТ", "привет"),
    ],
)
def test_fold_makes_case_and_composition_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_fold_keeps_what_differs_by_more_than_case() -> None:
    assert fold("resume") != fold("résumé")
    assert fold("কি") != fold("কী")


@given(TEXT)
def test_fold_is_nfc_and_folding_again_changes_nothing(text: str) -> None:
    assert nfc(fold(text)) == fold(text)
    assert fold(fold(text)) == fold(text)


@given(TEXT)
def test_sort_key_survives_being_stored(text: str) -> None:
    assert nfc(sort_key(text)) == sort_key(text)
    assert is_storable(sort_key(text))


@pytest.mark.parametrize(
    "titles",
    [
        ["Apple", "Éclair", "eclairs", "Zebra"],
        ["resume", "résumé", "resumes"],
        ["“Quoted” words", "Quoted words, and more", "Quoth"],
        ["New York", "Newark"],
        ["Ångström", "Anton", "Łódź", "Lyon", "Østby", "Otto"],
        ["и", "й", "к"],
        ["অন্ধকার", "আলো", "কলকাতা", "ঢাকা", "বাংলা"],
        ["ا", "ب", "ت"],
    ],
)
def test_sort_key_orders_by_bytes_as_readers_expect(titles: list[str]) -> None:
    assert sorted(titles, key=lambda title: sort_key(title).encode()) == titles


def test_sort_key_tells_apart_titles_that_differ_only_in_accents() -> None:
    assert sort_key("resume") != sort_key("résumé")


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("\u00a0Russian President", "Russian President"),
        ("\ufeff\u200b\u2060 hi \u200d\n\t\u3000", "hi"),
        ("a\u00a0b", "a\u00a0b"),
        ("ত\u09cd\u200d ", "ত\u09cd\u200d"),
        ("1445 ه\u200d", "1445 ه\u200d"),
        ("\u200d\u200c", ""),
        ("", ""),
    ],
)
def test_strip_edges_keeps_only_joiners_that_shape_a_letter(text: str, stripped: str) -> None:
    assert strip_edges(text) == stripped


def test_strip_edges_takes_linear_time() -> None:
    started = time.process_time()
    strip_edges("x" + "\u00a0\u200d" * 100_000 + "x")
    assert time.process_time() - started < 1


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "a\udfff"])
def test_nul_and_lone_surrogates_cannot_be_stored(text: str) -> None:
    assert not is_storable(text)


def test_every_other_text_can_be_stored() -> None:
    assert is_storable("নমস্কার 👋\n\u202e")


@pytest.mark.parametrize("text", ["\x07", "a\x1b[31m", "\x85", "\r", "\x7f"])
def test_control_characters_are_seen(text: str) -> None:
    assert has_control_characters(text)


def test_line_feed_and_tab_are_no_control_characters_here() -> None:
    assert not has_control_characters("a\n\tb\u200d")
