"""How often somebody has done something lately."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base
from server.models.types import Instant


class RateWindow(Base):
    """The last times that one sender did one thing, as many as its limit allows in a window.

    `subject` is a person's id in hex, or the keyed hash of an address prefix. `hits` holds the times, the oldest
    first, each as 13 digits: milliseconds since 1970. From `expires_at` on none of them counts.
    """

    __tablename__ = "rate_window"
    __table_args__ = (Index(None, "expires_at"),)
    action: Mapped[str] = mapped_column(String(24), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    hits: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(Instant)
