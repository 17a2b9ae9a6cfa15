from __future__ import annotations

import pytest

from server.text.locales import canonical_tag, language, parents


@pytest.mark.parametrize(
    ("tag", "canonical"),
    [
        ("en", "en"),
        ("PT-br", "pt-BR"),
        ("en_US", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("SR-latn", "sr-Latn"),
        ("bn-Beng", "bn"),
        ("iw", "he"),
        ("eng", "en"),
        ("de-1996", "de-1996"),
        ("es-419", "es-419"),
        ("en-u-ca-buddhist", "en-u-ca-buddhist"),
        ("i-klingon", "tlh"),
        ("x-newsroom", "x-newsroom"),
        ("xx", "xx"),
    ],
)
def test_canonical_form_of_a_tag(tag: str, canonical: str) -> None:
    assert canonical_tag(tag) == canonical


@pytest.mark.parametrize(
    "tag",
    [
        "", " ", "x", "a", "12", "en_US!!", "en-", "-en", "en--US", "e n", "en\n", "\x00en", "engl ish",
        "abcdefghi",
        "en-US-US", "de-1996-1996", "en-a-bb-a-cc", "en-x", "বাংলা", "٢٢",
        "en-" + "x-abcdefgh" * 8, "ar_AE.UTF-8",
    ],
)  # fmt: skip
def test_an_ill_formed_tag_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="BCP 47"):
        canonical_tag(tag)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("pt-BR", ["pt"]),
        ("zh-Hant-TW", ["zh-Hant", "zh"]),
        ("en", []),
        ("en-x-foo", ["en"]),
        ("de-DE-u-co-phonebk", ["de-DE-u-co", "de-DE", "de"]),
    ],
)
def test_parents_are_ever_shorter_tags(tag: str, expected: list[str]) -> None:
    assert parents(tag) == expected


def test_language_is_the_first_subtag() -> None:
    assert language("zh-Hant-TW") == "zh"
    assert language("bn") == "bn"
