"""Says how likely a moderator refuses the text, as learned from their decisions; holds what likely is refused."""

from __future__ import annotations

from server.moderation.findings import Finding, Outcome
from server.moderation.risk.explanation import weighty_spans
from server.moderation.submission import Submission, Unknown

NAME = "learned_risk"

HOLDS_FROM = 0.5
"""Refused more likely than not. Below this the finding is a note: the model may delay a comment, never refuse or
publish one."""

MAX_NAMED = 5
MAX_NAMED_CHARS = 24


def check_learned_risk(submission: Submission) -> Finding | None:
    """`score` is the probability; the spans are the parts that raised it most. Nothing until a model has learned
    enough; an unknown model is held by the check of facts."""
    model = submission.risk_model
    if model is None or isinstance(model, Unknown) or submission.commenter.is_staff is True:
        return None
    tokens = submission.readings[0].tokens
    risk = model.probability(tokens)
    spans = weighty_spans(model, tokens)
    parts = dict.fromkeys(_shown(submission.body[span.start : span.end]) for span in spans)
    because = f"; most by: {', '.join(list(parts)[:MAX_NAMED])}" if parts else ""
    message = f"{risk:.0%} likely to be refused, as learned from {model.learned_from} decisions{because}."
    return Finding(
        check=NAME,
        outcome=Outcome.HOLD if risk >= HOLDS_FROM else Outcome.NOTE,
        message=message,
        score=risk,
        spans=spans,
    )


def _shown(part: str) -> str:
    """Quoted, on one line, cut."""
    line = " ".join(part.split())
    return f"“{line[:MAX_NAMED_CHARS]}{'…' if len(line) > MAX_NAMED_CHARS else ''}”"
