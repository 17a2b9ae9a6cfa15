"""Who may open a connection that stays: from which pages, and how many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address, ip_network

from starlette.requests import HTTPConnection

from server.errors import Overloaded
from server.http.origins import is_own_origin
from server.http.proxies import address_of
from server.network import IPV6_PREFIX_BITS
from server.settings import Settings

ANY_ORIGIN = "*"


class TooMany(Overloaded):
    """`status` is 429 for one address' share, 503 where the process has no more to give."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Admission:
    """Counts the connections of this process, by address."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._by_address: Counter[str] = Counter()

    @property
    def open(self) -> int:
        return self._by_address.total()

    @contextmanager
    def admitted(self, connection: HTTPConnection) -> Iterator[None]:
        """Raises TooMany."""
        address = _counted_as(address_of(connection.scope, self._settings) or "")
        if self._by_address.total() >= self._settings.live_connections:
            raise TooMany(503, "The server has no room for another connection. Try again later.")
        if self._by_address[address] >= self._settings.live_connections_per_address:
            raise TooMany(429, "Too many connections are open from this address.")
        self._by_address[address] += 1
        try:
            yield
        finally:
            self._by_address[address] -= 1
            if not self._by_address[address]:
                del self._by_address[address]


def _counted_as(host: str) -> str:
    """An IPv4 address by itself, an IPv6 address by its network, anything else as one."""
    try:
        address = ip_address(host)
    except ValueError:
        return ""
    if address.version == 4:
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address.packed, IPV6_PREFIX_BITS), strict=False))


def is_from_allowed_page(connection: HTTPConnection, settings: Settings) -> bool:
    """Programs send no Origin; browsers always do. A page of this site may, others where the settings name them."""
    origins = connection.headers.getlist("origin")
    if not origins:
        return True
    if len(origins) > 1:
        return False
    if ANY_ORIGIN in settings.allowed_origins or origins[0] in settings.allowed_origins:
        return True
    return is_own_origin(origins[0], connection.headers.get("host"))
