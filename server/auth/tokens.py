"""Tokens by the site's secrets: HS256, the first secret signs, all verify.

A person with an identity has a `sub` of the identity's; a guest's token names the person row itself
("guest:<hex>") and carries no roles.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

from server.auth.persons import GUEST_PREFIX, person_id
from server.auth.verified import Verified, made_at_of, malformed, moment_of, name_of, subject_of
from server.errors import Unauthenticated
from server.text.normal import nfc
from server.viewer import Role, Viewer

ALGORITHM = "HS256"
GUEST_TOKEN_DAYS = 365
MAX_TOKEN_CHARS = 8_192

# A short secret is told of, and in production refused, where the settings are read: not beside every token.
warnings.filterwarnings("ignore", message="The HMAC key is", module="jwt")


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


def signed_claims(token: str, *, secrets: Sequence[bytes]) -> dict[str, Any]:
    """What a token says that one of the secrets has signed. Raises Unauthenticated."""
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
            raise malformed() from None
        return claims
    raise Unauthenticated("The bearer token is not valid here.")


def verified_token(token: str, *, secrets: Sequence[bytes], clock_skew_seconds: int) -> Verified:
    """It ends at the very second that it tells, as whoever knows a secret of the site is its maker. Raises
    Unauthenticated."""
    claims = signed_claims(token, secrets=secrets)
    return Verified(
        viewer=_viewer(claims),
        made_at=made_at_of(claims),
        starts=moment_of(claims.get("nbf", 0)) - clock_skew_seconds,
        ends=moment_of(claims["exp"]),
    )


def _viewer(claims: dict[str, Any]) -> Viewer:
    subject = subject_of(claims)
    if subject.startswith(GUEST_PREFIX):
        try:
            return Viewer(id=UUID(hex=subject.removeprefix(GUEST_PREFIX)))
        except ValueError:
            raise malformed() from None
    return Viewer(
        id=person_id(subject),
        name=name_of(claims.get("name")),
        roles=_roles(claims.get("roles", [])),
        is_identified=True,
        subject=subject,
    )


def _roles(claimed: Any) -> frozenset[Role]:
    """Roles by name, whatever their case; names that are none of ours give nothing."""
    names = claimed if isinstance(claimed, list) else []
    known = {str(name).upper() for name in names}
    return frozenset(role for role in Role if role.value in known)
