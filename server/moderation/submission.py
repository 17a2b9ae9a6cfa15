"""A comment before it is stored, with all that the checks may know of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property

from server.moderation.policy import Policy
from server.moderation.risk.model import RiskModel
from server.moderation.words.readings import Readings
from server.text.markup import plain_text, visible_text

RECENT_WINDOW = timedelta(hours=24)
"""How far back the commenter's comments on the article are gathered."""

MAX_RECENT = 20
"""How many of them, the newest first: the checks compare each with the new text."""

HISTORY_WINDOW = timedelta(days=30)
"""How far back the commenter's comments on the whole site are looked at: long enough to know a person, short
enough to forgive them."""

MAX_HISTORY = 200
"""How many of them, the newest first."""


class Unknown(Enum):
    """The state of a fact that could not be gathered. It is not "no" and not "none": it holds the comment."""

    UNKNOWN = "UNKNOWN"


UNKNOWN = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class CommenterFacts:
    """What the newsroom knows of the person. The counts are of comments on the whole site."""

    approved_count: int | Unknown
    rejected_count: int | Unknown
    is_staff: bool | Unknown
    is_banned: bool | Unknown


NEW_COMMENTER = CommenterFacts(approved_count=0, rejected_count=0, is_staff=False, is_banned=False)
"""A guest without a token: nobody has seen them before."""


@dataclass(frozen=True, slots=True)
class RecentComment:
    """Another comment, not older than RECENT_WINDOW."""

    body: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """The commenter's comments on the whole site since HISTORY_WINDOW, at most MAX_HISTORY, the newest first.

    `posted_at` is when each was written; `refused_count` how many of them are now REJECTED or SPAM, `decided_count`
    how many no longer wait.
    """

    posted_at: tuple[datetime, ...] = ()
    refused_count: int = 0
    decided_count: int = 0


@dataclass(frozen=True)
class Submission:
    """Text and facts, gathered before anything is decided.

    `body` has been through `body.tidy_body`, `author_name` and `author_email` through their counterparts in
    `author`; spans of findings count in this body. `locale` None: the language is not known. `recent` has the
    comment itself not among it where it is edited. `bears_staff_name`: somebody else, who has a role, goes by
    this name (compare `author.name_skeleton`). `echoes` are comments of any other commenter or article since
    RECENT_WINDOW that may be nearly the same (see `likeness`). `is_near_a_ban`: shares the e-mail or the address hash
    of somebody who is banned. `risk_model` None: none has learned enough yet. `awaits_score`: another program will
    be asked about it once it is stored.
    """

    body: str
    author_name: str | None
    commenter: CommenterFacts
    recent: tuple[RecentComment, ...] | Unknown
    now: datetime
    policy: Policy = field(default_factory=Policy)
    locale: str | None = None
    author_email: str | None = None
    bears_staff_name: bool | Unknown = False
    history: History | Unknown = field(default_factory=History)
    echoes: tuple[RecentComment, ...] | Unknown = ()
    is_near_a_ban: bool | Unknown = False
    risk_model: RiskModel | Unknown | None = None
    awaits_score: bool | Unknown = False

    @cached_property
    def visible_text(self) -> str:
        """What the body says: no markup, nothing that looks like an HTML tag."""
        return visible_text(self.body)

    @cached_property
    def readings(self) -> tuple[Readings, ...]:
        """The body's words as written, then as shown, where Markdown or entities make a difference."""
        shown = plain_text(self.body)
        return (Readings(self.body),) if shown == self.body else (Readings(self.body), Readings(shown))
