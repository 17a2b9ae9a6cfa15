from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from server.moderation.policy import ModerationMode, Policy

PUBLISHED = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_defaults_are_the_decided_ones() -> None:
    assert Policy() == Policy(
        mode=ModerationMode.PRE,
        close_after_days=None,
        min_chars=2,
        max_chars=5000,
        max_links=2,
        max_depth=6,
        edit_window_seconds=300,
        newcomer_threshold=1,
        flags_to_hold=3,
        guests=True,
        banned_words=(),
        suspect_words=(),
    )


def test_comments_close_exactly_when_the_days_are_over() -> None:
    policy = Policy(close_after_days=7)
    end = PUBLISHED + timedelta(days=7)
    assert policy.closes_at(PUBLISHED) == end
    assert policy.is_open(PUBLISHED, end - timedelta(milliseconds=1))
    assert not policy.is_open(PUBLISHED, end)


@pytest.mark.parametrize("days", [None, 10_000_000])
def test_comments_that_never_close_stay_open(days: int | None) -> None:
    policy = Policy(close_after_days=days)
    assert policy.closes_at(PUBLISHED) is None
    assert policy.is_open(PUBLISHED, PUBLISHED + timedelta(days=100_000))


def test_closed_is_closed_from_the_first_moment() -> None:
    assert not Policy(mode=ModerationMode.CLOSED).is_open(PUBLISHED, PUBLISHED)
