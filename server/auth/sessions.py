"""Sessions of the site's own pages: what their cookie holds, and the proof that a page shows beside it.

The cookie is signed by a key that is derived from the secret, so that no session is a bearer token, and no bearer
token a session. Neither is stored: a session is the token that it was made with, in other clothes.
"""

from __future__ import annotations

import hmac
import secrets as randomness
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import jwt

from server.auth.tokens import ALGORITHM
from server.auth.verified import Verified, made_at_of, moment_of
from server.errors import Unauthenticated
from server.viewer import Role, Viewer

KIND = "session"
MAX_CHARS = 3_800
"""Browsers keep no cookie of more than 4096 bytes, its name and attributes included."""


@dataclass(frozen=True, slots=True)
class Session:
    """`value` is the cookie's; `proof` is told to the page that has made it."""

    value: str = field(repr=False)
    proof: str = field(repr=False)
    ends_at: datetime


def make_session(
    verified: Verified, *, secrets: Sequence[bytes], now: datetime, longest: timedelta
) -> Session:
    """Ends with the token at the latest, and counts as made when the token was: revoking ends both. Raises
    Unauthenticated for one that no cookie can hold."""
    ends = min(int(verified.ends), int((now + longest).timestamp()))
    viewer, id_ = verified.viewer, randomness.token_urlsafe(16)
    claims = {
        "jti": id_,
        "person": viewer.id.hex if viewer.id else None,
        "sub": viewer.subject,
        "name": viewer.name,
        "roles": sorted(viewer.roles),
        "iat": verified.made_at,
        "exp": ends,
    }
    told = {name: value for name, value in claims.items() if value is not None}
    value = jwt.encode(told, _key(secrets[0]), algorithm=ALGORITHM)
    if len(value) > MAX_CHARS:
        raise Unauthenticated("The bearer token names more than a cookie can hold.")
    return Session(value, _proof(secrets[0], id_), datetime.fromtimestamp(ends, UTC))


def verified_session(value: str, *, secrets: Sequence[bytes]) -> Verified:
    """Raises Unauthenticated."""
    for secret in secrets:
        try:
            claims: dict[str, Any] = jwt.decode(
                value,
                _key(secret),
                algorithms=[ALGORITHM],
                options={"require": ["exp", "jti"], "verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidSignatureError:
            continue
        except jwt.PyJWTError:
            break
        return Verified(
            viewer=_viewer(claims),
            made_at=made_at_of(claims),
            starts=0,
            ends=moment_of(claims["exp"]),
            kind=KIND,
            proof=_proof(secret, claims["jti"]),
        )
    raise Unauthenticated("The session is not valid here.")


def _viewer(claims: dict[str, Any]) -> Viewer:
    """What make_session has written, as nobody else can."""
    viewer = Viewer(id=UUID(hex=claims["person"]) if "person" in claims else None)
    if "sub" not in claims:
        return viewer
    roles = frozenset(Role(name) for name in claims["roles"])
    return replace(viewer, name=claims.get("name"), roles=roles, is_identified=True, subject=claims["sub"])


def _key(secret: bytes) -> bytes:
    return hmac.digest(secret, b"galley session", sha256)


def _proof(secret: bytes, id_: str) -> str:
    return hmac.new(_key(secret), b"galley csrf\0" + id_.encode(), sha256).hexdigest()
