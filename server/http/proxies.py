"""Who sent a request, as far as the proxies that are configured can be believed."""

from __future__ import annotations

import logging
from functools import cache

from starlette.types import Scope

from server.network import client_address, is_within
from server.settings import Settings

HEADER = b"x-forwarded-for"
PROTOCOL_HEADER = b"x-forwarded-proto"

logger = logging.getLogger("galley.http")


def address_of(scope: Scope, settings: Settings) -> str | None:
    """The sender's address, of a request or a WebSocket. None where the connection has none, as on a socket file."""
    client = scope.get("client")
    peer = client[0] if client else None
    claims = [value.decode("latin-1") for name, value in scope["headers"] if name == HEADER]
    if claims and not settings.trusted_proxies:
        _warn_of_a_proxy()
        claims = []
    return client_address(peer, claims, trusted=settings.trusted_proxies) if claims else peer


def is_https(scope: Scope, settings: Settings) -> bool:
    """Whether the browser came by HTTPS: as far as the connection shows, or a trusted proxy says."""
    if scope["scheme"] in ("https", "wss"):
        return True
    client = scope.get("client")
    if client is None:
        return False
    said = [value for name, value in scope["headers"] if name == PROTOCOL_HEADER]
    return said[-1:] == [b"https"] and is_within(client[0], settings.trusted_proxies)


@cache
def _warn_of_a_proxy() -> None:
    """Once a process: any client can send the header, and should not be able to fill the log with it."""
    logger.warning(
        "A request came with X-Forwarded-For, and GALLEY_TRUSTED_PROXIES names no proxy: it is ignored. "
        "Behind a proxy, all readers share its address and its rate limits until it is named there."
    )
