"""docs/moderation.md tells moderators what the code does."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import timedelta

from schema.root import graphql_schema
from server.errors import ConflictCause
from server.moderation.findings import Finding, Outcome
from server.moderation.notices import WORDINGS
from server.moderation.pipeline import CHECK_NAMES, RISK, decide, review
from server.moderation.policy import ModerationMode, Policy
from server.moderation.policy_values import RANGES
from server.moderation.status import RESTORATIONS, TRANSITIONS
from server.planning.queues import QUEUES
from server.services.pace import LIMITS
from tests.contract.documents import ROOT, table
from tests.unit.moderation.suspects import mildly_suspicious, suspicious

BY_STAFF = "by staff"


def test_the_checks_are_told_in_the_order_in_which_they_are_asked() -> None:
    assert [row[0] for row in table("docs/moderation.md", "## The checks")] == list(CHECK_NAMES)


def test_the_outcome_of_each_check_is_the_one_that_is_told() -> None:
    told = [(name, outcome) for name, outcome, _ in table("docs/moderation.md", "## The checks")]
    assert told == [(finding.check, str(finding.outcome)) for finding in review(suspicious())]


def test_the_checks_that_may_only_note_say_so() -> None:
    told = {name: meaning for name, _, meaning in table("docs/moderation.md", "## The checks")}
    noted = [finding for finding in review(mildly_suspicious()) if finding.outcome is Outcome.NOTE]
    assert {finding.check for finding in noted} == {name for name, said in told.items() if "NOTE" in said} | {
        "shouting"
    }


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
    rows = [row for row in table("docs/moderation.md", "## Decisions") if row[0] in TRANSITIONS]
    for column, told in ((1, TRANSITIONS), (2, RESTORATIONS)):
        written = {row[0]: row[column].split(", ") for row in rows if row[column]}
        assert {before: set(after) for before, after in written.items()} == {
            str(before): {str(status) for status in after} for before, after in told.items()
        }


def test_every_cause_of_a_conflict_is_told() -> None:
    told = [row[0] for row in table("docs/moderation.md", "A conflict names")]
    assert sorted(told) == sorted(ConflictCause)


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


def test_every_notice_is_told_with_its_code_and_text() -> None:
    told = table("docs/moderation.md", "In the comment's language")
    assert told == [
        [str(notice), str(wording.code or "none"), wording.texts["en"]]
        for notice, wording in WORDINGS.items()
    ]


def test_every_limit_of_rate_is_told() -> None:
    told = [row[:3] for row in table("docs/operations.md", "## Rate limits")]
    assert told == [[limit.action, str(limit.per_person), str(limit.per_address)] for limit in LIMITS]
    assert {limit.window for limit in LIMITS} == {timedelta(seconds=60)}


def test_the_range_of_every_value_of_the_policy_is_told_to_clients() -> None:
    fields = graphql_schema.type_map["UpdateCommentPolicyInput"].fields  # type: ignore[attr-defined]
    for allowed in RANGES.values():
        assert f"{allowed.lowest}..{allowed.highest}" in fields[allowed.field].description


def test_the_consoles_keys_are_those_that_it_shows() -> None:
    folder = ROOT / "server" / "pages" / "static" / "console"
    shown = re.findall(r'\["(.+?)", "(key_\w+)"\]', (folder / "dialogs.js").read_text(encoding="utf-8"))
    texts = dict(
        re.findall(r'^  (key_\w+): "(.+)",$', (folder / "texts.js").read_text(encoding="utf-8"), re.MULTILINE)
    )
    told = [(key, meaning) for key, meaning in table("docs/moderation.md", "## The console")]
    assert told == [(key, texts[name]) for key, name in shown]
