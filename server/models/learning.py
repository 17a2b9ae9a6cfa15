"""What is kept to judge comments by: keys of texts that are alike, the model of risk, and who is at work on it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base
from server.models.types import Id, Instant, utc_now


class CommentLikeness(Base):
    """The keys of a comment's present text (server.moderation.likeness.bands): texts that are alike share one.

    Beside the comment, not in it: a decision about a comment writes every index of its row anew. Of use for
    RECENT_WINDOW after `created_at`, the comment's; rows that are older may be deleted.
    """

    __tablename__ = "comment_likeness"
    __table_args__ = tuple(Index(None, f"band_{number}", "created_at") for number in range(4))
    comment_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Mapped[datetime] = mapped_column(Instant)
    band_0: Mapped[int] = mapped_column(BigInteger)
    band_1: Mapped[int] = mapped_column(BigInteger)
    band_2: Mapped[int] = mapped_column(BigInteger)
    band_3: Mapped[int] = mapped_column(BigInteger)


class StoredRiskModel(Base):
    """The one model of the site, under the name "site".

    `version`   rises with each time it is stored; whoever stores compares it.
    `format`    of the bytes and the hashing (server.moderation.risk.features.FORMAT).
    `position`  the last decision that was read; null before the first.
    `weights`   to score with, null until it has learned enough; `learner` to go on learning with.
    """

    __tablename__ = "risk_model"
    name: Mapped[str] = mapped_column(String(24), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    format: Mapped[int] = mapped_column(Integer)
    position: Mapped[UUID | None] = mapped_column(Id)
    refused_count: Mapped[int] = mapped_column(Integer, default=0)
    approved_count: Mapped[int] = mapped_column(Integer, default=0)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    weights: Mapped[bytes | None] = mapped_column(LargeBinary)
    learner: Mapped[bytes] = mapped_column(LargeBinary)


class Lease(Base):
    """Work that one process of several does at a time: `holder` has it until `expires_at`."""

    __tablename__ = "lease"
    name: Mapped[str] = mapped_column(String(24), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(Instant)
