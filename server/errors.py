"""Errors that a person or a client can cause, as one tree.

DomainError
├── UserError            data in a mutation's payload: a code of the contract's ErrorCode, a message, a path
│   ├── RateLimited      with the seconds to wait
│   └── Conflict         somebody else was first: who, what and when
├── Refused              several UserErrors at once
└── RequestError         a top-level GraphQL error with extensions.code
    ├── BadUserInput     BAD_USER_INPUT: an argument that cannot be used
    ├── Forbidden        FORBIDDEN: the viewer lacks the role
    ├── Unauthenticated  UNAUTHENTICATED: the bearer token is not one of ours (HTTP 401)
    ├── CostLimit        COST_LIMIT: the operation asks for more than the server answers
    ├── Timeout          TIMEOUT: it took too long and was broken off; a change may have been made or not
    └── Overloaded       OVERLOADED: too much at once, or no database; later it may be taken
OperatorError            what a command tells its operator, without a traceback (exit code 1)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID


class ErrorCode(StrEnum):
    """The codes of UserError in the GraphQL contract."""

    REQUIRED = "REQUIRED"
    TOO_SHORT = "TOO_SHORT"
    TOO_LONG = "TOO_LONG"
    INVALID = "INVALID"
    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    BANNED = "BANNED"
    COMMENTS_CLOSED = "COMMENTS_CLOSED"
    PARENT_UNAVAILABLE = "PARENT_UNAVAILABLE"
    TOO_DEEP = "TOO_DEEP"
    DUPLICATE = "DUPLICATE"
    RATE_LIMITED = "RATE_LIMITED"
    EDIT_WINDOW_OVER = "EDIT_WINDOW_OVER"
    CONFLICT = "CONFLICT"
    IDEMPOTENCY_MISMATCH = "IDEMPOTENCY_MISMATCH"
    STALE_SOURCE = "STALE_SOURCE"
    UNKNOWN_LOCALE = "UNKNOWN_LOCALE"
    SLUG_TAKEN = "SLUG_TAKEN"
    ALREADY_DONE = "ALREADY_DONE"


class ConflictCause(StrEnum):
    """What happened first."""

    EDITED = "EDITED"
    MODERATED = "MODERATED"
    DELETED = "DELETED"
    CLAIMED = "CLAIMED"


class DomainError(Exception):
    """Something the person or client who asked can put right."""


class UserError(DomainError):
    """Goes into a payload's errors. `path` names the argument: ("input", "body").

    `message` is in English. `notice` and its `numbers` say the same to readers in their languages; such an error is
    made by server.moderation.notices.refusal.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        path: Sequence[str] | None = None,
        *,
        notice: str | None = None,
        numbers: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = tuple(path) if path is not None else None
        self.notice = notice
        self.numbers = dict(numbers or {})


class RateLimited(UserError):
    """Posting too fast; may be tried again after `retry_after_seconds`."""

    def __init__(
        self,
        message: str,
        *,
        retry_after_seconds: int,
        path: Sequence[str] | None = None,
        notice: str | None = None,
        numbers: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(ErrorCode.RATE_LIMITED, message, path, notice=notice, numbers=numbers)
        self.retry_after_seconds = retry_after_seconds


class Conflict(UserError):
    """The row is no longer what the caller judged. `by_id` None means the policy, or that it is not told."""

    def __init__(
        self,
        message: str,
        *,
        cause: ConflictCause,
        current_version: int,
        current_status: str | None,
        by_id: UUID | None = None,
        by_name: str | None = None,
        at: datetime | None = None,
        path: Sequence[str] | None = None,
    ) -> None:
        super().__init__(ErrorCode.CONFLICT, message, path)
        self.cause = cause
        self.current_version = current_version
        self.current_status = current_status
        self.by_id = by_id
        self.by_name = by_name
        self.at = at


class Refused(DomainError):
    """Nothing was stored; `errors` says everything that is wrong, at least one thing."""

    def __init__(self, errors: Sequence[UserError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = tuple(errors)


class RequestError(DomainError):
    """A top-level GraphQL error. `path` holds response keys without list indexes, where it is known.
    `retry_after_seconds` is a hint to programs, where the same may be taken later."""

    code: ClassVar[str] = "BAD_REQUEST"
    retry_after_seconds: ClassVar[int | None] = None

    def __init__(self, message: str, *, path: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.path = tuple(path)


class BadUserInput(RequestError):
    code = "BAD_USER_INPUT"


class Forbidden(RequestError):
    code = "FORBIDDEN"


class Unauthenticated(RequestError):
    code = "UNAUTHENTICATED"


class CostLimit(RequestError):
    code = "COST_LIMIT"


class Timeout(RequestError):
    code = "TIMEOUT"
    retry_after_seconds = 5


class Overloaded(RequestError):
    code = "OVERLOADED"
    retry_after_seconds = 5


class OperatorError(DomainError):
    """A command cannot go on; the message says what is wrong and what to do."""
