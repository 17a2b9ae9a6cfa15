"""What a moderator wants to become of a comment, and whether it can be wanted at all."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from server.errors import ErrorCode, Refused, UserError
from server.moderation.status import CommentStatus, RejectionReason
from server.text.normal import is_storable

ID_PATH = ("input", "id")
NOTE_PATH = ("input", "note")
REASON_PATH = ("input", "reason")
MAX_NOTE_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """`expected_version` is the version that was read. `comment_id` is None where the id was not one of the type;
    `path` is the argument that named it, for errors."""

    comment_id: UUID | None
    expected_version: int
    status: CommentStatus
    reason: RejectionReason | None = None
    note: str | None = None
    path: tuple[str, ...] = ID_PATH


def check_reason(status: CommentStatus, reason: RejectionReason | None) -> None:
    """A rejection has a reason and nothing else has one. Raises Refused (REQUIRED, INVALID)."""
    if status is CommentStatus.REJECTED and reason is None:
        raise Refused([UserError(ErrorCode.REQUIRED, "Say why the comments are rejected.", REASON_PATH)])
    if status is not CommentStatus.REJECTED and reason is not None:
        raise Refused([UserError(ErrorCode.INVALID, "Only a rejection has a reason.", REASON_PATH)])


def check_note(note: str | None) -> None:
    """Raises Refused (TOO_LONG, INVALID)."""
    if note is None:
        return
    if len(note) > MAX_NOTE_CHARS:
        message = f"A note has at most {MAX_NOTE_CHARS} characters."
        raise Refused([UserError(ErrorCode.TOO_LONG, message, NOTE_PATH)])
    if not is_storable(note):
        message = "The note contains characters that cannot be stored."
        raise Refused([UserError(ErrorCode.INVALID, message, NOTE_PATH)])
