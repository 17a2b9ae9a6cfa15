"""The keys of the OpenID provider, kept in memory: read before the process serves, again now and then, and once for a
token that names a key that is not there.

While the provider is away, the keys that were read last count on: whoever has a token of them is still who they were.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from time import monotonic

from server.auth import NO_KEYS, KeySet, read_keys
from server.services.background import in_background
from server.services.http_get import Unavailable, get_json
from server.settings import IdentitySettings
from server.settings.identity import secure_url

FETCH_SECONDS = 5.0
"""For each of the two documents."""

PATIENCE_SECONDS = 3.0
"""How long a start waits for a provider that is slow; the process serves without its keys then."""

FRESH_SECONDS = 300.0
"""After that the keys are read again: a key that the provider has withdrawn counts no longer than this."""

AGAIN_SECONDS = 10.0
"""Between two reads that tokens with unknown keys ask for. Anybody can make such a token."""

LOOK_EVERY_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0

logger = logging.getLogger("galley.provider")


async def fetch_keys(identity: IdentitySettings) -> KeySet:
    """What the provider publishes now. Raises Unavailable, with a whole sentence."""
    url = identity.jwks_url or await _keys_address(identity)
    try:
        return read_keys(await get_json(url, timeout_seconds=FETCH_SECONDS))
    except Unavailable as problem:
        raise Unavailable(f"{url} {problem}.") from None
    except ValueError as problem:
        raise Unavailable(f"{url} has no keys: {problem}.") from None


async def _keys_address(identity: IdentitySettings) -> str:
    """As the provider's configuration says, which must be that of the very issuer (OpenID Connect Discovery, 4.3)."""
    assert identity.issuer is not None, "who has no issuer has no keys"
    url = identity.issuer.rstrip("/") + "/.well-known/openid-configuration"
    try:
        told = await get_json(url, timeout_seconds=FETCH_SECONDS)
    except Unavailable as problem:
        raise Unavailable(f"{url} {problem}.") from None
    if not isinstance(told, dict) or told.get("issuer") != identity.issuer:
        raise Unavailable(f"{url} is not the configuration of {identity.issuer}: it names another issuer.")
    address = told.get("jwks_uri")
    try:
        usable = secure_url(address) if isinstance(address, str) else None
    except ValueError:
        usable = None
    if usable is None:
        raise Unavailable(f"{url} names no address of https for its keys (jwks_uri).")
    return usable


class ProviderKeys:
    """`known` is another object whenever it has been read anew. `clock` counts seconds."""

    def __init__(self, identity: IdentitySettings, *, clock: Callable[[], float] = monotonic) -> None:
        self._identity = identity
        self._clock = clock
        self._known = NO_KEYS
        self._fetch: asyncio.Task[None] | None = None
        self._begun_at = float("-inf")
        self._next_at = float("-inf")
        self._pause = LOOK_EVERY_SECONDS

    @property
    def known(self) -> KeySet:
        return self._known

    @property
    def is_ready(self) -> bool:
        """Whether any were ever read."""
        return self._known is not NO_KEYS

    def may_learn(self) -> bool:
        """Whether there is a read to wait for, or time for another."""
        return self._fetch is not None or self._clock() - self._begun_at >= AGAIN_SECONDS

    async def learn(self) -> None:
        """Reads the keys again, once for all who ask meanwhile, and not again within AGAIN_SECONDS. Never raises for
        what the provider does."""
        if self.may_learn():
            await self._once()

    async def step(self) -> None:
        """Reads them where it is time."""
        if self._clock() >= self._next_at:
            await self._once()

    async def _once(self) -> None:
        if self._fetch is None:
            self._begun_at = self._clock()
            self._fetch = asyncio.create_task(self._read())
        # A request that is broken off must not end it for the others.
        await asyncio.shield(self._fetch)

    async def _read(self) -> None:
        try:
            found = await fetch_keys(self._identity)
            if not found.keys:
                logger.warning("The OpenID provider has no key that can be used; its tokens are refused.")
            if found != self._known or not self.is_ready:
                self._known = found
            self._pause, pause = LOOK_EVERY_SECONDS, FRESH_SECONDS
        except Unavailable as problem:
            self._pause = pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
            logger.warning("The OpenID provider's keys cannot be read: %s Trying again.", problem)
        finally:
            self._fetch = None
        self._next_at = self._clock() + pause

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Reads them first, for as long as a start may take, and keeps them fresh while the block runs."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.step()
        try:
            async with self._in_background():
                yield
        finally:
            if self._fetch is not None:
                self._fetch.cancel()

    def _in_background(self) -> AbstractAsyncContextManager[None]:
        return in_background("provider", self.step, every_seconds=LOOK_EVERY_SECONDS)


def provider_keys(identity: IdentitySettings) -> ProviderKeys | None:
    """None where no provider is set."""
    return ProviderKeys(identity) if identity.issuer is not None else None
