"""Holds what the same person has already said under the same article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from server.moderation.findings import Finding, Outcome
from server.moderation.likeness import exact_key, loose_key
from server.moderation.submission import RECENT_WINDOW, RecentComment, Submission, Unknown

NAME = "repetition"

DUPLICATE_WINDOW = timedelta(minutes=10)
"""The same text within this is a slip of the finger, and an error (DUPLICATE); later it is a finding."""


def is_duplicate(submission: Submission) -> bool:
    """The same text on the same article within DUPLICATE_WINDOW. Staff may repeat themselves."""
    if submission.commenter.is_staff is True:
        return False
    key = exact_key(submission.body)
    return any(exact_key(recent.body) == key for recent in _within(submission, DUPLICATE_WINDOW))


def check_repetition(submission: Submission) -> Finding | None:
    """The same text but for case, punctuation and spacing. Unknown facts are held by the check of facts."""
    key = loose_key(submission.body)
    if not any(loose_key(recent.body) == key for recent in _within(submission, RECENT_WINDOW)):
        return None
    return Finding(NAME, Outcome.HOLD, "Nearly the same as another comment by this person on the article.")


def _within(submission: Submission, window: timedelta) -> Iterator[RecentComment]:
    if isinstance(submission.recent, Unknown):
        return
    for recent in submission.recent:
        if submission.now - recent.created_at < window:
            yield recent
