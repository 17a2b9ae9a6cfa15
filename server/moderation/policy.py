"""How a newsroom wants comments treated, for the site or for one article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class ModerationMode(StrEnum):
    """PRE holds until approved; POST shows at once unless a check objects; CLOSED takes no new comments."""

    PRE = "PRE"
    POST = "POST"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class WordList:
    """Words for comments in one language; `locale` None: in every language. See server.moderation.words."""

    locale: str | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The contract's CommentPolicy. Lengths are in graphemes of the visible text; None means never."""

    mode: ModerationMode = ModerationMode.PRE
    close_after_days: int | None = None
    min_chars: int = 2
    max_chars: int = 5000
    max_links: int = 2
    max_depth: int = 6
    edit_window_seconds: int = 300
    newcomer_threshold: int = 1
    flags_to_hold: int | None = 3
    guests: bool = True
    banned_words: tuple[WordList, ...] = ()
    suspect_words: tuple[WordList, ...] = ()

    def closes_at(self, published_at: datetime) -> datetime | None:
        """The first moment at which an article published then takes no more comments by its age."""
        if self.close_after_days is None:
            return None
        try:
            return published_at + timedelta(days=self.close_after_days)
        except OverflowError:  # beyond the year 9999
            return None

    def editable_until(self, created_at: datetime) -> datetime:
        """The first moment at which a comment written then can no longer be edited."""
        return created_at + timedelta(seconds=self.edit_window_seconds)

    def is_open(self, published_at: datetime, now: datetime) -> bool:
        """Whether an article published then takes new comments now."""
        closes_at = self.closes_at(published_at)
        return self.mode is not ModerationMode.CLOSED and (closes_at is None or now < closes_at)
