"""What checks found and people decided about comments, and the policy they follow."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base, one_of
from server.models.types import Choice, Id, Instant, JsonText, Nfc, utc_now, uuid7
from server.moderation.findings import Outcome
from server.moderation.policy import ModerationMode
from server.moderation.status import CommentStatus, RejectionReason

_UNDOES = text("undoes_id IS NOT NULL")
"""Without the many that took nothing back, which SQLite would otherwise look for in this index."""

SITE_SCOPE = "site"
"""The policy of the whole site; an article's own values have the article's id (hex) as their scope."""


class ActorKind(StrEnum):
    PERSON = "PERSON"
    POLICY = "POLICY"


class FlagReason(StrEnum):
    OFFENSIVE = "OFFENSIVE"
    ABUSIVE = "ABUSIVE"
    SPAM = "SPAM"
    ILLEGAL = "ILLEGAL"
    OFF_TOPIC = "OFF_TOPIC"
    PRIVACY = "PRIVACY"
    OTHER = "OTHER"


class Finding(Base):
    """What one check had to say of one version. `score` is 0..10000; `spans` is [{"start":0,"end":4}]."""

    __tablename__ = "finding"
    __table_args__ = (
        Index(None, "comment_id", "version"),
        Index(None, "check_name", "comment_id"),
        one_of("outcome", Outcome),
    )
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    comment_id: Mapped[UUID] = mapped_column(Id, ForeignKey("comment.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(Integer)
    check_name: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[Outcome] = mapped_column(Choice(Outcome))
    score: Mapped[int | None] = mapped_column(Integer)
    message: Mapped[str] = mapped_column(Nfc)
    spans: Mapped[Any] = mapped_column(JsonText, default=list)


class Decision(Base):
    """A recorded act of a moderator, or of the policy. `version` is the version that was judged.

    `undoes_id`        the decision that this one took back. Unique: a decision is taken back once.
    `previous_reason`, `previous_reviewed_version`  the comment's before, beside `previous_status`, so that taking
                       it back restores what was there.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index(None, "comment_id", "decided_at", "id"),
        Index(None, "batch_id"),
        Index(None, "actor_id"),
        Index(None, "undoes_id", unique=True, postgresql_where=_UNDOES, sqlite_where=_UNDOES),
        one_of("status", CommentStatus),
        one_of("actor_kind", ActorKind),
    )
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    comment_id: Mapped[UUID] = mapped_column(Id, ForeignKey("comment.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(Integer)
    status: Mapped[CommentStatus] = mapped_column(Choice(CommentStatus))
    previous_status: Mapped[CommentStatus | None] = mapped_column(Choice(CommentStatus))
    reason: Mapped[RejectionReason | None] = mapped_column(Choice(RejectionReason))
    note: Mapped[str | None] = mapped_column(Nfc)
    actor_kind: Mapped[ActorKind] = mapped_column(Choice(ActorKind))
    actor_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("person.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    batch_id: Mapped[UUID | None] = mapped_column(Id)
    undoes_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("decision.id", ondelete="CASCADE"))
    previous_reason: Mapped[RejectionReason | None] = mapped_column(Choice(RejectionReason))
    previous_reviewed_version: Mapped[int | None] = mapped_column(Integer)


class Flag(Base):
    """A report. One a person and version; a guest's has `reporter_key`, a keyed hash of the address prefix."""

    __tablename__ = "flag"
    __table_args__ = (
        UniqueConstraint("comment_id", "version", "reporter_key"),
        Index(None, "reporter_id"),
        one_of("reason", FlagReason),
    )
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    comment_id: Mapped[UUID] = mapped_column(Id, ForeignKey("comment.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(Integer)
    reporter_key: Mapped[str] = mapped_column(String(64))
    reporter_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("person.id", ondelete="SET NULL"))
    reason: Mapped[FlagReason] = mapped_column(Choice(FlagReason))
    details: Mapped[str | None] = mapped_column(Nfc)
    weight: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)


class Claim(Base):
    """A moderator works on a comment since `claimed_at`, until `expires_at`; at that moment it is over."""

    __tablename__ = "claim"
    __table_args__ = (Index(None, "by_id"),)
    comment_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    by_id: Mapped[UUID] = mapped_column(Id, ForeignKey("person.id", ondelete="CASCADE"))
    claimed_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class CommentPolicy(Base):
    """The site's policy (every value set), or an article's own values (null: the site's holds).

    `never_closes` and `never_holds_by_flags` tell an article's explicit "never" from "as the site".
    """

    __tablename__ = "comment_policy"
    __table_args__ = (one_of("mode", ModerationMode),)
    scope: Mapped[str] = mapped_column(String(32), primary_key=True)
    article_id: Mapped[UUID | None] = mapped_column(
        Id, ForeignKey("article.id", ondelete="CASCADE"), unique=True
    )
    mode: Mapped[ModerationMode | None] = mapped_column(Choice(ModerationMode))
    close_after_days: Mapped[int | None] = mapped_column(Integer)
    never_closes: Mapped[bool | None] = mapped_column(Boolean)
    min_chars: Mapped[int | None] = mapped_column(Integer)
    max_chars: Mapped[int | None] = mapped_column(Integer)
    max_links: Mapped[int | None] = mapped_column(Integer)
    max_depth: Mapped[int | None] = mapped_column(SmallInteger)
    edit_window_seconds: Mapped[int | None] = mapped_column(Integer)
    newcomer_threshold: Mapped[int | None] = mapped_column(Integer)
    flags_to_hold: Mapped[int | None] = mapped_column(Integer)
    never_holds_by_flags: Mapped[bool | None] = mapped_column(Boolean)
    guests: Mapped[bool | None] = mapped_column(Boolean)
    banned_words: Mapped[Any] = mapped_column(JsonText, nullable=True)
    suspect_words: Mapped[Any] = mapped_column(JsonText, nullable=True)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
