"""Holds those who may be somebody else, who is banned."""

from __future__ import annotations

from server.moderation.findings import Finding, Outcome
from server.moderation.submission import Submission

NAME = "near_a_ban"


def check_near_a_ban(submission: Submission) -> Finding | None:
    """Families and cafés share addresses, so a person looks. An unknown fact is held by the check of facts."""
    if submission.is_near_a_ban is not True or submission.commenter.is_staff is True:
        return None
    return Finding(NAME, Outcome.HOLD, "Shares the e-mail or the network address of somebody who is banned.")
