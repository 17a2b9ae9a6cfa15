"""Bearer tokens -> viewers. HS256 with the site's secrets: the first signs, all verify.

A person with an identity has a `sub` of the identity's; a guest's token names the person row itself
("guest:<hex>") and carries no roles. Nothing about tokens is stored but whose were revoked.
"""

from __future__ import annotations

import hmac
import warnings
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from uuid import UUID

import jwt

from server.errors import Unauthenticated
from server.network import prefix_of
from server.text.normal import fold, is_storable, nfc
from server.viewer import GUEST, Role, Viewer

ALGORITHM = "HS256"
GUEST_PREFIX = "guest:"
STAFF_PREFIX = "galley:"
GUEST_TOKEN_DAYS = 365
CLOCK_SKEW_SECONDS = 30
"""How far the clocks of an issuer and of this server may be apart."""

MAX_TOKEN_CHARS = 8_192
NOTHING_REVOKED: Mapping[UUID, datetime] = MappingProxyType({})

# A short secret is told of, and in production refused, where the settings are read: not beside every token.
warnings.filterwarnings("ignore", message="The HMAC key is", module="jwt")


def person_id(subject: str) -> UUID:
    """The id of the person with that identity: derived, so that knowing who asks needs no look-up.

    A name-based UUID of version 8 (RFC 9562, 5.8) from SHA-256 of the subject.
    """
    digest = bytearray(sha256(b"galley person\0" + nfc(subject).encode()).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return UUID(bytes=bytes(digest))


def staff_subject(name: str) -> str:
    """The identity of a person whose token the command line made: the same name is the same person."""
    return f"{STAFF_PREFIX}{fold(' '.join(name.split()))}"


def make_token(
    *,
    secrets: Sequence[bytes],
    subject: str,
    name: str,
    roles: Iterable[Role],
    now: datetime,
    expires_in: timedelta,
) -> str:
    claims = {
        "sub": subject,
        "name": nfc(name),
        "roles": sorted(role.value for role in roles),
        "iat": int(now.timestamp()),
        "exp": int((now + expires_in).timestamp()),
    }
    return jwt.encode(claims, secrets[0], algorithm=ALGORITHM)


def make_guest_token(*, secrets: Sequence[bytes], person: UUID, first_seen_at: datetime) -> str:
    """Good for 365 days from the first comment. Derived from the person alone, so a repeat is the same token."""
    start = int(first_seen_at.timestamp())
    claims = {"sub": GUEST_PREFIX + person.hex, "iat": start, "exp": start + GUEST_TOKEN_DAYS * 86_400}
    return jwt.encode(claims, secrets[0], algorithm=ALGORITHM)


def viewer_of(
    authorization: str | None,
    *,
    secrets: Sequence[bytes],
    now: datetime,
    revoked: Mapping[UUID, datetime] = NOTHING_REVOKED,
) -> Viewer:
    """Who asks, by the Authorization header; a guest where there is none. `revoked` tells by person until when
    tokens were made that no longer count (server.services.revocations).

    Raises Unauthenticated for a header that is not `Bearer` with a token of ours that is valid now.
    """
    if authorization is None or not authorization.strip():
        return GUEST
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("The Authorization header must be: Bearer, a space, a token.")
    claims = _claims(token.strip(), secrets=secrets, now=now)
    viewer = _viewer(claims)
    if viewer.id is not None and viewer.id in revoked and not _is_made_after(claims, revoked[viewer.id]):
        raise Unauthenticated("The bearer token has been revoked.")
    return viewer


def _is_made_after(claims: dict[str, Any], revoked_at: datetime) -> bool:
    """In a later second, as tokens tell no more. One that does not tell when it was made may be of before."""
    made_at = claims.get("iat")
    return isinstance(made_at, int | float) and int(made_at) > int(revoked_at.timestamp())


def _claims(token: str, *, secrets: Sequence[bytes], now: datetime) -> dict[str, Any]:
    if len(token) > MAX_TOKEN_CHARS:
        raise Unauthenticated("The bearer token is too long.")
    for secret in secrets:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                secret,
                algorithms=[ALGORITHM],
                options={
                    "require": ["sub", "exp"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except jwt.InvalidSignatureError:
            continue
        except jwt.PyJWTError:
            raise Unauthenticated("The bearer token is malformed.") from None
        _check_times(claims, now)
        return claims
    raise Unauthenticated("The bearer token is not valid here.")


def _check_times(claims: dict[str, Any], now: datetime) -> None:
    moment = now.timestamp()
    expires, not_before = claims["exp"], claims.get("nbf", 0)
    if not isinstance(expires, int | float) or not isinstance(not_before, int | float):
        raise Unauthenticated("The bearer token is malformed.")
    if expires <= moment:
        raise Unauthenticated("The bearer token has expired.")
    if not_before > moment + CLOCK_SKEW_SECONDS:
        raise Unauthenticated("The bearer token is not valid yet.")


def _viewer(claims: dict[str, Any]) -> Viewer:
    subject = claims["sub"]
    if not isinstance(subject, str) or not subject or not is_storable(subject):
        raise Unauthenticated("The bearer token is malformed.")
    if subject.startswith(GUEST_PREFIX):
        try:
            return Viewer(id=UUID(hex=subject.removeprefix(GUEST_PREFIX)))
        except ValueError:
            raise Unauthenticated("The bearer token is malformed.") from None
    return Viewer(
        id=person_id(subject),
        name=_name(claims.get("name")),
        roles=_roles(claims.get("roles", [])),
        is_identified=True,
        subject=subject,
    )


def _name(claimed: Any) -> str | None:
    """A name that shows nothing, or that no database stores, is none."""
    is_name = isinstance(claimed, str) and claimed.strip() and is_storable(claimed)
    return nfc(claimed) if is_name else None


def _roles(claimed: Any) -> frozenset[Role]:
    """Roles by name, whatever their case; names that are none of ours give nothing."""
    names = claimed if isinstance(claimed, list) else []
    known = {str(name).upper() for name in names}
    return frozenset(role for role in Role if role.value in known)


def keyed_hash(secrets: Sequence[bytes], *parts: str) -> str:
    """A hash that only the holder of the secret can make: for addresses and other things not to be kept."""
    return _keyed_hash(secrets[0], parts)


def keyed_hashes(secrets: Sequence[bytes], *parts: str) -> tuple[str, ...]:
    """The hash under each secret, the one that is stored now first: to find what was stored under an older one."""
    return tuple(_keyed_hash(secret, parts) for secret in secrets)


def _keyed_hash(secret: bytes, parts: Sequence[str]) -> str:
    return hmac.new(secret, "\0".join(parts).encode(), sha256).hexdigest()


ADDRESS = "address"
"""What is hashed here; the hash of another thing with the same text is another one."""


def address_hash(secrets: Sequence[bytes], address: str | None) -> str | None:
    """What is kept of an address: 64 hex digits, the same for all of its prefix. None where there is none."""
    return next(iter(address_hashes(secrets, address)), None)


def address_hashes(secrets: Sequence[bytes], address: str | None) -> tuple[str, ...]:
    """As `keyed_hashes`: what address_hash gives now and gave under the older secrets."""
    prefix = prefix_of(address) if address else None
    return keyed_hashes(secrets, ADDRESS, prefix) if prefix else ()
