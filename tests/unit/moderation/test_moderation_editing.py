from __future__ import annotations

import pytest

from server.moderation.editing import after_edit
from server.moderation.findings import Finding, Outcome
from server.moderation.pipeline import Verdict
from server.moderation.status import CommentStatus, RejectionReason

FINDINGS = (Finding("a_check", Outcome.HOLD, "why"),)


def verdict(status: str) -> Verdict:
    reason = RejectionReason.BANNED_WORD if status == "REJECTED" else None
    return Verdict(CommentStatus(status), 0.5, FINDINGS, reason)


@pytest.mark.parametrize(
    ("before", "judged", "after"),
    [
        ("APPROVED", "APPROVED", "APPROVED"),
        ("APPROVED", "PENDING", "PENDING"),
        ("APPROVED", "SPAM", "SPAM"),
        ("APPROVED", "REJECTED", "REJECTED"),
        ("PENDING", "APPROVED", "PENDING"),
        ("PENDING", "PENDING", "PENDING"),
        ("PENDING", "SPAM", "SPAM"),
        ("PENDING", "REJECTED", "REJECTED"),
        ("SPAM", "APPROVED", "SPAM"),
        ("SPAM", "PENDING", "SPAM"),
        ("SPAM", "SPAM", "SPAM"),
        ("SPAM", "REJECTED", "SPAM"),
    ],
)
def test_an_edit_never_publishes_and_spam_stays_spam(before: str, judged: str, after: str) -> None:
    found = after_edit(CommentStatus(before), verdict(judged))
    assert found.status == after
    assert (found.reason is not None) == (after == "REJECTED")
    assert (found.risk, found.findings) == (0.5, FINDINGS)
