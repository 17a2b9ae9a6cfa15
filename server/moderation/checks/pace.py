"""Holds what is written faster than people read, before it is so fast that it is refused."""

from __future__ import annotations

from datetime import timedelta

from server.moderation.findings import Finding, Outcome
from server.moderation.submission import Submission, Unknown

NAME = "pace"

PACES: tuple[tuple[timedelta, int, str], ...] = (
    # Three comments in a minute: a lively thread. Five are refused (RATE_LIMITED).
    (timedelta(minutes=1), 3, "minute"),
    # One a minute, for ten minutes.
    (timedelta(minutes=10), 10, "ten minutes"),
    # A comment every two minutes for an hour is a job, not a reader.
    (timedelta(hours=1), 30, "hour"),
)
"""Within this time so many earlier comments on the whole site are a reader's pace; one more is held."""


def check_pace(submission: Submission) -> Finding | None:
    """Staff answer many. Unknown facts are held by the check of facts."""
    history = submission.history
    if isinstance(history, Unknown) or submission.commenter.is_staff is True:
        return None
    for window, usual, said in PACES:
        count = sum(submission.now - at < window for at in history.posted_at)
        if count >= usual:
            return Finding(
                NAME, Outcome.HOLD, f"{count} other comments by this person within the {said} before."
            )
    return None
