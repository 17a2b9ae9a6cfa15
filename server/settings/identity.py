"""Who signs people in, how long a session of the site's own pages lasts, and which other pages may ask."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from server.errors import OperatorError
from server.settings import values
from server.settings.setting import Setting

ROLES = ("READER", "MODERATOR", "EDITOR", "ADMIN")
"""By the names that server.viewer.Role has."""

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
"""What is asked of these does not leave the machine, so that it may be asked without TLS."""

MAX_CLAIM_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentitySettings:
    """`roles` are pairs of a claim's value and a role's name. Without an issuer nobody signs in at a provider."""

    issuer: str | None = None
    audiences: tuple[str, ...] = ()
    jwks_url: str | None = None
    roles_claim: str = "roles"
    roles: tuple[tuple[str, str], ...] = ()
    name_claim: str = "name"
    clock_skew_seconds: int = 30
    session_hours: int = 12
    cors_origins: tuple[str, ...] = ()


def is_local(host: str | None) -> bool:
    return host in LOCAL_HOSTS


def secure_url(text: str) -> str | None:
    """None where there is none. What comes from there is believed, so it has to come by TLS."""
    if not text:
        return None
    if not re.fullmatch(r"[!-~]+", text):
        raise ValueError("it holds spaces or letters that are to be percent-encoded")
    parts = urlsplit(text)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise ValueError("it is not an address of https")
    if parts.scheme == "http" and not is_local(parts.hostname):
        raise ValueError("http is for this machine alone; others have to be asked by https")
    if "@" in parts.netloc or parts.fragment:
        raise ValueError("it names a user or a fragment")
    _ = parts.port  # raises ValueError for one out of range
    return text


def issuer(text: str) -> str | None:
    """As `secure_url`, without a query (OpenID Connect Discovery, 3)."""
    if "?" in text:
        raise ValueError("it has a query")
    return secure_url(text)


def words(text: str) -> tuple[str, ...]:
    """In order, without repeats."""
    return tuple(dict.fromkeys(part for part in re.split(r"[\s,]+", text) if part))


def claim(text: str) -> str:
    if len(text) > MAX_CLAIM_CHARS or not text.isprintable():
        raise ValueError(f"{values.shown(text)} is not the name of a claim")
    return text


def roles(text: str) -> tuple[tuple[str, str], ...]:
    """`editors=EDITOR, /newsroom/moderators=MODERATOR` -> pairs. A value may hold spaces and signs of equality."""
    pairs: list[tuple[str, str]] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        value, sign, role = (piece.strip() for piece in part.rpartition("="))
        if not sign or not value:
            raise ValueError(f"{values.shown(part)} is not a value, =, and a role")
        if role.upper() not in ROLES:
            raise ValueError(f"{values.shown(role)} is not a role")
        if value in dict(pairs):
            raise ValueError(f"{values.shown(value)} is there twice")
        pairs.append((value, role.upper()))
    return tuple(pairs)


def require_whole(identity: IdentitySettings) -> None:
    """Raises OperatorError where one setting needs another."""
    if identity.issuer is not None and not identity.audiences:
        raise OperatorError(
            "GALLEY_OIDC_ISSUER is set and GALLEY_OIDC_AUDIENCE is not, so tokens that the provider made for other "
            "sites would count here. Set it to what your clients' tokens have as aud."
        )
    lost = identity.audiences or identity.jwks_url or identity.roles
    if lost and identity.issuer is None:
        raise OperatorError(
            "GALLEY_OIDC_AUDIENCE, GALLEY_OIDC_JWKS_URL or GALLEY_OIDC_ROLES is set and GALLEY_OIDC_ISSUER is not, "
            "so nobody could sign in. Set it to the provider's address, as its tokens have it as iss."
        )


IDENTITY_SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="GALLEY_OIDC_ISSUER",
        field="issuer",
        unit="URL",
        default="",
        accepts="https://…, exactly as tokens have it as iss; http on this machine alone",
        help="An OpenID provider whose tokens count beside those of GALLEY_SECRET. Needs GALLEY_OIDC_AUDIENCE.",
        read=issuer,
    ),
    Setting(
        name="GALLEY_OIDC_AUDIENCE",
        field="audiences",
        unit="names",
        default="",
        accepts="one name, or several separated by commas or white space",
        help="What a provider's token must have as aud, one of them.",
        read=words,
    ),
    Setting(
        name="GALLEY_OIDC_JWKS_URL",
        field="jwks_url",
        unit="URL",
        default="",
        accepts="https://…; http on this machine alone",
        help="Where the provider's keys are. Without it: as its /.well-known/openid-configuration says.",
        read=secure_url,
    ),
    Setting(
        name="GALLEY_OIDC_ROLES",
        field="roles",
        unit="values and roles",
        default="",
        accepts="VALUE=ROLE, separated by commas; a role is READER, MODERATOR, EDITOR or ADMIN",
        help="Which roles the values of GALLEY_OIDC_ROLES_CLAIM give. What is not named gives none.",
        read=roles,
    ),
    Setting(
        name="GALLEY_OIDC_ROLES_CLAIM",
        field="roles_claim",
        unit="claim",
        default="roles",
        accepts="a claim's name, with dots where it lies in another: realm_access.roles",
        help="The claim of a provider's token that GALLEY_OIDC_ROLES reads.",
        read=claim,
    ),
    Setting(
        name="GALLEY_OIDC_NAME_CLAIM",
        field="name_claim",
        unit="claim",
        default="name",
        accepts="a claim's name, with dots where it lies in another",
        help="The claim of a provider's token that is shown as the person's name.",
        read=claim,
    ),
    Setting(
        name="GALLEY_CLOCK_SKEW_SECONDS",
        field="clock_skew_seconds",
        unit="seconds",
        default="30",
        accepts="0 to 300",
        help="How far the clocks of whoever makes tokens and of this server may be apart.",
        read=values.whole_number(0, 300),
    ),
    Setting(
        name="GALLEY_SESSION_HOURS",
        field="session_hours",
        unit="hours",
        default="12",
        accepts="1 to 720",
        help="How long a session of the site's own pages lasts, and never longer than the token it began with.",
        read=values.whole_number(1, 720),
    ),
    Setting(
        name="GALLEY_CORS_ORIGINS",
        field="cors_origins",
        unit="origins",
        default="",
        accepts="origins separated by commas or white space, such as https://example.org, or * for all",
        help="Pages elsewhere whose scripts may ask and read answers, with bearer tokens and never by cookie.",
        read=values.origins,
    ),
)
