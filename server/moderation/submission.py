"""A comment before it is stored, with all that the checks may know of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property

from server.moderation.policy import Policy
from server.moderation.words.readings import Readings
from server.text.markup import plain_text, visible_text

RECENT_WINDOW = timedelta(hours=24)
"""How far back the commenter's comments on the article are gathered."""

MAX_RECENT = 20
"""How many of them, the newest first: the checks compare each with the new text."""


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
    """Another comment by the same commenter on the same article, not older than RECENT_WINDOW."""

    body: str
    created_at: datetime


@dataclass(frozen=True)
class Submission:
    """Text and facts, gathered before anything is decided.

    `body` has been through `body.tidy_body`, `author_name` and `author_email` through their counterparts in
    `author`; spans of findings count in this body. `locale` None: the language is not known. `recent` has the
    comment itself not among it where it is edited. `bears_staff_name`: somebody else, who has a role, goes by
    this name (compare `author.name_skeleton`). `is_near_a_ban`: shares the e-mail or the address hash of somebody
    who is banned.
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
    is_near_a_ban: bool | Unknown = False

    @cached_property
    def visible_text(self) -> str:
        """What the body says: no markup, nothing that looks like an HTML tag."""
        return visible_text(self.body)

    @cached_property
    def readings(self) -> tuple[Readings, ...]:
        """The body's words as written, then as shown, where Markdown or entities make a difference."""
        shown = plain_text(self.body)
        return (Readings(self.body),) if shown == self.body else (Readings(self.body), Readings(shown))
