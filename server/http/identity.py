"""Who is behind a connection that stays: asked at its beginning, and again for as long as it goes on."""

from __future__ import annotations

from datetime import datetime

from server.auth import expires_at, viewer_of
from server.models.types import utc_now
from server.settings import Settings
from server.viewer import Viewer


class Identity:
    """By an Authorization header, or what stands for one. Raises Unauthenticated for one that is not good."""

    def __init__(self, authorization: str | None, settings: Settings) -> None:
        self._authorization = authorization
        self._settings = settings
        self.viewer()
        self.expires_at: datetime | None = expires_at(authorization)
        """None for a guest without a token."""

    def viewer(self) -> Viewer:
        """Raises Unauthenticated when the token is no longer good."""
        return viewer_of(self._authorization, secrets=self._settings.secrets, now=utc_now())
