"""Subjects -> persons: whoever is named by a token has an id that follows from the name."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from server.text.normal import fold, nfc

GUEST_PREFIX = "guest:"
STAFF_PREFIX = "galley:"


def person_id(subject: str) -> UUID:
    """The id of the person with that identity: derived, so that knowing who asks needs no look-up.

    A name-based UUID of version 8 (RFC 9562, 5.8) from SHA-256 of the subject.
    """
    return _derived(b"galley person\0" + nfc(subject).encode())


def person_of_provider(issuer: str, subject: str) -> UUID:
    """As `person_id`, for who signed in at an OpenID provider: the same subject of another issuer is somebody else,
    and no subject of a provider's is anybody whom a token of the site's secret names."""
    return _derived(b"galley person of a provider\0" + issuer.encode() + b"\0" + nfc(subject).encode())


def _derived(name: bytes) -> UUID:
    digest = bytearray(sha256(name).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return UUID(bytes=bytes(digest))


def staff_subject(name: str) -> str:
    """The identity of a person whose token the command line made: the same name is the same person."""
    return f"{STAFF_PREFIX}{fold(' '.join(name.split()))}"
