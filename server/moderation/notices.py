"""What a reader is told, in the newsroom's four first languages. The texts are in notices.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from math import ceil
from pathlib import Path

from server.errors import Conflict, ConflictCause, ErrorCode, RateLimited, UserError
from server.moderation.status import CommentStatus
from server.text.locales import parents
from server.text.normal import nfc

LANGUAGES = ("en", "bn", "ar", "pt")
FALLBACK = "en"

DIGITS = {"bn": str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")}
"""Where readers expect digits of their own. Arabic newsrooms print 0-9, which all its readers know, from Morocco to
Iraq; ٠-٩ half of them do not use."""

SHOWN_IN_SECONDS = 120
"""A longer wait is told in minutes."""


class Notice(StrEnum):
    """Each has its table in notices.toml."""

    PUBLISHED = auto()
    HELD = auto()
    REJECTED = auto()
    SPAM = auto()
    ARTICLE_GONE = auto()
    COMMENTS_CLOSED = auto()
    SIGN_IN = auto()
    BANNED = auto()
    PARENT_GONE = auto()
    TOO_DEEP = auto()
    TOO_FAST = auto()
    TOO_FAST_FOR_MINUTES = auto()
    BODY_MISSING = auto()
    BODY_TOO_LARGE = auto()
    BODY_UNUSABLE = auto()
    TOO_SHORT = auto()
    TOO_LONG = auto()
    DUPLICATE = auto()
    KEY_UNUSABLE = auto()
    KEY_USED = auto()
    NAME_MISSING = auto()
    NAME_TOO_LONG = auto()
    NAME_UNUSABLE = auto()
    NAME_TAKEN = auto()
    EMAIL_TOO_LONG = auto()
    EMAIL_UNUSABLE = auto()
    COMMENT_GONE = auto()
    NOT_YOURS = auto()
    EDIT_OF_REJECTED = auto()
    EDIT_WINDOW_OVER = auto()
    EDIT_OF_REPLIED = auto()
    VERSION_UNKNOWN = auto()
    OWN_COMMENT = auto()
    DETAILS_TOO_LONG = auto()
    DETAILS_UNUSABLE = auto()
    WAS_EDITED = auto()
    WAS_MODERATED = auto()
    WAS_DELETED = auto()
    IS_CLAIMED = auto()
    REQUIRED = auto()
    SHORT = auto()
    LONG = auto()
    INVALID = auto()
    NOT_FOUND = auto()
    FORBIDDEN = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class _Wording:
    """`texts` by language; `code` None for what is no error."""

    code: ErrorCode | None
    texts: Mapping[str, str]


def _read(path: Path) -> Mapping[Notice, _Wording]:
    tables = tomllib.loads(nfc(path.read_text(encoding="utf-8")))
    return {
        Notice(name): _Wording(ErrorCode(table["code"]) if "code" in table else None, _texts(table))
        for name, table in tables.items()
    }


def _texts(table: Mapping[str, str]) -> Mapping[str, str]:
    return {language: table[language] for language in LANGUAGES}


WORDINGS = _read(Path(__file__).with_suffix(".toml"))

BY_STATUS: Mapping[CommentStatus, Notice] = {
    CommentStatus.APPROVED: Notice.PUBLISHED,
    CommentStatus.PENDING: Notice.HELD,
    CommentStatus.REJECTED: Notice.REJECTED,
    CommentStatus.SPAM: Notice.SPAM,
}
BY_CAUSE: Mapping[ConflictCause, Notice] = {
    ConflictCause.EDITED: Notice.WAS_EDITED,
    ConflictCause.MODERATED: Notice.WAS_MODERATED,
    ConflictCause.DELETED: Notice.WAS_DELETED,
    ConflictCause.CLAIMED: Notice.IS_CLAIMED,
}
BY_CODE: Mapping[ErrorCode, Notice] = {
    ErrorCode.REQUIRED: Notice.REQUIRED,
    ErrorCode.TOO_SHORT: Notice.SHORT,
    ErrorCode.TOO_LONG: Notice.LONG,
    ErrorCode.INVALID: Notice.INVALID,
    ErrorCode.NOT_FOUND: Notice.NOT_FOUND,
    ErrorCode.FORBIDDEN: Notice.FORBIDDEN,
    ErrorCode.BANNED: Notice.BANNED,
    ErrorCode.COMMENTS_CLOSED: Notice.COMMENTS_CLOSED,
    ErrorCode.PARENT_UNAVAILABLE: Notice.PARENT_GONE,
    ErrorCode.TOO_DEEP: Notice.TOO_DEEP,
    ErrorCode.DUPLICATE: Notice.DUPLICATE,
    ErrorCode.EDIT_WINDOW_OVER: Notice.EDIT_WINDOW_OVER,
    ErrorCode.IDEMPOTENCY_MISMATCH: Notice.KEY_USED,
    ErrorCode.ALREADY_DONE: Notice.DONE,
}
"""For an error that was raised with a message alone."""


def text_of(told: Notice, locales: Sequence[str | None], **numbers: int) -> str:
    """The notice in the first of the locales that it exists in, English where there is none.

    Give the comment's locale, then the article's; None stands for one that is not known.
    """
    language = _language(locales)
    digits = DIGITS.get(language, {})
    return (
        WORDINGS[told]
        .texts[language]
        .format_map({name: str(number).translate(digits) for name, number in numbers.items()})
    )


def _language(locales: Sequence[str | None]) -> str:
    candidates = [tag for locale in locales if locale for tag in (locale, *parents(locale))]
    return next((tag for tag in candidates if tag in LANGUAGES), FALLBACK)


def notice(status: CommentStatus, locales: Sequence[str | None]) -> str:
    """What its author is told of a comment that has this status."""
    return text_of(BY_STATUS[status], locales)


def refusal(told: Notice, path: Sequence[str] | None = None, **numbers: int) -> UserError:
    """The error that says this; in English until `message_for` says it to a reader."""
    code = WORDINGS[told].code
    assert code is not None, f"{told} is no error"
    return UserError(code, text_of(told, (), **numbers), path, notice=told, numbers=numbers)


def too_fast(wait_seconds: int) -> RateLimited:
    told, numbers = _wait(wait_seconds)
    return RateLimited(
        text_of(told, (), **numbers),
        retry_after_seconds=wait_seconds,
        path=("input",),
        notice=told,
        numbers=numbers,
    )


def _wait(seconds: int) -> tuple[Notice, Mapping[str, int]]:
    if seconds <= SHOWN_IN_SECONDS:
        return Notice.TOO_FAST, {"seconds": seconds}
    return Notice.TOO_FAST_FOR_MINUTES, {"minutes": ceil(seconds / 60)}


def message_for(error: UserError, locales: Sequence[str | None]) -> str:
    """The error's message for a reader. One that names no notice is told in English as it is, and in other
    languages by what its code says."""
    if error.notice is not None:
        return text_of(Notice(error.notice), locales, **error.numbers)
    told, numbers = _told_by(error)
    if told is None or _language(locales) == FALLBACK:
        return error.message
    return text_of(told, locales, **numbers)


def _told_by(error: UserError) -> tuple[Notice | None, Mapping[str, int]]:
    if isinstance(error, RateLimited):
        return _wait(error.retry_after_seconds)
    if isinstance(error, Conflict):
        return BY_CAUSE[error.cause], {}
    return BY_CODE.get(error.code), {}
