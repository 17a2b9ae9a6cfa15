"""Tokens of an OpenID provider -> viewers: whom they are from and for, and which roles their claims give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from server.auth.keys import KeySet
from server.auth.persons import person_of_provider
from server.auth.verified import LAST_MOMENT, Verified, made_at_of, malformed, moment_of, name_of, subject_of
from server.errors import Unauthenticated
from server.settings import Settings
from server.viewer import Role, Viewer

TYPES = (None, "jwt", "at+jwt", "application/at+jwt")
"""What the header of an ID token or an access token says it is (RFC 9068, 2.1); a logout token says another."""

LISTS_IN_TEXT = ("scope", "scp")
"""Claims whose text is a list of words (RFC 8693, 4.2). Any other text is one value, whatever spaces it has."""


@dataclass(frozen=True, slots=True)
class Provider:
    """`roles` gives a role by a value of the claim `roles_claim`; what it does not name gives nothing."""

    issuer: str
    audiences: tuple[str, ...]
    name_claim: str
    roles_claim: str
    roles: Mapping[str, Role]


def provider_of(settings: Settings) -> Provider | None:
    """None where none is set."""
    identity = settings.identity
    if identity.issuer is None:
        return None
    return Provider(
        issuer=identity.issuer,
        audiences=identity.audiences,
        name_claim=identity.name_claim,
        roles_claim=identity.roles_claim,
        roles={value: Role(role) for value, role in identity.roles},
    )


def verified_by_provider(
    token: str, header: Mapping[str, Any], *, provider: Provider, keys: KeySet, clock_skew_seconds: int
) -> Verified:
    """`header` is the token's, unverified. Raises Unauthenticated."""
    kind = header.get("typ")
    if not (kind is None or isinstance(kind, str)) or (kind and kind.lower()) not in TYPES:
        raise Unauthenticated("The bearer token is neither an access token nor an ID token.")
    claims = _claims(token, header, provider, keys)
    subject = subject_of(claims)
    starts = max(moment_of(claims.get("nbf", 0)), moment_of(claims.get("iat", 0)))
    return Verified(
        viewer=Viewer(
            id=person_of_provider(provider.issuer, subject),
            name=name_of(claim_at(claims, provider.name_claim)),
            roles=_roles(provider, claims),
            is_identified=True,
            subject=f"{provider.issuer} {subject}",
        ),
        made_at=made_at_of(claims),
        starts=starts - clock_skew_seconds,
        ends=min(moment_of(claims["exp"]) + clock_skew_seconds, LAST_MOMENT),
    )


def _claims(token: str, header: Mapping[str, Any], provider: Provider, keys: KeySet) -> dict[str, Any]:
    for key in keys.fitting(header.get("kid"), header["alg"]):
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=list(key.algorithms),
                audience=list(provider.audiences),
                issuer=provider.issuer,
                options={
                    "require": ["sub", "exp", "iss", "aud"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except jwt.InvalidSignatureError:
            continue
        except jwt.InvalidIssuerError:
            raise Unauthenticated("The bearer token is from another issuer.") from None
        except jwt.InvalidAudienceError:
            raise Unauthenticated("The bearer token is meant for another audience.") from None
        except jwt.PyJWTError:
            raise malformed() from None
        return claims
    raise Unauthenticated("The bearer token is not valid here.")


def claim_at(claims: Mapping[str, Any], path: str) -> Any:
    """The claim of that very name, else the one that dots lead to. None where there is none."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _roles(provider: Provider, claims: Mapping[str, Any]) -> frozenset[Role]:
    claimed = claim_at(claims, provider.roles_claim)
    if isinstance(claimed, str):
        claimed = claimed.split() if provider.roles_claim in LISTS_IN_TEXT else [claimed]
    values = [each for each in claimed if isinstance(each, str)] if isinstance(claimed, list) else []
    return frozenset(provider.roles[value] for value in values if value in provider.roles)
