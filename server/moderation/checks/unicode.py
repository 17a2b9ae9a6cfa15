"""Holds text whose characters show nothing, show something else, or spill over what stands around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import regex

from server.moderation.findings import Finding, Outcome, TextSpan
from server.moderation.submission import Submission

NAME = "unicode"

MAX_SAME = 4
"""The same mark in a row: no language sets one twice, but readers draw words out (the Thai dii, diii)."""

MAX_ACCENTS = 4
"""Accents on one letter. Vietnamese and polytonic Greek have 3 when decomposed; zalgo has more."""

MAX_POINTS = 5
"""Vowel points and tones on one letter: Hebrew with accents has 4, Arabic in the Quran 4, Thai 2, Bengali 4."""

MAX_DEEP_MARKS = 9
"""In scripts that write consonants and vowels as marks below one another: Myanmar and Tibetan have 7 at most."""

LIGHT_ZALGO_LETTERS = 5
"""Letters with three accents or more; one such word is Vietnamese at its worst."""

_DEEP = r"\p{Tibetan}\p{Myanmar}\p{Khmer}\p{Tai_Tham}\p{Balinese}\p{Javanese}\p{Sundanese}\p{Limbu}\p{Lepcha}\p{Newa}"
# Marks that stand above, below or around a letter. Those that stand beside it (the Bengali aa) are only drawn out.
_MARK = r"[[\p{Mn}\p{Me}]--\p{Default_Ignorable_Code_Point}]"
_ACCENT = rf"[{_MARK}&&\p{{Script=Inherited}}--[\u064B-\u065F\u0670\u0951-\u0954]]"
_POINT = rf"[{_MARK}--{_ACCENT}--[{_DEEP}]]"
_ZALGO = regex.compile(
    rf"({_MARK})\1{{{MAX_SAME - 1},}}|{_ACCENT}{{{MAX_ACCENTS + 1},}}|{_POINT}{{{MAX_POINTS + 1},}}"
    rf"|{_MARK}{{{MAX_DEEP_MARKS + 1},}}",
    regex.V1,
)
_LIGHT_ZALGO = regex.compile(rf"{_ACCENT}{{3,}}", regex.V1)

# Latin, Cyrillic and Greek need nothing invisible inside a word; the soft hyphen shows where a line ends.
_SPACED = r"\p{Latin}\p{Cyrillic}\p{Greek}\p{Armenian}\p{Georgian}"
_INVISIBLE = r"[\u200B-\u200D\u2060-\u2064\uFEFF\u034F\u180E\u115F\u1160\u3164\uFFA0]"
_HIDDEN = regex.compile(
    rf"(?<=[{_SPACED}]\p{{M}}*){_INVISIBLE}+(?=[{_SPACED}])"
    # Elsewhere one of them shapes letters or lets a line end (Persian, Bengali, Thai, emoji); three say nothing.
    rf"|{_INVISIBLE}{{3,}}"
    # A Hangul filler is a letter that shows nothing, unless old Korean is written around it.
    r"|\u3164|\uFFA0|(?<![\u1100-\u11FF])[\u115F\u1160](?![\u1100-\u11FF])"
    # One variation selector chooses a shape. A row of them carries bytes.
    r"|[\uFE00-\uFE0F\U000E0100-\U000E01EF]{2,}",
)
_OVERRIDE = regex.compile("[\u202d\u202e]")
_BIDI = regex.compile("[\u202a\u202b\u202c\u2066-\u2069\n\u2029]")
_CLOSES = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
# Tags are honest in the flags of England, Scotland and other regions alone: a black flag, the region, an end.
_TAGS = regex.compile(
    "\U0001f3f4[\U000e0030-\U000e007a]{2,6}\U000e007f(*SKIP)(*FAIL)|[\U000e0000-\U000e007f]+"
)
_ODD = regex.compile(
    r"[\p{Co}\p{Noncharacter_Code_Point}\uFFF9-\uFFFB\u206A-\u206F]|[\p{Cc}--[\t\n]]", regex.V1
)

Rule = Callable[[str], Iterator[TextSpan]]


def _found(pattern: regex.Pattern[str]) -> Rule:
    return lambda body: (TextSpan(*match.span()) for match in pattern.finditer(body))


def _unbalanced(body: str) -> Iterator[TextSpan]:
    """Embeddings and isolates that are not closed in their paragraph, or closed without being open."""
    waiting: list[tuple[str, int]] = []
    for match in _BIDI.finditer(body):
        char, at = match.group(), match.start()
        if char in _CLOSES:
            waiting.append((_CLOSES[char], at))
        elif char in "\n\u2029":
            yield from (TextSpan(start, start + 1) for _, start in waiting)
            waiting.clear()
        elif waiting and waiting[-1][0] == char:
            waiting.pop()
        else:
            yield TextSpan(at, at + 1)
    yield from (TextSpan(start, start + 1) for _, start in waiting)


def _light_zalgo(body: str) -> Iterator[TextSpan]:
    found = [TextSpan(*match.span()) for match in _LIGHT_ZALGO.finditer(body)]
    return iter(found if len(found) >= LIGHT_ZALGO_LETTERS else ())


RULES: tuple[tuple[str, Rule], ...] = (
    ("text that is made to run backwards", _found(_OVERRIDE)),
    ("changes of direction that do not end", _unbalanced),
    ("more marks on a letter than any language has", _found(_ZALGO)),
    ("marks heaped on many letters", _light_zalgo),
    ("invisible characters inside words or in rows", _found(_HIDDEN)),
    ("tag characters", _found(_TAGS)),
    ("private, control or unassignable characters", _found(_ODD)),
)


def check_unicode(submission: Submission) -> Finding | None:
    """Every kind that is there, with every place."""
    found = [(name, span) for name, rule in RULES for span in rule(submission.body)]
    if not found:
        return None
    kinds = list(dict.fromkeys(name for name, _ in found))
    spans = sorted({(span.start, span.end) for _, span in found})
    return Finding(
        NAME, Outcome.HOLD, f"Contains {', '.join(kinds)}.", spans=tuple(TextSpan(*span) for span in spans)
    )
