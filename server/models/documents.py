"""Documents that the site's own clients send by name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base
from server.models.types import Instant

NAME_CHARS = 200
"""Persisted output names documents by a hash; a person may choose another name."""


class TrustedDocument(Base):
    """A GraphQL document under the name that clients send as `documentId`. Never changed, only added and removed."""

    __tablename__ = "trusted_document"
    __table_args__ = (Index(None, "added_at"),)
    name: Mapped[str] = mapped_column(String(NAME_CHARS), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(Instant)
