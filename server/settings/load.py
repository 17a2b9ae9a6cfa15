"""The environment -> Settings, or an OperatorError that names the variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from server.errors import OperatorError
from server.network import Network
from server.settings.caching import CACHE_SETTINGS, Caching
from server.settings.calls import OnError
from server.settings.identity import IDENTITY_SETTINGS, IdentitySettings, require_whole
from server.settings.limits import LIMIT_SETTINGS, Limits
from server.settings.observing import OBSERVING_SETTINGS, Observing
from server.settings.pages import PAGE_SETTINGS, Pages
from server.settings.setting import Setting
from server.settings.site_locales import SiteLocale, with_chains
from server.settings.table import SETTINGS, Documents, Environment

MIN_SECRET_BYTES = 32
"""As long as the HS256 digest: RFC 7518, 3.2 asks for a key of at least that size."""

MAKE_A_SECRET = "python3 -c 'import secrets; print(secrets.token_hex(32))'"

MAKE_A_WEBHOOK_SECRET = (
    "python3 -c 'import base64, secrets; "
    'print("whsec_" + base64.b64encode(secrets.token_bytes(32)).decode())\''
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Neither the database's password nor a secret is in its repr."""

    environment: Environment
    database_url: str = field(repr=False)
    """An async SQLAlchemy URL: sqlite+aiosqlite:///… or postgresql+asyncpg://…"""
    secrets: tuple[bytes, ...] = field(repr=False)
    """The first signs, all verify. Empty only in development, where GALLEY_SECRET is not set."""
    identity: IdentitySettings
    host: str
    port: int
    site_name: str
    default_locale: str
    locales: tuple[SiteLocale, ...]
    has_rate_limits: bool
    trusted_proxies: tuple[Network, ...]
    has_graphiql: bool
    body_limit_kb: int
    limits: Limits
    caching: Caching
    pages: Pages
    allowed_origins: tuple[str, ...]
    live_connections: int
    live_connections_per_address: int
    socket_operations: int
    db_pool_size: int
    statement_timeout_ms: int
    lock_timeout_ms: int
    busy_timeout_ms: int
    retention_days: int
    webhook_url: str | None = field(repr=False)
    """Not in the repr: such addresses often hold a token."""
    webhook_secrets: tuple[bytes, ...] = field(repr=False)
    scorer_url: str | None = field(repr=False)
    """Not in the repr: such addresses often hold a token."""
    scorer_secrets: tuple[bytes, ...] = field(repr=False)
    scorer_timeout_ms: int
    scorer_on_error: OnError
    documents: Documents
    has_compression: bool
    drain_ms: int
    stop_timeout_ms: int
    observing: Observing

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def sqlite_path(self) -> Path | None:
        """Relative to the working directory, or absolute. None on PostgreSQL."""
        name = make_url(self.database_url).database
        return Path(name) if self.is_sqlite and name else None

    @property
    def database_url_shown(self) -> str:
        """For messages: without the password."""
        return make_url(self.database_url).render_as_string(hide_password=True)

    @property
    def body_limit_bytes(self) -> int:
        return self.body_limit_kb * 1024


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Empty variables count as not set. Raises OperatorError for the first one that cannot be used."""
    values: dict[str, Any] = {setting.field: _read(setting, environ) for setting in SETTINGS}
    values["limits"] = Limits(**_taken(values, LIMIT_SETTINGS))
    values["caching"] = Caching(**_taken(values, CACHE_SETTINGS))
    values["pages"] = Pages(**_taken(values, PAGE_SETTINGS))
    values["observing"] = Observing(**_taken(values, OBSERVING_SETTINGS))
    values["identity"] = IdentitySettings(**_taken(values, IDENTITY_SETTINGS))
    require_whole(values["identity"])
    is_production = values["environment"] is Environment.PRODUCTION
    if is_production:
        _require_strong(values["secrets"])
    if values["has_graphiql"] is None:
        values["has_graphiql"] = not is_production
    values["locales"] = with_chains(values["locales"], values["default_locale"])
    _require_listed(values["default_locale"], values["locales"])
    if values["webhook_url"] and not values["webhook_secrets"]:
        raise OperatorError(
            "GALLEY_WEBHOOK_URL is set and GALLEY_WEBHOOK_SECRET is not, so its receiver could not tell your "
            f"messages from others'. Make one with: {MAKE_A_WEBHOOK_SECRET}"
        )
    if values["caching"].purge_url and not values["caching"].purge_secrets:
        raise OperatorError(
            "GALLEY_PURGE_URL is set and GALLEY_PURGE_SECRET is not, so its receiver could not tell your "
            f"messages from others'. Make one with: {MAKE_A_WEBHOOK_SECRET}"
        )
    if values["scorer_url"] and not values["scorer_secrets"]:
        raise OperatorError(
            "GALLEY_SCORER_URL is set and GALLEY_SCORER_SECRET is not, so the scorer could not tell your questions "
            "from others'. A secret is whsec_ and the base64 of 24 random bytes or more."
        )
    return Settings(**values)


def _taken(values: dict[str, Any], settings: tuple[Setting, ...]) -> dict[str, Any]:
    return {setting.field: values.pop(setting.field) for setting in settings}


def _read(setting: Setting, environ: Mapping[str, str]) -> object:
    name = setting.name
    if setting.override and environ.get(setting.override, "").strip():
        name = setting.override
    text = environ.get(name, "").strip() or setting.default
    try:
        return setting.read(text)
    except UnicodeError:
        raise _refusal(name, "it holds bytes that are no UTF-8", setting.accepts) from None
    except ValueError as problem:
        raise _refusal(name, str(problem), setting.accepts) from None


def _refusal(name: str, problem: str, accepts: str) -> OperatorError:
    return OperatorError(f"{name} cannot be used: {problem}. Accepted: {accepts}.")


def _require_strong(secrets: tuple[bytes, ...]) -> None:
    if not secrets:
        raise OperatorError(
            f"GALLEY_SECRET is not set, and production needs it: tokens are signed with it. "
            f"Make one with: {MAKE_A_SECRET}"
        )
    short = short_secret(secrets)
    if short is not None:
        raise OperatorError(
            f"GALLEY_SECRET is too short: {short}, and production needs {MIN_SECRET_BYTES} or more. "
            f"Make one with: {MAKE_A_SECRET}"
        )


def short_secret(secrets: tuple[bytes, ...]) -> str | None:
    """Which of them production refuses, and its length; None where all are long enough."""
    for number, secret in enumerate(secrets, start=1):
        if len(secret) < MIN_SECRET_BYTES:
            which = f"secret {number} of {len(secrets)}" if len(secrets) > 1 else "it"
            return f"{which} has {len(secret)} bytes"
    return None


def _require_listed(default_locale: str, locales: tuple[SiteLocale, ...]) -> None:
    listed = [entry.locale for entry in locales]
    if default_locale not in listed:
        raise OperatorError(
            f"GALLEY_DEFAULT_LOCALE is {default_locale}, which GALLEY_LOCALES ({' '.join(listed)}) "
            f"does not list. Set GALLEY_DEFAULT_LOCALE to one of those, or add it to GALLEY_LOCALES."
        )
