"""Holds the first comments of somebody whom no moderator knows yet."""

from __future__ import annotations

from server.moderation.findings import Finding, Outcome
from server.moderation.submission import Submission, Unknown

NAME = "newcomer"


def check_newcomer(submission: Submission) -> Finding | None:
    """Until the policy's number of comments was approved. An unknown count is held by the check of facts."""
    approved, needed = submission.commenter.approved_count, submission.policy.newcomer_threshold
    if submission.commenter.is_staff is True or isinstance(approved, Unknown) or approved >= needed:
        return None
    return Finding(NAME, Outcome.HOLD, f"A newcomer: {approved} of {needed} comments approved so far.")
