"""Bearer tokens that no longer count."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base
from server.models.types import Id, Instant, utc_now


class TokenRevocation(Base):
    """The person's tokens of that second and earlier count no longer. The person need not have a row."""

    __tablename__ = "token_revocation"
    person_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    revoked_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
