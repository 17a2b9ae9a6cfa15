"""From a submission to a verdict: every check is asked, one table decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from server.moderation.checks import (
    bans,
    facts,
    learned,
    links,
    newcomer,
    pace,
    rejections,
    repetition,
    score,
    shouting,
    targets,
    unicode,
    words,
)
from server.moderation.findings import Finding, Outcome
from server.moderation.policy import ModerationMode, Policy
from server.moderation.status import CommentStatus, RejectionReason
from server.moderation.submission import Submission

Check = Callable[[Submission], Finding | None]

CHECKS: tuple[Check, ...] = (
    # What could not be looked up comes first: it colours all that follows.
    facts.check_facts,
    # Who writes. Nobody knows a newcomer yet; of others the last weeks tell.
    newcomer.check_newcomer,
    rejections.check_rejections,
    bans.check_near_a_ban,
    pace.check_pace,
    # What is written, as the newsroom's own lists have it.
    words.check_banned_words,
    words.check_suspect_words,
    # How it is written: advertisers link, the tireless repeat themselves, tricksters hide.
    links.check_links,
    targets.check_targets,
    repetition.check_repetition,
    repetition.check_echo,
    shouting.check_shouting,
    unicode.check_unicode,
    # What moderators have made of texts like it, and what another program is to say.
    learned.check_learned_risk,
    score.check_awaits_score,
)
CHECK_NAMES = (
    facts.NAME,
    newcomer.NAME,
    rejections.NAME,
    bans.NAME,
    pace.NAME,
    words.BANNED,
    words.SUSPECT,
    links.NAME,
    targets.NAME,
    repetition.OWN,
    repetition.ECHO,
    shouting.NAME,
    unicode.NAME,
    learned.NAME,
    score.AWAITED,
)
"""What their findings call them, in the same order. A scorer's answer is kept as score.ANSWERED."""

_HOLD, _SPAM, _REJECT = Outcome.HOLD, Outcome.SPAM, Outcome.REJECT
_PENDING, _APPROVED = CommentStatus.PENDING, CommentStatus.APPROVED

# The strictest finding decides; below HOLD (a NOTE, or nothing) the policy's mode does.
BY_OUTCOME: Mapping[Outcome, CommentStatus] = {
    _HOLD: _PENDING,
    _SPAM: CommentStatus.SPAM,
    _REJECT: CommentStatus.REJECTED,
}
# CLOSED takes no new comments, but an earlier one may still be edited: it is held.
BY_MODE: Mapping[ModerationMode, CommentStatus] = {
    ModerationMode.PRE: _PENDING,
    ModerationMode.POST: _APPROVED,
    ModerationMode.CLOSED: _PENDING,
}
# Staff are trusted with what would hold a stranger, in every mode. What would remove a stranger's comment
# waits for a colleague: a quoted slur is no reason to reject a moderator, nor to publish it unseen.
FOR_STAFF: Mapping[Outcome, CommentStatus] = {_HOLD: _APPROVED, _SPAM: _PENDING, _REJECT: _PENDING}

# Until something has learned to tell, the risk is the strictest finding's. 0 without findings.
MEASURED_BY = learned.NAME
RISK: Mapping[Outcome, float] = {Outcome.NOTE: 0.1, _HOLD: 0.5, _SPAM: 0.9, _REJECT: 1.0}

REASONS: Mapping[str, RejectionReason] = {words.BANNED: RejectionReason.BANNED_WORD}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a submission. `risk` is 0..1; `reason` is set where the status is REJECTED."""

    status: CommentStatus
    risk: float
    findings: tuple[Finding, ...]
    reason: RejectionReason | None = None


def review(submission: Submission) -> tuple[Finding, ...]:
    """What every check has to say, in the order of CHECKS. For a submission that `validate` found sound."""
    return tuple(finding for check in CHECKS if (finding := check(submission)) is not None)


def decide(findings: Sequence[Finding], policy: Policy, *, is_staff: bool = False) -> Verdict:
    """The verdict by the tables above. Every finding is kept, also those that staff are spared."""
    strictest = max(findings, key=lambda finding: finding.outcome.strictness, default=None)
    if strictest is None:
        return Verdict(_APPROVED if is_staff else BY_MODE[policy.mode], 0.0, ())
    table = FOR_STAFF if is_staff else BY_OUTCOME
    status = table.get(strictest.outcome, _APPROVED if is_staff else BY_MODE[policy.mode])
    reason = None
    if status is CommentStatus.REJECTED:
        reason = REASONS.get(strictest.check, RejectionReason.OTHER)
    return Verdict(status, _risk(findings, strictest), tuple(findings), reason)


def _risk(findings: Sequence[Finding], strictest: Finding) -> float:
    """The learned probability where there is one, whatever other checks object to."""
    measured = [each.score for each in findings if each.check == MEASURED_BY and each.score is not None]
    return measured[0] if measured else RISK[strictest.outcome]
