"""Who sent a request, as far as the proxies that are configured can be believed."""

from __future__ import annotations

import logging
from functools import cache

from starlette.requests import HTTPConnection

from server.network import client_address
from server.settings import Settings

HEADER = "x-forwarded-for"

logger = logging.getLogger("galley.http")


def address_of(connection: HTTPConnection, settings: Settings) -> str | None:
    """The sender's address, of a request or a WebSocket. None where the connection has none, as on a socket file."""
    peer = connection.client.host if connection.client else None
    claims = connection.headers.getlist(HEADER)
    if claims and not settings.trusted_proxies:
        _warn_of_a_proxy()
    return client_address(peer, claims, trusted=settings.trusted_proxies)


@cache
def _warn_of_a_proxy() -> None:
    """Once a process: any client can send the header, and should not be able to fill the log with it."""
    logger.warning(
        "A request came with X-Forwarded-For, and GALLEY_TRUSTED_PROXIES names no proxy: it is ignored. "
        "Behind a proxy, all readers share its address and its rate limits until it is named there."
    )
