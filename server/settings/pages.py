"""The pages for readers and moderators: whether they are served, under which address, in whose time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.settings import values
from server.settings.setting import Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """`site_url` without a slash at its end; None: the address under which each request came."""

    are_served: bool = True
    site_url: str | None = None
    timezone: tzinfo = UTC


def _site_url(text: str) -> str | None:
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise ValueError("it is not an address of http or https without a path")
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("it holds more than a scheme, a host and a port")
    return f"{parts.scheme}://{parts.netloc}"


def _timezone(text: str) -> tzinfo:
    if text.upper() == "UTC":
        return UTC
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{values.shown(text)} is not a time zone") from None


PAGE_SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="GALLEY_PAGES",
        field="are_served",
        unit="switch",
        default="on",
        accepts="on or off",
        help="The pages for readers and the console for moderators.",
        read=values.switch,
    ),
    Setting(
        name="GALLEY_SITE_URL",
        field="site_url",
        unit="URL",
        default="",
        accepts="http://… or https://… without a path",
        help="Where readers find the site, for canonical links and feeds. Without it: where each request came to.",
        read=_site_url,
    ),
    Setting(
        name="GALLEY_TIMEZONE",
        field="timezone",
        unit="name",
        default="UTC",
        accepts="UTC or a name of the IANA time zone database, such as Asia/Dhaka",
        help="Whose time the pages show.",
        read=_timezone,
    ),
)
