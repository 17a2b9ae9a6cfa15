"""Submissions that checks object to, and a model of risk that has learned one word."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from server.moderation.policy import Policy, WordList
from server.moderation.risk.features import BUCKETS, runs
from server.moderation.risk.model import RiskModel
from server.moderation.submission import (
    NEW_COMMENTER,
    UNKNOWN,
    CommenterFacts,
    History,
    RecentComment,
    Submission,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
KNOWN = CommenterFacts(approved_count=5, rejected_count=0, is_staff=False, is_banned=False)
SOUND = Submission(body="A sound comment.", author_name="Rahima", commenter=KNOWN, recent=(), now=NOW)


def model_against(word: str, *, weight: float = 4.0, bias: float = -2.0) -> RiskModel:
    """Every run of four letters or more of the word weighs, nothing else does."""
    weights = array("f", bytes(4 * BUCKETS))
    for start, end, bucket in runs(word):
        if end - start >= 4:
            weights[bucket] = weight
    return RiskModel(weights=weights, bias=bias, slope=1.0, intercept=0.0, learned_from=1_000)


def suspicious() -> Submission:
    """Every check has something to say about it, most of them their strictest."""
    body = "CHEAP CHEESE FROM THE WHOLESALE CELLAR WWW.A.EXAMPLE WWW.B.EXAMPLE HTTPS://10.0.0.1 \u202e"
    listed = (WordList(None, ("cheap",)), WordList(None, ("cheese",)))
    return Submission(
        body=body,
        author_name="Anika",
        commenter=NEW_COMMENTER,
        recent=(RecentComment(body, NOW - timedelta(hours=1)),),
        now=NOW,
        policy=Policy(banned_words=listed[:1], suspect_words=listed[1:]),
        bears_staff_name=UNKNOWN,
        history=History(posted_at=(NOW,) * 4, refused_count=3, decided_count=4),
        echoes=(RecentComment(body.lower(), NOW - timedelta(hours=2)),),
        is_near_a_ban=True,
        risk_model=model_against("wholesale", weight=20.0),
        awaits_score=True,
    )


def mildly_suspicious() -> Submission:
    """What is only noted where it is little."""
    return replace(
        SOUND,
        body="THIS IS A LOUD COMMENT ABOUT FERRIES",
        history=History(refused_count=1, decided_count=9),
        risk_model=model_against("wholesale"),
    )
