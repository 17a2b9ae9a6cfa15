"""What readers are told, in four languages."""

from __future__ import annotations

import ast
import string
import tomllib
import unicodedata
from pathlib import Path

import pytest

from server.errors import Conflict, ConflictCause, ErrorCode, RateLimited, UserError
from server.moderation.notices import (
    BY_CODE,
    BY_STATUS,
    LANGUAGES,
    WORDINGS,
    Notice,
    message_for,
    notice,
    refusal,
    text_of,
    too_fast,
)
from server.moderation.status import CommentStatus
from server.text.scripts import language_of, script_of
from tests.conftest import ROOT

NUMBERS = {"length": 1, "least": 2, "most": 5000, "seconds": 59, "minutes": 7, "kilobytes": 64}
EVERY_NOTICE = pytest.mark.parametrize("told", Notice)
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


# ── the texts ───────────────────────────────────────────────────────────────────────────────────


def test_every_notice_has_its_texts_and_every_text_its_notice() -> None:
    tables = tomllib.loads((ROOT / "server" / "moderation" / "notices.toml").read_text(encoding="utf-8"))
    assert list(tables) == [str(told) for told in Notice]
    for table in tables.values():
        assert set(table) - {"code"} == set(LANGUAGES)


@EVERY_NOTICE
@EVERY_LANGUAGE
def test_every_notice_is_written_in_its_language(told: Notice, language: str) -> None:
    text = text_of(told, [language], **NUMBERS)
    found, share = language_of(text, [language])
    assert script_of(found) == script_of(language)
    assert share >= 0.5, "a name of a field or an address may stand in it"
    assert unicodedata.normalize("NFC", text) == text == text.strip()
    assert text[-1] in ".।"


@EVERY_NOTICE
def test_every_language_tells_the_same_numbers(told: Notice) -> None:
    texts = WORDINGS[told].texts.values()
    assert len({frozenset(placeholders(text)) for text in texts}) == 1
    assert placeholders(next(iter(texts))) <= set(NUMBERS)


@EVERY_LANGUAGE
def test_no_two_notices_are_told_alike(language: str) -> None:
    texts = [wording.texts[language] for wording in WORDINGS.values()]
    assert len(set(texts)) == len(texts)


def test_numbers_stand_in_the_readers_digits() -> None:
    told = {each: text_of(Notice.TOO_LONG, [each], length=5001, most=5000) for each in LANGUAGES}
    assert "৫০০১" in told["bn"]
    assert "৫০০০" in told["bn"]
    assert not any(char in told["bn"] for char in string.digits)
    for language in ("en", "ar", "pt"):
        assert "5001" in told[language]


@pytest.mark.parametrize("length", [0, 1, 2, 3, 11, 100])
@EVERY_LANGUAGE
def test_a_number_changes_no_word_beside_it(length: int, language: str) -> None:
    """Arabic has six plurals: no sentence may need to know which."""
    texts = {text_of(Notice.TOO_SHORT, [language], length=each, least=2) for each in (length, 7)}
    assert len({"".join(char for char in text if not char.isdigit()) for text in texts}) == 1


# ── which language ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("locales", "language"),
    [
        (["bn", "en"], "bn"),
        (["pt-BR"], "pt"),
        (["ar-EG", "en"], "ar"),
        (["fr", "ar"], "ar"),
        ([None, "bn"], "bn"),
        (["fr", "de"], "en"),
        ([None], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_that_there_is_a_notice_in(locales: list[str | None], language: str) -> None:
    assert notice(CommentStatus.PENDING, locales) == WORDINGS[Notice.HELD].texts[language]


def test_every_status_has_a_notice_of_its_own_that_is_no_error() -> None:
    assert set(BY_STATUS) == set(CommentStatus)
    assert all(WORDINGS[told].code is None for told in BY_STATUS.values())
    assert {told for told in Notice if WORDINGS[told].code is None} == set(BY_STATUS.values())


# ── errors ──────────────────────────────────────────────────────────────────────────────────────


def test_a_refusal_is_english_until_it_is_told_to_a_reader() -> None:
    error = refusal(Notice.TOO_SHORT, ("input", "body"), length=1, least=2)
    assert (error.code, error.path) == (ErrorCode.TOO_SHORT, ("input", "body"))
    assert str(error) == error.message == text_of(Notice.TOO_SHORT, ["en"], length=1, least=2)
    assert message_for(error, ["bn"]) == text_of(Notice.TOO_SHORT, ["bn"], length=1, least=2)


@pytest.mark.parametrize(
    ("wait", "told"),
    [(1, "1 s"), (60, "60 s"), (120, "120 s"), (121, "3 min"), (3600, "60 min"), (3601, "61 min")],
)
def test_a_wait_is_told_in_seconds_or_rounded_up_minutes(wait: int, told: str) -> None:
    error = too_fast(wait)
    assert error.retry_after_seconds == wait
    assert told in error.message


NOT_OF_READERS = {
    ErrorCode.STALE_SOURCE,
    ErrorCode.UNKNOWN_LOCALE,
    ErrorCode.SLUG_TAKEN,
}
"""Only editors meet these."""


@pytest.mark.parametrize("code", sorted(set(ErrorCode) - NOT_OF_READERS))
@pytest.mark.parametrize("language", ["bn", "ar", "pt"])
def test_an_error_that_names_no_notice_is_told_by_its_code(code: ErrorCode, language: str) -> None:
    error: UserError
    if code is ErrorCode.RATE_LIMITED:
        error = RateLimited("Slower.", retry_after_seconds=9)
    elif code is ErrorCode.CONFLICT:
        error = Conflict("Late.", cause=ConflictCause.EDITED, current_version=2, current_status=None)
    else:
        error = UserError(code, "In English.")
        assert WORDINGS[BY_CODE[code]].code is code
    assert message_for(error, ["en"]) == error.message
    assert message_for(error, [language]) in {
        text_of(told, [language], seconds=9)
        for told in Notice
        if WORDINGS[told].code is code and placeholders(WORDINGS[told].texts["en"]) <= {"seconds"}
    }


def raised_without_a_notice(path: Path) -> list[int]:
    """Lines that make a UserError of their own words."""
    calls = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("UserError", "RateLimited")
    ]


SPEAK_TO_READERS = [
    "server/moderation/author.py",
    "server/moderation/body.py",
    "server/moderation/validation.py",
    "server/services/bans.py",
    "server/services/comments.py",
    "server/services/deleting.py",
    "server/services/editing.py",
    "server/services/flagging.py",
    "server/services/idempotency.py",
    "server/services/named.py",
    "server/services/pace.py",
    "server/services/remarks.py",
    "server/services/reporters.py",
]


@pytest.mark.parametrize("name", SPEAK_TO_READERS)
def test_what_speaks_to_readers_says_nothing_in_english_alone(name: str) -> None:
    assert raised_without_a_notice(ROOT / name) == []
