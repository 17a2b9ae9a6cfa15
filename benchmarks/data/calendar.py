"""When things happened on the site: the same days in every run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

LAST_DAY = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
"""When the newest article was published."""

BETWEEN_ARTICLES = timedelta(minutes=25)
COMMENTED_FOR = timedelta(days=3)
FIRST_DAY = datetime(2015, 1, 1, tzinfo=UTC)
"""Before the oldest of 200,000 articles; authors and persons were there by then."""


def published_at(number: int, of: int) -> datetime:
    """Article 0 is the oldest."""
    return LAST_DAY - BETWEEN_ARTICLES * (of - 1 - number)
