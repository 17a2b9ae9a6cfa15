"""Scripts: which one a text is written in, what that says about its language, and where a line begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import langcodes
import regex

from server.text.locales import language

CERTAIN_SHARE = 0.8
"""A text with less than this share of its letters in one script is mixed: say so instead of guessing."""

UNKNOWN_SCRIPT = "Zyyy"
"""ISO 15924's code for "undetermined": a text without letters."""

UNLISTED_SCRIPT = "Zzzz"
"""ISO 15924's code for "uncoded": a script that is in use nowhere today, or a locale that names none."""

# Scripts in use today (Unicode Standard Annex 31, recommended and limited use). Letters of any other script
# count as unlisted; Common (the danda among them) and Inherited belong to no script and count for none.
_SCRIPTS = (
    "Latn", "Beng", "Arab", "Cyrl", "Deva", "Grek", "Hebr", "Han", "Hira", "Kana", "Bopo", "Hang", "Thai",
    "Laoo", "Khmr", "Mymr", "Taml", "Telu", "Knda", "Mlym", "Gujr", "Guru", "Orya", "Sinh", "Tibt", "Geor",
    "Armn", "Ethi", "Thaa", "Syrc", "Mong", "Tfng", "Nkoo", "Adlm", "Rohg", "Cans", "Cher", "Vaii", "Yiii",
    "Lisu", "Java", "Sund", "Bali", "Batk", "Bugi", "Cham", "Lana", "Tale", "Talu", "Tavt", "Kali", "Olck",
    "Mtei", "Sylo", "Cakm", "Limb", "Lepc", "Saur", "Newa", "Nand", "Gong", "Gonm", "Wcho", "Hmnp", "Hmng",
    "Osge", "Mand", "Copt", "Tnsa", "Toto", "Bamu",
)  # fmt: skip
_LETTERS = regex.compile(
    "|".join(rf"(?P<{code}>[\p{{Script={code}}}&&\p{{L}}]+)" for code in _SCRIPTS)
    + r"|(?P<Zzzz>[\p{L}--\p{Script=Zyyy}--\p{Script=Zinh}])",
    regex.V1,
)

_BETWEEN_LETTERS = regex.compile(r"\P{L}+")

# What text shows of a writing system that a tag names more closely.
_FAMILIES = {
    code: family
    for family, codes in {
        "Hani": ("Han", "Hans", "Hant", "Hanb", "Bopo"),
        "Hang": ("Kore", "Jamo"),
        "Jpan": ("Hira", "Kana", "Hrkt"),
        "Arab": ("Aran",),
        "Cyrl": ("Cyrs",),
        "Latn": ("Latf", "Latg"),
        "Syrc": ("Syre", "Syrj", "Syrn"),
        "Geor": ("Geok",),
    }.items()
    for code in codes
}
_RIGHT_TO_LEFT = frozenset(
    ("Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg", "Mand", "Samr", "Mend", "Yezi", "Gara")
)

_ASSAMESE_LETTERS = regex.compile("[\u09f0\u09f1]")


def dominant_script(text: str) -> tuple[str, float]:
    """The ISO 15924 code of the script with most letters, and its share of all letters, 0..1.

    Han with kana is `Jpan`, Han alone `Hani`. ("Zyyy", 0.0) where there is no letter.
    """
    counts = Counter[str]()
    for run in _LETTERS.finditer(_BETWEEN_LETTERS.sub("", text)):
        code = str(run.lastgroup)
        counts[_FAMILIES.get(code, code)] += run.end() - run.start()
    if counts["Jpan"]:
        counts["Jpan"] += counts.pop("Hani", 0)
    if not counts.total():
        return UNKNOWN_SCRIPT, 0.0
    code, letters = counts.most_common(1)[0]
    return code, letters / counts.total()


@lru_cache(maxsize=1024)
def script_of(locale: str) -> str:
    """The script a locale is written in (CLDR's likely subtags), in the terms of `dominant_script`."""
    try:
        code = langcodes.Language.get(locale).maximize().script or UNLISTED_SCRIPT
    except ValueError:
        return UNLISTED_SCRIPT
    return _FAMILIES.get(code, code)


def direction(locale: str) -> str:
    """`RTL` or `LTR`, by the script the locale is written in."""
    return "RTL" if script_of(locale) in _RIGHT_TO_LEFT else "LTR"


def likely_locale(script: str, site_locales: Sequence[str]) -> str:
    """The site's first locale of that script, else CLDR's likeliest language of it, else `und`."""
    for locale in site_locales:
        if script_of(locale) == script:
            return locale
    return _likeliest_language(script)


def language_of(text: str, site_locales: Sequence[str]) -> tuple[str, float]:
    """The locale a text is likely in, and how much of it is in that locale's script.

    Below CERTAIN_SHARE the caller must say that the language is uncertain. Bengali script with the letters ৰ
    or ৱ is Assamese, without them it is not, where the site has another language of that script.
    """
    script, share = dominant_script(text)
    if script == "Beng":
        is_assamese = _ASSAMESE_LETTERS.search(text) is not None
        fitting = [tag for tag in site_locales if (language(tag) == "as") is is_assamese]
        if is_assamese:
            return next(iter(fitting), "as"), share
        return likely_locale(script, [*fitting, *site_locales]), share
    return likely_locale(script, site_locales), share


@lru_cache(maxsize=256)
def _likeliest_language(script: str) -> str:
    if script in (UNKNOWN_SCRIPT, UNLISTED_SCRIPT):
        return "und"
    try:
        tag = langcodes.Language.get(f"und-{script}").maximize().language or "und"
    except ValueError:
        return "und"
    return tag if tag == "und" or script_of(tag) == script else f"{tag}-{script}"
