"""Addresses: who sent a request that came through proxies, and the prefix that stands for its sender."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

IPV4_PREFIX_BITS = 24
"""What one household or office gets at most, and little enough to be shared by up to 256 of them."""

IPV6_PREFIX_BITS = 48
"""What a provider hands to one site (RFC 6177). A narrower prefix would give one sender 65,536 names."""

_NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 behind a translator (RFC 6052): one /48 for the whole of it would be one prefix for everybody."""

PRIVATE: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
"""Loopback, RFC 1918 and RFC 4193: what no packet from outside bears."""


def client_address(
    peer: str | None, forwarded_for: Sequence[str], *, trusted: Sequence[Network]
) -> str | None:
    """Who sent the request: the peer, or whom trusted proxies say they had it from.

    `forwarded_for` holds the values of X-Forwarded-For in the order they came. They are read from the right,
    where each proxy writes its own peer, and only while the one who says so is trusted: what a client has
    written to the left of that is never reached. What cannot be read is believed no further. None where not
    even the peer has an address.
    """
    sender = _read(peer or "")
    for hop in reversed(",".join(forwarded_for).split(",")):
        if sender is None or not any(sender in network for network in trusted):
            break
        said = _read(hop)
        if said is None:
            break
        sender = said
    return None if sender is None else str(sender)


def is_within(address: str, networks: Sequence[Network]) -> bool:
    """False for what is no address."""
    found = _read(address)
    return found is not None and any(found in network for network in networks)


def prefix_of(address: str) -> str | None:
    """`203.0.113.9` -> `203.0.113.0/24`, `2001:db8:1:2::3` -> `2001:db8:1::/48`; None for what is no address."""
    found = _read(address)
    if found is None:
        return None
    bits = IPV4_PREFIX_BITS if found.version == 4 else IPV6_PREFIX_BITS
    return str(ip_network((found, bits), strict=False))


def _read(text: str) -> Address | None:
    """An address, with or without a port, brackets or a zone. IPv4 that is written as IPv6 is IPv4."""
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return _as_ipv4(found) if isinstance(found, IPv6Address) else found


def _as_ipv4(address: IPv6Address) -> Address:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address
