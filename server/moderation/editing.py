"""What becomes of a comment whose author has changed its text."""

from __future__ import annotations

from dataclasses import replace

from server.moderation.findings import Finding, Outcome
from server.moderation.pipeline import Verdict
from server.moderation.policy import ModerationMode, Policy
from server.moderation.status import CommentStatus

# An edit never publishes: what waits goes on waiting, whatever the checks say of the new text, as a moderator or
# readers' reports may be why it waits. Spam stays spam until a person says otherwise.
KEPT = {
    (CommentStatus.PENDING, CommentStatus.APPROVED): CommentStatus.PENDING,
    **{(CommentStatus.SPAM, status): CommentStatus.SPAM for status in CommentStatus},
}


WAS_HELD = Finding("was_held", Outcome.HOLD, "It was waiting when its author changed it.")
"""Beside the new text, so that nobody who decides by its findings later (a scorer's answer) publishes it."""


def findings_of_edit(
    current: CommentStatus, findings: tuple[Finding, ...], policy: Policy
) -> tuple[Finding, ...]:
    """What the checks say of the new text. Under PRE it waits without a finding."""
    waits = current is CommentStatus.PENDING and policy.mode is ModerationMode.POST
    return (*findings, WAS_HELD) if waits else findings


def after_edit(current: CommentStatus, verdict: Verdict) -> Verdict:
    """The verdict on the new text of a comment that has a status. A rejected comment cannot be edited."""
    status = KEPT.get((current, verdict.status), verdict.status)
    return verdict if status is verdict.status else replace(verdict, status=status, reason=None)
