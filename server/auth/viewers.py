"""An Authorization header -> who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import jwt

from server.auth.keys import ALGORITHMS, NO_KEYS, KeySet
from server.auth.provider import Provider, verified_by_provider
from server.auth.tokens import MAX_TOKEN_CHARS, verified_token
from server.auth.verified import NOTHING_REVOKED, Verified, malformed
from server.errors import Unauthenticated
from server.viewer import GUEST, Viewer

CLOCK_SKEW_SECONDS = 30
"""How far the clocks of an issuer and of this server may be apart, where nothing else is set."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """Verifies tokens by the site's secrets, and by a provider's keys where there is one."""

    secrets: Sequence[bytes]
    provider: Provider | None = None
    clock_skew_seconds: int = CLOCK_SKEW_SECONDS

    def verified(self, token: str, keys: KeySet = NO_KEYS) -> Verified:
        """`keys` are the provider's. The token's algorithm decides whether they or the secrets verify it: the lists
        are fixed, and have nothing in common. Raises Unauthenticated."""
        header = self.provider_header(token)
        if header is None:
            return verified_token(token, secrets=self.secrets, clock_skew_seconds=self.clock_skew_seconds)
        assert self.provider is not None, "provider_header has seen to it"
        return verified_by_provider(
            token,
            header,
            provider=self.provider,
            keys=keys,
            clock_skew_seconds=self.clock_skew_seconds,
        )

    def provider_header(self, token: str) -> Mapping[str, Any] | None:
        """The header of a token that only the provider can have signed; None for any other. Raises Unauthenticated
        for what is no token."""
        if len(token) > MAX_TOKEN_CHARS:
            raise Unauthenticated("The bearer token is too long.")
        if self.provider is None:
            return None
        try:
            header: dict[str, Any] = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError):
            raise malformed() from None
        algorithm = header.get("alg")
        return header if isinstance(algorithm, str) and algorithm in ALGORITHMS else None


def bearer_of(authorization: str | None) -> str | None:
    """The token of a header; None where there is no header. Raises Unauthenticated for another scheme."""
    if authorization is None or not authorization.strip():
        return None
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("The Authorization header must be: Bearer, a space, a token.")
    return token.strip()


def viewer_of(
    authorization: str | None,
    *,
    secrets: Sequence[bytes],
    now: datetime,
    revoked: Mapping[UUID, datetime] = NOTHING_REVOKED,
) -> Viewer:
    """Who asks, by a token of the site's secrets; a guest where there is no header. Raises Unauthenticated for a
    header that is not `Bearer` with a token that is valid now."""
    token = bearer_of(authorization)
    return GUEST if token is None else Verifier(secrets).verified(token).viewer_at(now, revoked)
