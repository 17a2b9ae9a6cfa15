"""Comments: text in versions, its place in a thread, and who may see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base, one_of
from server.models.types import Choice, Id, Instant, Nfc, utc_now, uuid7
from server.moderation.status import CommentStatus, RejectionReason

STAFF_ONLY = UUID(int=0)
"""The audience of a comment that only moderators see."""

EMPTY_TOMBSTONE = UUID(int=1)
"""The audience of a deleted comment below which nothing is public: nobody, but for those whose own held comment hangs
below it."""


def _where(condition: str) -> dict[str, Any]:
    """An index over the rows that meet a condition, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


_TOP_LEVEL = _where("parent_id IS NULL")
# The conditions of the queues as server/planning/queues.py writes them: an index serves a query that says the same.
_NOT_BELOW_HIDDEN = f"audience <> '{STAFF_ONLY.hex}' AND deleted_at IS NULL"
_UNSEEN = "coalesce(reviewed_version, 0) <> version"
_PENDING = _where(f"status = 'PENDING' AND {_NOT_BELOW_HIDDEN}")
_UNREVIEWED = _where(f"status = 'APPROVED' AND audience IS NULL AND deleted_at IS NULL AND {_UNSEEN}")
_SPAM = _where(f"status = 'SPAM' AND {_NOT_BELOW_HIDDEN} AND {_UNSEEN}")
_BY_RISK = ("status", "risk", "id", "article_id")
_BY_TIME = ("status", "created_at", "id", "article_id", "text_version")
# The columns behind the order's let a count, a filter by article and MOST_FLAGGED do without the comments themselves;
# the status before it is for SQLite, which takes an index by what it can look up in it.


class Comment(Base):
    """
    `path`         the ids of the comment's ancestors and its own, hex, joined by "/": a subtree is a range.
    `audience`     null: everyone; a person's id: that person and moderators, as the comment is held and everything
                   above it is public; STAFF_ONLY: moderators, as something above it is hidden, or it is deleted
                   and was not approved; EMPTY_TOMBSTONE: see there. Answers "approved or mine, and no ancestor
                   hidden" in one comparison.
    `version`      rises with every edit and decision; `text_version` is the version that brought this text;
                   `reviewed_version` the version a person last decided.
    `search_text`  name and body, folded (server.text.normal.fold), for a moderator's search.
    `risk`         0..10000, the findings' risk times 10,000.
    `public_reply_count`  direct replies whose audience is everyone.
    """

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_thread", "article_id", "created_at", "id", **_TOP_LEVEL),
        Index("ix_comment_thread_replies", "article_id", "public_reply_count", "id", **_TOP_LEVEL),
        Index("ix_comment_replies", "parent_id", "created_at", "id"),
        Index("ix_comment_replies_replies", "parent_id", "public_reply_count", "id"),
        Index("ix_comment_audience", "article_id", "audience"),
        Index("ix_comment_path", "article_id", "path"),
        Index("ix_comment_person", "person_id", "created_at", "id"),
        Index("ix_comment_person_status", "person_id", "status"),
        Index("ix_comment_created_at", "created_at", "id"),
        Index("ix_comment_most_replies", "public_reply_count", "id"),
        Index("ix_comment_status_created_at", "status", "created_at", "id"),
        Index("ix_comment_pending_risk", *_BY_RISK, **_PENDING),
        Index("ix_comment_pending_created_at", *_BY_TIME, **_PENDING),
        Index("ix_comment_unreviewed_risk", *_BY_RISK, **_UNREVIEWED),
        Index("ix_comment_unreviewed_created_at", *_BY_TIME, **_UNREVIEWED),
        Index("ix_comment_spam_risk", *_BY_RISK, **_SPAM),
        Index("ix_comment_spam_created_at", *_BY_TIME, **_SPAM),
        one_of("status", CommentStatus),
        one_of("rejection_reason", RejectionReason),
    )  # fmt: skip
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    external_id: Mapped[str | None] = mapped_column(Nfc, unique=True)
    article_id: Mapped[UUID] = mapped_column(Id, ForeignKey("article.id", ondelete="CASCADE"))
    parent_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("comment.id", ondelete="RESTRICT"))
    person_id: Mapped[UUID] = mapped_column(Id, ForeignKey("person.id", ondelete="RESTRICT"))
    depth: Mapped[int] = mapped_column(SmallInteger, default=0)
    path: Mapped[str] = mapped_column(Nfc)
    locale: Mapped[str | None] = mapped_column(String(64))
    direction: Mapped[str] = mapped_column(String(3))
    author_name: Mapped[str] = mapped_column(Nfc)
    is_staff: Mapped[bool] = mapped_column(Boolean, default=False)
    body: Mapped[str] = mapped_column(Nfc)
    body_html: Mapped[str] = mapped_column(Nfc)
    body_digest: Mapped[str] = mapped_column(String(64))
    search_text: Mapped[str] = mapped_column(Nfc)
    status: Mapped[CommentStatus] = mapped_column(Choice(CommentStatus))
    audience: Mapped[UUID | None] = mapped_column(Id)
    rejection_reason: Mapped[RejectionReason | None] = mapped_column(Choice(RejectionReason))
    risk: Mapped[int] = mapped_column(Integer, default=0)
    version: Mapped[int] = mapped_column(Integer, default=1)
    text_version: Mapped[int] = mapped_column(Integer, default=1)
    reviewed_version: Mapped[int | None] = mapped_column(Integer)
    public_reply_count: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    edited_at: Mapped[datetime | None] = mapped_column(Instant)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant)


class CommentRevision(Base):
    """An earlier text. The present one is in the comment."""

    __tablename__ = "comment_revision"
    comment_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    body: Mapped[str] = mapped_column(Nfc)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)


class SubmissionKey(Base):
    """What an idempotency key has brought, so that a repeat brings the same. `scope` is who sent it."""

    __tablename__ = "submission_key"
    __table_args__ = (UniqueConstraint("comment_id"), Index(None, "created_at"))
    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    request_digest: Mapped[str] = mapped_column(String(64))
    comment_id: Mapped[UUID] = mapped_column(Id, ForeignKey("comment.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
