"""What can become of a comment, and which decisions lead where."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from server.errors import ErrorCode, UserError


class CommentStatus(StrEnum):
    """PENDING waits for a person, APPROVED is public, REJECTED and SPAM are for its author and moderators."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    SPAM = "SPAM"


class RejectionReason(StrEnum):
    """Why a comment was rejected, by a moderator or by the policy."""

    OFFENSIVE = "OFFENSIVE"
    ABUSIVE = "ABUSIVE"
    HARASSMENT = "HARASSMENT"
    HATE_SPEECH = "HATE_SPEECH"
    SPAM = "SPAM"
    ADVERTISING = "ADVERTISING"
    OFF_TOPIC = "OFF_TOPIC"
    MISINFORMATION = "MISINFORMATION"
    ILLEGAL = "ILLEGAL"
    PRIVACY = "PRIVACY"
    BANNED_WORD = "BANNED_WORD"
    OTHER = "OTHER"


_DECIDED = frozenset({CommentStatus.APPROVED, CommentStatus.REJECTED, CommentStatus.SPAM})

# A moderator's decision leads to any decided status, the present one too: that confirms what the policy
# chose. No decision puts a comment back into the queue.
TRANSITIONS: Mapping[CommentStatus, frozenset[CommentStatus]] = {
    CommentStatus.PENDING: _DECIDED,
    CommentStatus.APPROVED: _DECIDED,
    CommentStatus.REJECTED: _DECIDED,
    CommentStatus.SPAM: _DECIDED,
}

# Taking a decision back leads to what was there before it, which may be the queue: this alone brings a comment back
# to where it waits.
RESTORATIONS: Mapping[CommentStatus, frozenset[CommentStatus]] = {
    status: frozenset(CommentStatus) for status in _DECIDED
}


def transition(current: CommentStatus, to: CommentStatus) -> CommentStatus:
    """`to`, where a moderator's decision may lead there from `current`; UserError (INVALID) where not."""
    if to not in TRANSITIONS[current]:
        allowed = ", ".join(sorted(TRANSITIONS[current]))
        raise UserError(
            ErrorCode.INVALID, f"A decision cannot lead from {current} to {to}; it can lead to {allowed}."
        )
    return to


def restoration(current: CommentStatus, earlier: CommentStatus) -> CommentStatus:
    """`earlier`, where taking a decision back may lead there from `current`; UserError (INVALID) where not."""
    if earlier not in RESTORATIONS.get(current, frozenset()):
        raise UserError(ErrorCode.INVALID, f"No decision has made the comment {current}.")
    return earlier
