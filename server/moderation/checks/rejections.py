"""Holds those whose last comments were refused, and notes it where one was."""

from __future__ import annotations

from server.moderation.findings import Finding, Outcome
from server.moderation.submission import Submission, Unknown

NAME = "rejections"

HOLDING_COUNT = 2
"""One refusal may be a misunderstanding."""

HOLDING_SHARE = 0.3
"""Of the comments decided in the same time: two bad ones among a hundred make nobody a suspect."""


def check_rejections(submission: Submission) -> Finding | None:
    """`score` is the share of refusals. Unknown facts are held by the check of facts."""
    history = submission.history
    if isinstance(history, Unknown) or not history.refused_count or submission.commenter.is_staff is True:
        return None
    refused, decided = history.refused_count, max(history.decided_count, history.refused_count)
    is_frequent = refused >= HOLDING_COUNT and refused >= HOLDING_SHARE * decided
    outcome = Outcome.HOLD if is_frequent else Outcome.NOTE
    message = f"{refused} of {decided} comments by this person in the last 30 days were refused."
    return Finding(NAME, outcome, message, score=refused / decided)
