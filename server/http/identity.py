"""Who is behind a request or a connection: by the bearer token, and the address it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.types import Scope

from server.auth import expires_at, viewer_of
from server.http.proxies import address_of
from server.models.types import utc_now
from server.services.revocations import Revocations
from server.settings import Settings
from server.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Identities:
    """Tells viewers by what the process knows of secrets, revoked tokens and proxies."""

    settings: Settings
    revocations: Revocations

    def viewer(self, authorization: str | None, *, address: str | None, now: datetime) -> Viewer:
        """Raises Unauthenticated for a token that is not good."""
        viewer = viewer_of(
            authorization, secrets=self.settings.secrets, now=now, revoked=self.revocations.known
        )
        return viewer.at(address)

    def address(self, scope: Scope) -> str | None:
        return address_of(scope, self.settings)


class Identity:
    """Of a connection that stays: asked at its beginning, and again for as long as it goes on. `authorization` is a
    header, or what stands for one. Raises Unauthenticated for a token that is not good."""

    def __init__(self, identities: Identities, authorization: str | None, *, address: str | None) -> None:
        self._identities = identities
        self._authorization = authorization
        self._address = address
        self.viewer()
        self.expires_at: datetime | None = expires_at(authorization)
        """None for a guest without a token."""

    def viewer(self) -> Viewer:
        """Raises Unauthenticated when the token is no longer good."""
        return self._identities.viewer(self._authorization, address=self._address, now=utc_now())
