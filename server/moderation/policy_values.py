"""What a policy may be set to: ranges, and word lists as they are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.errors import ErrorCode, UserError
from server.moderation.policy import WordList
from server.moderation.words.wordlist import can_match
from server.text.normal import fold, has_control_characters, is_storable, nfc, strip_edges

INPUT = "input"

MAX_WORDS = 5_000
"""In all lists of a kind together: what the word check looks for in 20 ms."""

MAX_WORD_CHARS = 100
"""Code points. A phrase; what is longer is a pasted text."""

PROBLEMS_TOLD = 20
"""Of words. Who pastes the wrong file need not be told 5,000 times."""


@dataclass(frozen=True, slots=True)
class Range:
    """`field` as clients name it; `may_be_never`: null is a value of its own."""

    field: str
    lowest: int
    highest: int
    may_be_never: bool = False


RANGES: Mapping[str, Range] = {
    "close_after_days": Range("closeAfterDays", 0, 36_500, may_be_never=True),  # a century
    "min_chars": Range("minChars", 0, 10_000),
    # The longest that fits the 64 kB of a body in every script, at six bytes a character.
    "max_chars": Range("maxChars", 1, 10_000),
    "max_links": Range("maxLinks", 0, 100),
    # Ids of all ancestors stand in an index entry, which PostgreSQL takes up to 2.7 kB of.
    "max_depth": Range("maxDepth", 0, 50),
    "edit_window_seconds": Range("editWindowSeconds", 0, 604_800),  # a week
    "newcomer_threshold": Range("newcomerThreshold", 0, 1_000),
    # 0 would hide every comment that nobody has reported.
    "flags_to_hold": Range("flagsToHold", 1, 1_000, may_be_never=True),
}
WORD_FIELDS = {"banned_words": "bannedWords", "suspect_words": "suspectWords"}
FIELDS: Mapping[str, str] = {
    "mode": "mode",
    **{name: each.field for name, each in RANGES.items()},
    "guests": "guests",
    **WORD_FIELDS,
}
"""Every value of a policy, as it is named here and by clients."""


def problems_of(values: Mapping[str, Any]) -> Iterator[UserError]:
    """What is wrong with the values that are given, by itself: `values` has those and no others."""
    for name, value in values.items():
        if value is None:
            if name not in RANGES or not RANGES[name].may_be_never:
                message = f"{FIELDS[name]} cannot be null. Leave it out where it should stay as it is."
                yield UserError(ErrorCode.REQUIRED, message, (INPUT, FIELDS[name]))
        elif name in RANGES:
            yield from _out_of_range(RANGES[name], value)
        elif name in WORD_FIELDS:
            yield from _bad_words(WORD_FIELDS[name], value)


def _out_of_range(allowed: Range, value: int) -> Iterator[UserError]:
    if not allowed.lowest <= value <= allowed.highest:
        never = ", or null for never" if allowed.may_be_never else ""
        message = f"{allowed.field} is {value}; it can be {allowed.lowest} to {allowed.highest}{never}."
        yield UserError(ErrorCode.INVALID, message, (INPUT, allowed.field))


def lengths_problem(values: Mapping[str, Any], *, min_chars: int, max_chars: int) -> UserError | None:
    """What is wrong with both lengths together, as they would be in force; told of one that is given."""
    if min_chars <= max_chars:
        return None
    name = "min_chars" if "min_chars" in values else "max_chars"
    message = f"No comment could be long enough and short enough: minChars {min_chars}, maxChars {max_chars}."
    return UserError(ErrorCode.INVALID, message, (INPUT, FIELDS[name]))


# ── words ───────────────────────────────────────────────────────────────────────────────────────


def _bad_words(field: str, lists: Sequence[WordList]) -> Iterator[UserError]:
    count = sum(len(each.words) for each in lists)
    if count > MAX_WORDS:
        message = f"{field} has {count} words, and can have {MAX_WORDS}."
        yield UserError(ErrorCode.TOO_LONG, message, (INPUT, field))
        return
    told = 0
    for list_at, word_list in enumerate(lists):
        for word_at, word in enumerate(word_list.words):
            if (problem := _bad_word(word)) and told < PROBLEMS_TOLD:
                code, message = problem
                told += 1
                yield UserError(code, message, (INPUT, field, str(list_at), "words", str(word_at)))


def _bad_word(word: str) -> tuple[ErrorCode, str] | None:
    if len(word) > MAX_WORD_CHARS:
        return ErrorCode.TOO_LONG, f"A word or phrase has at most {MAX_WORD_CHARS} characters."
    if not is_storable(word) or has_control_characters(word) or "\n" in word or "\t" in word:
        return ErrorCode.INVALID, "The word contains characters that cannot be looked for."
    if not _tidied(word):
        return ErrorCode.REQUIRED, "A word is empty."
    if not can_match(_tidied(word)):
        return ErrorCode.INVALID, "The word would match everything or nothing: give two letters beside a *."
    return None


def merged(lists: Sequence[WordList]) -> tuple[WordList, ...]:
    """One list a language, in the order given; of words that differ in case or composition alone, the first."""
    found: dict[str | None, dict[str, str]] = {}
    for each in lists:
        words = found.setdefault(each.locale, {})
        for word in map(_tidied, each.words):
            words.setdefault(fold(word), word)
    return tuple(WordList(locale, tuple(words.values())) for locale, words in found.items() if words)


def _tidied(word: str) -> str:
    return strip_edges(nfc(word))
