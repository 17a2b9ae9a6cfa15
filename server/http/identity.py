"""Who is behind a request or a connection: by what it shows, and the address it came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from starlette.types import Scope

from server.auth import NO_KEYS, KeySet, Verified, Verifier, bearer_of, provider_of, verified_session
from server.errors import Overloaded, Unauthenticated
from server.http.credentials import NOBODY, Credentials
from server.http.proxies import address_of
from server.models.types import utc_now
from server.services.provider_keys import ProviderKeys
from server.services.revocations import Revocations
from server.settings import Settings
from server.viewer import GUEST, Viewer

REMEMBERED = 2_048
"""Of tokens that were verified, the newest: those of a process's readers within some seconds."""


class Memory:
    """What was proved by a text stays so until it ends, as signatures do not change."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._known: dict[str, Verified] = {}
        self._most = most

    def get(self, text: str) -> Verified | None:
        return self._known.get(text)

    def keep(self, text: str, verified: Verified) -> Verified:
        if len(self._known) >= self._most:
            del self._known[next(iter(self._known))]
        self._known[text] = verified
        return verified

    def clear(self) -> None:
        self._known.clear()


@dataclass(slots=True)
class Identities:
    """Tells viewers by what the process knows of secrets, the provider's keys, revoked tokens and proxies."""

    settings: Settings
    revocations: Revocations
    keys: ProviderKeys | None = None
    """None where no provider is set."""

    _verifier: Verifier | None = field(init=False, default=None)
    _tokens: Memory = field(init=False, default_factory=Memory)
    _sessions: Memory = field(init=False, default_factory=Memory)
    _seen: KeySet = field(init=False, default=NO_KEYS)
    """The keys by which what is in memory was verified; so the secrets are the verifier's."""

    def viewer(self, shown: Credentials, *, address: str | None, now: datetime) -> Viewer:
        """Raises Unauthenticated for a token that is not good, FromAnotherPage for a session without its proof,
        Overloaded where the provider's keys could not be read yet."""
        if shown is NOBODY:
            return Viewer(address=address)
        verified = self.verified(shown)
        viewer = GUEST if verified is None else verified.viewer_at(now, self.revocations.known)
        return viewer.at(address)

    def verified(self, shown: Credentials) -> Verified | None:
        """None for a guest who shows nothing. Whether it counts now is still to be asked."""
        if shown is NOBODY:
            return None
        verifier = self._current()
        if shown.session is not None:
            verified = self._sessions.get(shown.session) or self._read_session(shown.session)
            shown.check_proof(verified.proof)
            return verified
        text = shown.authorization or ""
        return self._tokens.get(text) or self._read_token(text, verifier)

    def _current(self) -> Verifier:
        """What is in memory is forgotten with the secrets or keys that it was verified by."""
        secrets, keys = self.settings.secrets, NO_KEYS if self.keys is None else self.keys.known
        if self._verifier is None or self._verifier.secrets is not secrets:
            self._sessions.clear()
            provider = None if self.keys is None else provider_of(self.settings)
            self._verifier = Verifier(secrets, provider, self.settings.identity.clock_skew_seconds)
        elif self._seen is keys:
            return self._verifier
        self._tokens.clear()
        self._seen = keys
        return self._verifier

    def _read_session(self, value: str) -> Verified:
        return self._sessions.keep(value, verified_session(value, secrets=self.settings.secrets))

    def _read_token(self, authorization: str, verifier: Verifier) -> Verified | None:
        token = bearer_of(authorization)
        if token is None:
            return None
        if self.keys is not None and not self.keys.is_ready and verifier.provider_header(token):
            raise Overloaded("The sign-in service's keys could not be read yet. Try again later.")
        return self._tokens.keep(authorization, verifier.verified(token, self._seen))

    def lacks_key(self, shown: Credentials) -> bool:
        """Whether `learn` might bring the key that is missing."""
        if self.keys is None or shown.authorization is None or self._tokens.get(shown.authorization):
            return False
        try:
            token = bearer_of(shown.authorization)
            header = self._current().provider_header(token) if token else None
        except Unauthenticated:
            return False  # for `viewer` to say
        if header is None or self.keys.known.fitting(header.get("kid"), header["alg"]):
            return False
        return self.keys.may_learn()

    async def learn(self) -> None:
        """Reads the provider's keys again, once for all who wait."""
        if self.keys is not None:
            await self.keys.learn()

    def address(self, scope: Scope) -> str | None:
        return address_of(scope, self.settings)


class Identity:
    """Of a connection that stays: asked at its beginning, and again for as long as it goes on. Raises Unauthenticated
    for a token that is not good."""

    def __init__(self, identities: Identities, shown: Credentials, *, address: str | None) -> None:
        self.viewer: Callable[[], Viewer] = lambda: identities.viewer(shown, address=address, now=utc_now())
        """Raises Unauthenticated when the token is no longer good."""
        self.viewer()
        verified = identities.verified(shown)
        self.expires_at: datetime | None = verified.ends_at if verified else None
        """None for a guest without a token."""
