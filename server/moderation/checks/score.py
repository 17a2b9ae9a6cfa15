"""Holds what another program is still to be asked about. Its answer is kept as a finding of its own."""

from __future__ import annotations

from server.moderation.findings import Finding, Outcome
from server.moderation.submission import Submission

AWAITED = "awaits_score"
ANSWERED = "score"


def check_awaits_score(submission: Submission) -> Finding | None:
    """Staff are not asked about. This finding goes when the answer comes, and all findings are decided anew."""
    if submission.awaits_score is not True or submission.commenter.is_staff is True:
        return None
    return Finding(AWAITED, Outcome.HOLD, "The scorer has not answered yet.")
