"""The order in which the demo's comments were written and decided about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from server.demo.records import DemoComment
from server.demo.story import DESK_TIME, tell
from server.moderation.status import CommentStatus, RejectionReason

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
APPROVED, PENDING, REJECTED = CommentStatus.APPROVED, CommentStatus.PENDING, CommentStatus.REJECTED


def said(
    key: str,
    hours_ago: float,
    status: CommentStatus = APPROVED,
    *,
    parent: str | None = None,
    by: str = "guest",
) -> DemoComment:
    return DemoComment(
        key=key,
        article="ferry",
        by=by,
        parent=parent,
        locale="en",
        status=status,
        reason=RejectionReason.OTHER if status is REJECTED else None,
        hours_ago=hours_ago,
        body="A comment.",
    )


def told(*comments: DemoComment) -> list[tuple[float, str, CommentStatus | None]]:
    """Minutes ago, key, status."""
    acts = tell(comments, staff={"desk"}, now=NOW)
    return [((NOW - act.at).total_seconds() / 60, act.comment.key, act.status) for act in acts]


def test_a_comment_is_decided_about_within_the_desks_time() -> None:
    desk_minutes = DESK_TIME / timedelta(minutes=1)
    assert told(said("a", 2)) == [(120, "a", None), (120 - desk_minutes, "a", APPROVED)]


def test_what_is_pending_or_by_staff_needs_no_decision() -> None:
    assert told(said("a", 2, PENDING), said("b", 1, by="desk")) == [(120, "a", None), (60, "b", None)]


def test_a_comment_is_approved_before_it_is_answered() -> None:
    acts = told(said("a", 1), said("b", 0.9, parent="a"))
    assert [act[1:] for act in acts] == [("a", None), ("a", APPROVED), ("b", None), ("b", APPROVED)]


def test_a_comment_rejected_after_an_answer_was_approved_before_it() -> None:
    acts = told(said("a", 3, REJECTED), said("b", 2, parent="a"))
    expected = [("a", None), ("a", APPROVED), ("b", None), ("b", APPROVED), ("a", REJECTED)]
    assert [act[1:] for act in acts] == expected


def test_comments_of_different_threads_are_told_in_order_of_time() -> None:
    acts = told(said("young", 1, PENDING), said("old", 5, PENDING))
    assert [key for _, key, _ in acts] == ["old", "young"]


def test_nothing_happens_in_the_future() -> None:
    assert all(minutes >= 0 for minutes, *_ in told(said("a", 0.01), said("b", 0.005, parent="a")))
