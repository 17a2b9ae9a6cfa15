"""Every setting, declared once: its name, unit, default, what is accepted and what it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from server.settings import database_url, values
from server.settings.caching import CACHE_SETTINGS
from server.settings.calls import CALL_SETTINGS
from server.settings.identity import IDENTITY_SETTINGS
from server.settings.limits import LIMIT_SETTINGS
from server.settings.observing import OBSERVING_SETTINGS
from server.settings.pages import PAGE_SETTINGS
from server.settings.serving import SERVING_SETTINGS
from server.settings.setting import Setting
from server.settings.site_locales import locale_tag, written_locales

PREFIX = "GALLEY_"
MINUTE_MS = 60_000


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Documents(StrEnum):
    """Which documents are run: those that anybody sends, or those that are registered."""

    ANY = "any"
    REGISTERED = "registered"


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="GALLEY_ENV",
        field="environment",
        unit="name",
        default="development",
        accepts="development or production",
        help="production refuses weak secrets and hides GraphiQL.",
        read=values.choice(Environment),
    ),
    Setting(
        name="GALLEY_DATABASE_URL",
        field="database_url",
        unit="URL",
        default="sqlite:///var/galley.db",
        accepts=database_url.ACCEPTED,
        help="The database. A relative SQLite file counts from the working directory.",
        read=database_url.database_url,
    ),
    Setting(
        name="GALLEY_SECRET",
        field="secrets",
        unit="text of 32 bytes or more",
        default="",
        accepts="one secret, or several separated by commas or white space",
        help="Signs tokens and keys address hashes: the first signs, all verify. Required in production.",
        read=values.secrets,
    ),
    *IDENTITY_SETTINGS,
    Setting(
        name="GALLEY_HOST",
        field="host",
        unit="host name or address",
        default="127.0.0.1",
        accepts="a host name or an address, for example 0.0.0.0",
        help="Where the server listens.",
        read=values.host,
    ),
    Setting(
        name="GALLEY_PORT",
        field="port",
        unit="port",
        default="8000",
        accepts="1 to 65535, or 0 for any free port",
        help="The port it listens on. PORT wins where it is set.",
        read=values.whole_number(0, 65535),
        override="PORT",
    ),
    Setting(
        name="GALLEY_SITE_NAME",
        field="site_name",
        unit="text",
        default="Galley",
        accepts=f"one line of at most {values.MAX_SITE_NAME} characters",
        help="The newsroom's name, as Site.name gives it.",
        read=values.site_name,
    ),
    Setting(
        name="GALLEY_DEFAULT_LOCALE",
        field="default_locale",
        unit="BCP 47 tag",
        default="en",
        accepts="a language tag that GALLEY_LOCALES lists",
        help="The language that the others fall back to.",
        read=locale_tag,
    ),
    Setting(
        name="GALLEY_LOCALES",
        field="locales",
        unit="BCP 47 tags",
        default="en bn ar pt",
        accepts="language tags with or without a fallback chain, such as: en, bn>en, pt-BR>pt>en, ar",
        help="The site's languages. Without a chain: the tag's parents, then the default locale.",
        read=written_locales,
    ),
    Setting(
        name="GALLEY_RATE_LIMITS",
        field="has_rate_limits",
        unit="switch",
        default="on",
        accepts="on or off",
        help="Whether posting too fast is refused.",
        read=values.switch,
    ),
    Setting(
        name="GALLEY_TRUSTED_PROXIES",
        field="trusted_proxies",
        unit="networks",
        default="",
        accepts="addresses and networks such as 10.0.0.0/8, separated by commas or white space, or private",
        help="Proxies whose X-Forwarded-For is believed. private: loopback and private networks.",
        read=values.networks,
    ),
    Setting(
        name="GALLEY_GRAPHIQL",
        field="has_graphiql",
        unit="switch",
        default="auto",
        accepts="on, off or auto",
        help="The query page at the endpoint. auto: on in development, off in production.",
        read=values.switch_or_auto,
    ),
    Setting(
        name="GALLEY_BODY_LIMIT_KB",
        field="body_limit_kb",
        unit="KiB",
        default="256",
        accepts="1 to 10240",
        help="The largest request body. A larger one is refused unread.",
        read=values.whole_number(1, 10_240),
    ),
    *LIMIT_SETTINGS,
    *CACHE_SETTINGS,
    *PAGE_SETTINGS,
    Setting(
        name="GALLEY_ALLOWED_ORIGINS",
        field="allowed_origins",
        unit="origins",
        default="",
        accepts="origins separated by commas or white space, such as https://example.org, or * for all",
        help="Pages elsewhere that may open a WebSocket. Those of this site always may.",
        read=values.origins,
    ),
    Setting(
        name="GALLEY_LIVE_CONNECTIONS",
        field="live_connections",
        unit="connections",
        default="5000",
        accepts="1 to 1000000",
        help="WebSockets and event streams that a process keeps open at once.",
        read=values.whole_number(1, 1_000_000),
    ),
    Setting(
        name="GALLEY_LIVE_CONNECTIONS_PER_ADDRESS",
        field="live_connections_per_address",
        unit="connections",
        default="100",
        accepts="1 to 1000000",
        help="How many of them one address may hold (an IPv6 address counts by its /48).",
        read=values.whole_number(1, 1_000_000),
    ),
    Setting(
        name="GALLEY_SOCKET_OPERATIONS",
        field="socket_operations",
        unit="operations",
        default="30",
        accepts="1 to 10000",
        help="Operations that one WebSocket runs at once.",
        read=values.whole_number(1, 10_000),
    ),
    Setting(
        name="GALLEY_DB_POOL_SIZE",
        field="db_pool_size",
        unit="connections",
        default="8",
        accepts="1 to 200",
        help="PostgreSQL only: a process keeps as many for reads and again as many for writes.",
        read=values.whole_number(1, 200),
    ),
    Setting(
        name="GALLEY_STATEMENT_TIMEOUT_MS",
        field="statement_timeout_ms",
        unit="milliseconds",
        default="15000",
        accepts="1 to 3600000, or 0 for none",
        help="PostgreSQL only: a statement that takes longer is cancelled.",
        read=values.whole_number(0, 60 * MINUTE_MS),
    ),
    Setting(
        name="GALLEY_LOCK_TIMEOUT_MS",
        field="lock_timeout_ms",
        unit="milliseconds",
        default="5000",
        accepts="1 to 3600000, or 0 for none",
        help="PostgreSQL only: how long a write waits for a row that another one holds.",
        read=values.whole_number(0, 60 * MINUTE_MS),
    ),
    Setting(
        name="GALLEY_BUSY_TIMEOUT_MS",
        field="busy_timeout_ms",
        unit="milliseconds",
        default="10000",
        accepts="1 to 3600000",
        help="SQLite only: how long a write waits for another process's write.",
        read=values.whole_number(1, 60 * MINUTE_MS),
    ),
    Setting(
        name="GALLEY_RETENTION_DAYS",
        field="retention_days",
        unit="days",
        default="90",
        accepts="1 to 3650",
        help="How long guests' e-mail addresses, address hashes, idempotency keys and events are kept.",
        read=values.whole_number(1, 3_650),
    ),
    *CALL_SETTINGS,
    Setting(
        name="GALLEY_DOCUMENTS",
        field="documents",
        unit="name",
        default="any",
        accepts="any or registered",
        help="registered runs only documents that galley documents add has registered.",
        read=values.choice(Documents),
    ),
    *SERVING_SETTINGS,
    *OBSERVING_SETTINGS,
)


@dataclass(frozen=True, slots=True)
class UnknownSetting:
    """A GALLEY_ variable that nothing reads, and the setting that was probably meant."""

    name: str
    meant: str | None

    def __str__(self) -> str:
        hint = f" Did you mean {self.meant}?" if self.meant else ""
        return f"{self.name} is not a setting.{hint}"


def unknown_settings(names: Iterable[str]) -> tuple[UnknownSetting, ...]:
    """Takes an environment or its names. Names in another case are unknown too, as nothing reads them."""
    known = [setting.name for setting in SETTINGS]
    strangers = sorted(name for name in names if name.upper().startswith(PREFIX) and name not in known)
    return tuple(UnknownSetting(name, _nearest(name.upper(), known)) for name in strangers)


def _nearest(name: str, known: list[str]) -> str | None:
    # The shared prefix would make any two names alike, so only what follows it is compared.
    tails = {full.removeprefix(PREFIX): full for full in known}
    matches = get_close_matches(name.removeprefix(PREFIX), tails, n=1)
    return tails[matches[0]] if matches else None
