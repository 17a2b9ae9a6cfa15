"""docs/moderation.md tells moderators what the code does."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, datetime, timedelta

from server.moderation.findings import Finding, Outcome
from server.moderation.pipeline import CHECK_NAMES, RISK, decide, review
from server.moderation.policy import ModerationMode, Policy, WordList
from server.moderation.status import TRANSITIONS
from server.moderation.submission import NEW_COMMENTER, UNKNOWN, RecentComment, Submission
from server.planning.queues import QUEUES
from tests.contract.documents import table

BY_STAFF = "by staff"


def test_the_checks_are_told_in_the_order_in_which_they_are_asked() -> None:
    assert [row[0] for row in table("docs/moderation.md", "## The checks")] == list(CHECK_NAMES)


def suspicious() -> Submission:
    """Every check has something to say about it."""
    now = datetime(2026, 11, 24, tzinfo=UTC)
    body = "cheap cheese www.a.example www.b.example www.c.example"
    listed = (WordList(None, ("cheap",)), WordList(None, ("cheese",)))
    return Submission(
        body=body,
        author_name="Anika",
        commenter=NEW_COMMENTER,
        recent=(RecentComment(body, now - timedelta(hours=1)),),
        now=now,
        policy=Policy(banned_words=listed[:1], suspect_words=listed[1:]),
        bears_staff_name=UNKNOWN,
        is_near_a_ban=True,
    )


def test_the_outcome_of_each_check_is_the_one_that_is_told() -> None:
    told = [(name, outcome) for name, outcome, _ in table("docs/moderation.md", "## The checks")]
    assert told == [(finding.check, str(finding.outcome)) for finding in review(suspicious())]


def test_the_table_of_verdicts_is_the_pipelines() -> None:
    columns = [*ModerationMode, BY_STAFF]
    rows = {row[0]: row[1:] for row in table("docs/moderation.md", "## What becomes of it")}
    assert list(rows) == ["none", *Outcome]
    for outcome in (None, *Outcome):
        findings = [Finding("links", outcome, "")] if outcome else []
        statuses = [
            decide(findings, Policy(), is_staff=True).status
            if column is BY_STAFF
            else decide(findings, Policy(mode=ModerationMode(column))).status
            for column in columns
        ]
        risk = f"{RISK[outcome]:g}" if outcome else "0"
        assert rows[outcome or "none"] == [*statuses, risk]


def test_staff_are_treated_alike_in_every_mode() -> None:
    for outcome in (None, *Outcome):
        findings = [Finding("links", outcome, "")] if outcome else []
        verdicts = {decide(findings, Policy(mode=mode), is_staff=True).status for mode in ModerationMode}
        assert len(verdicts) == 1


def test_the_table_of_decisions_is_that_of_transitions() -> None:
    told = {before: set(after.split(", ")) for before, after in table("docs/moderation.md", "## Decisions")}
    assert told == {str(before): {str(status) for status in after} for before, after in TRANSITIONS.items()}


def test_every_queue_is_told() -> None:
    assert [row[0] for row in table("docs/moderation.md", "## Queues")] == list(QUEUES)


def shown(value: object) -> str:
    """A default as the table writes it."""
    if value is None or value == ():
        return "never" if value is None else "none"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def test_every_field_of_the_policy_is_told_with_its_default() -> None:
    told = {name: default for name, default, _ in table("docs/moderation.md", "## The policy")}
    defaults = {field.name: getattr(Policy(), field.name) for field in fields(Policy)}
    camel_case = {name: re.sub(r"_(\w)", lambda found: found[1].upper(), name) for name in defaults}
    assert told == {camel_case[name]: shown(value) for name, value in defaults.items()}
