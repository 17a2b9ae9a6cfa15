"""Hashes that only the holder of a secret can make: for addresses and other things that are not to be kept."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from functools import lru_cache

from server.network import prefix_of

ADDRESS = "address"
"""What is hashed here; the hash of another thing with the same text is another one."""


def keyed_hash(secrets: Sequence[bytes], *parts: str) -> str:
    """64 hex digits, by the first secret."""
    return _keyed_hash(secrets[0], parts)


def keyed_hashes(secrets: Sequence[bytes], *parts: str) -> tuple[str, ...]:
    """The hash under each secret, the one that is stored now first: to find what was stored under an older one."""
    return tuple(_keyed_hash(secret, parts) for secret in secrets)


def _keyed_hash(secret: bytes, parts: Sequence[str]) -> str:
    return hmac.digest(secret, "\0".join(parts).encode(), "sha256").hex()


def address_hash(secrets: Sequence[bytes], address: str | None) -> str | None:
    """What is kept of an address: 64 hex digits, the same for all of its prefix. None where there is none."""
    return next(iter(address_hashes(secrets, address)), None)


@lru_cache(maxsize=256)
def _address_hashes(secrets: tuple[bytes, ...], address: str) -> tuple[str, ...]:
    """A submission asks four times."""
    prefix = prefix_of(address)
    return keyed_hashes(secrets, ADDRESS, prefix) if prefix else ()


def address_hashes(secrets: Sequence[bytes], address: str | None) -> tuple[str, ...]:
    """As `keyed_hashes`: what address_hash gives now and gave under the older secrets."""
    return _address_hashes(tuple(secrets), address) if address else ()
