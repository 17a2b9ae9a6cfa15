"""Holds what could not be looked into: a fact that is unknown is never taken for a good one."""

from __future__ import annotations

from dataclasses import fields

from server.moderation.findings import Finding, Outcome
from server.moderation.submission import UNKNOWN, Submission

NAME = "facts"


def check_facts(submission: Submission) -> Finding | None:
    """Names every unknown fact, the commenter's among them, so that other checks need not."""
    unknown = [
        fact.name
        for facts in (submission, submission.commenter)
        for fact in fields(facts)
        if getattr(facts, fact.name) is UNKNOWN
    ]
    if not unknown:
        return None
    names = ", ".join(name.replace("_", " ") for name in unknown)
    return Finding(NAME, Outcome.HOLD, f"Could not be looked up: {names}.")
