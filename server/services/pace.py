"""How fast one may write."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import RateLimited, Refused
from server.models import Comment
from server.settings import Settings
from server.viewer import Viewer

POSTS_AT_ONCE = 5
POSTS_WINDOW = timedelta(seconds=60)
"""At most this many comments by one person in this time. A person who writes faster does not read."""


async def check_pace(session: AsyncSession, viewer: Viewer, *, settings: Settings, now: datetime) -> None:
    """Raises Refused with RATE_LIMITED and the seconds until the oldest of the last few is far enough away."""
    if not settings.has_rate_limits or viewer.id is None or viewer.is_staff:
        return
    times = await session.scalars(
        select(Comment.created_at)
        .where(Comment.person_id == viewer.id, Comment.created_at > now - POSTS_WINDOW)
        .order_by(Comment.created_at.desc())
        .limit(POSTS_AT_ONCE)
    )
    last = times.all()
    if len(last) == POSTS_AT_ONCE:
        # Rounded up: who comes back when told to must not be too early by half a second.
        wait = max(1, ceil((last[-1] + POSTS_WINDOW - now).total_seconds()))
        message = f"You are writing very fast. Try again in {wait} seconds."
        raise Refused([RateLimited(message, retry_after_seconds=wait, path=("input",))])
