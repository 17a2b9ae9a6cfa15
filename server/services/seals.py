"""What a seal is made of: bytes, hashes and keys, so that others can compute them too (docs/security.md).

A field is its length in bytes, ":", its bytes in UTF-8, ","; no value is "-,". Ids are 32 hexadecimal digits, times
2026-11-25T13:00:00.000Z, truths 0 or 1.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from server.auth import keyed_hash
from server.models import AuditEntry
from server.models.types import format_instant

ENTRY_FORM = "galley audit entry 1"
SEAL_FORM = "galley audit seal 1"
FIRST = "0" * 64
"""What stands for the seal before the first."""

KEY_ID_CHARS = 16


def _fields(values: Iterable[str | None]) -> bytes:
    return b"".join(
        b"-," if value is None else b"%d:%b," % (len(value.encode()), value.encode()) for value in values
    )


def entry_digest(entry: AuditEntry) -> str:
    """SHA-256 of an entry, in hex."""
    values = (
        ENTRY_FORM,
        entry.id.hex,
        format_instant(entry.at),
        entry.actor_kind.value,
        entry.actor_id.hex if entry.actor_id else None,
        entry.action,
        entry.subject_type,
        entry.subject_id.hex if entry.subject_id else None,
        entry.before,
        entry.after,
    )
    return sha256(_fields(values)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class SealContent:
    """What a seal's hash covers. `entries` are ids with their digests, in the seal's order."""

    position: int
    previous_hash: str
    sealed_at: datetime
    is_complete: bool
    vouches: bool
    entries: tuple[tuple[UUID, str], ...]

    def hash(self) -> str:
        values = [
            SEAL_FORM,
            str(self.position),
            self.previous_hash,
            format_instant(self.sealed_at),
            str(int(self.is_complete)),
            str(int(self.vouches)),
            str(len(self.entries)),
        ]
        for entry_id, digest in self.entries:
            values += [entry_id.hex, digest]
        return sha256(_fields(values)).hexdigest()


def key_id(secret: bytes) -> str:
    """Tells a secret from another, and nothing about it."""
    return keyed_hash([secret], "audit seal key")[:KEY_ID_CHARS]


def seal_mac(secret: bytes, seal_hash: str) -> str:
    return keyed_hash([secret], "audit seal", seal_hash)


def is_signed(seal_hash: str, *, key: str, mac: str, secrets: Sequence[bytes]) -> bool | None:
    """Whether the MAC is right; None where none of the secrets is the one it was made with."""
    for secret in secrets:
        if key_id(secret) == key:
            return hmac.compare_digest(seal_mac(secret, seal_hash), mac)
    return None
