from __future__ import annotations

import ast
from itertools import combinations
from pathlib import Path

import pytest

import server.moderation
from server.moderation.findings import Finding, Outcome
from server.moderation.pipeline import decide
from server.moderation.policy import ModerationMode, Policy
from server.moderation.status import CommentStatus, RejectionReason

NOTE, HOLD, SPAM, REJECT = (Finding("a_check", outcome, "why") for outcome in Outcome)
PRE, POST, CLOSED = (Policy(mode=mode) for mode in ModerationMode)


@pytest.mark.parametrize(
    ("findings", "policy", "status", "risk"),
    [
        ((), PRE, "PENDING", 0.0),
        ((), POST, "APPROVED", 0.0),
        ((), CLOSED, "PENDING", 0.0),
        ((NOTE,), PRE, "PENDING", 0.1),
        ((NOTE,), POST, "APPROVED", 0.1),
        ((HOLD,), PRE, "PENDING", 0.5),
        ((HOLD,), POST, "PENDING", 0.5),
        ((SPAM,), PRE, "SPAM", 0.9),
        ((SPAM,), POST, "SPAM", 0.9),
        ((REJECT,), PRE, "REJECTED", 1.0),
        ((REJECT,), POST, "REJECTED", 1.0),
        ((NOTE, HOLD, NOTE), POST, "PENDING", 0.5),
        ((HOLD, SPAM), POST, "SPAM", 0.9),
        ((SPAM, REJECT, HOLD), POST, "REJECTED", 1.0),
    ],
)
def test_the_strictest_finding_decides(
    findings: tuple[Finding, ...], policy: Policy, status: str, risk: float
) -> None:
    verdict = decide(findings, policy)
    assert (verdict.status, verdict.risk) == (status, risk)
    assert verdict.findings == findings


@pytest.mark.parametrize("policy", [PRE, POST, CLOSED])
@pytest.mark.parametrize(
    ("findings", "status"),
    [
        ((), "APPROVED"),
        ((NOTE,), "APPROVED"),
        ((HOLD,), "APPROVED"),
        ((SPAM,), "PENDING"),
        ((HOLD, REJECT), "PENDING"),
    ],
)
def test_staff_are_spared_holds_and_never_rejected_by_a_list(
    findings: tuple[Finding, ...], status: str, policy: Policy
) -> None:
    verdict = decide(findings, policy, is_staff=True)
    assert verdict.status == status
    assert verdict.findings == findings
    assert verdict.reason is None


def test_the_order_of_findings_does_not_matter() -> None:
    for one, other in combinations((NOTE, HOLD, SPAM, REJECT), 2):
        assert decide([one, other], POST).status == decide([other, one], POST).status


def test_a_banned_word_is_the_reason_it_gives() -> None:
    banned = Finding("banned_words", Outcome.REJECT, "why")
    assert decide([HOLD, banned], PRE).reason is RejectionReason.BANNED_WORD
    assert decide([REJECT], PRE).reason is RejectionReason.OTHER
    assert decide([SPAM], PRE).reason is None


def test_every_mode_and_outcome_has_a_status() -> None:
    for mode in ModerationMode:
        for outcome in Outcome:
            for is_staff in (True, False):
                verdict = decide([Finding("a_check", outcome, "why")], Policy(mode=mode), is_staff=is_staff)
                assert verdict.status in CommentStatus


def test_outcomes_rise_in_strictness() -> None:
    assert [outcome.strictness for outcome in (Outcome.NOTE, Outcome.HOLD, Outcome.SPAM, Outcome.REJECT)] == [
        0,
        1,
        2,
        3,
    ]


def test_moderation_is_pure() -> None:
    """No database, no framework, no clock, no waiting; of Galley only its errors and its text."""
    allowed = {"server.errors", "server.text", "server.moderation"}
    for path in Path(server.moderation.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.Await | ast.AsyncFunctionDef), path
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("server"):
                assert ".".join(str(node.module).split(".")[:2]) in allowed, path
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
                banned = {"sqlalchemy", "strawberry", "graphql", "starlette", "httpx", "asyncio", "time"}
                assert not banned & {name.split(".")[0] for name in names}, path
            assert not (
                isinstance(node, ast.Attribute)
                and node.attr in {"now", "utcnow", "today"}
                and isinstance(node.value, ast.Name)
                and node.value.id == "datetime"
            ), path
