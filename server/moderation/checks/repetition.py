"""Holds what has been said already: by the same person here, or by anybody on the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from server.moderation.findings import Finding, Outcome
from server.moderation.likeness import are_alike, exact_key, loose_key
from server.moderation.submission import RECENT_WINDOW, RecentComment, Submission, Unknown

OWN = "repetition"
ECHO = "echo"

DUPLICATE_WINDOW = timedelta(minutes=10)
"""The same text within this is a slip of the finger, and an error (DUPLICATE); later it is a finding."""


def is_duplicate(submission: Submission) -> bool:
    """The same text on the same article within DUPLICATE_WINDOW. Staff may repeat themselves."""
    if submission.commenter.is_staff is True:
        return False
    key = exact_key(submission.body)
    recent = _within(submission, submission.recent, DUPLICATE_WINDOW)
    return any(exact_key(each.body) == key for each in recent)


def check_repetition(submission: Submission) -> Finding | None:
    """Nearly the same text by the same person. Unknown facts are held by the check of facts."""
    if not _alike(submission, submission.recent):
        return None
    return Finding(OWN, Outcome.HOLD, "Nearly the same as another comment by this person on the article.")


def check_echo(submission: Submission) -> Finding | None:
    """Nearly the same text by others, or by this person under another article, as campaigns and spammers write it."""
    count = _alike(submission, submission.echoes)
    if not count:
        return None
    comments = "another comment" if count == 1 else f"{count} other comments"
    message = f"Nearly the same as {comments} of the last 24 hours, by others or on other articles."
    return Finding(ECHO, Outcome.HOLD, message)


def _alike(submission: Submission, others: Iterable[RecentComment] | Unknown) -> int:
    key = loose_key(submission.body)
    within = _within(submission, others, RECENT_WINDOW)
    return sum(are_alike(loose_key(other.body), key) for other in within)


def _within(
    submission: Submission, others: Iterable[RecentComment] | Unknown, window: timedelta
) -> Iterator[RecentComment]:
    if isinstance(others, Unknown):
        return
    for other in others:
        if submission.now - other.created_at < window:
            yield other
