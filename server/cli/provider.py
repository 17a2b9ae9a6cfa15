"""What `galley doctor` says of the OpenID provider: whether its keys can be had and used."""

from __future__ import annotations

from collections.abc import Iterator

from server.auth import ALGORITHMS, KeySet
from server.cli.reports import Report, State
from server.services.http_get import Unavailable
from server.services.provider_keys import fetch_keys
from server.settings import Settings


async def provider_reports(settings: Settings) -> list[Report]:
    """Nothing where no provider is set. Never a problem: tokens of GALLEY_SECRET count without one."""
    if settings.identity.issuer is None:
        return []
    try:
        keys = await fetch_keys(settings.identity)
    except Unavailable as problem:
        message = (
            f"The OpenID provider's keys cannot be read, so nobody signs in by it: {problem} Check "
            "GALLEY_OIDC_ISSUER (to the letter as its tokens have it as iss) and that this machine may reach it, or "
            "set GALLEY_OIDC_JWKS_URL."
        )
        return [Report(State.ODD, message)]
    return list(_told(settings, keys))


def _told(settings: Settings, keys: KeySet) -> Iterator[Report]:
    able = [name for name in ALGORITHMS if any(name in key.algorithms for key in keys.keys)]
    if not able:
        names = f"{', '.join(ALGORITHMS[:-1])} or {ALGORITHMS[-1]}"
        message = f"The OpenID provider has no key that can be used. Have it sign tokens by {names}."
        yield Report(State.ODD, message)
    else:
        message = f"The OpenID provider's keys can be read: {len(keys.keys)}, for {', '.join(able)}."
        yield Report(State.FINE, message)
    if not settings.identity.roles:
        message = (
            "GALLEY_OIDC_ROLES is not set: everybody who signs in at the provider is a reader without a role. "
            "Name who is staff, such as editors=EDITOR."
        )
        yield Report(State.ODD, message)
