"""How long answers may be kept, here and on the way to readers: declared once each, as settings."""

from __future__ import annotations

from dataclasses import dataclass, field

from server.settings import values, webhook
from server.settings.setting import Setting

MIB = 1024 * 1024
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Caching:
    """`kept_mb` is of memory in this process; the seconds are told to browsers and proxies."""

    kept_mb: int = 16
    article_seconds: int = 60
    comment_seconds: int = 10
    stale_seconds: int = 300
    purge_url: str | None = field(default=None, repr=False)
    """Not in the repr: such addresses often hold a token."""
    purge_secrets: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def kept_bytes(self) -> int:
        return self.kept_mb * MIB


def _seconds(name: str, field_: str, default: int, meaning: str) -> Setting:
    return Setting(
        name=name,
        field=field_,
        unit="seconds",
        default=str(default),
        accepts=f"0 to {DAY_SECONDS}",
        help=meaning,
        read=values.whole_number(0, DAY_SECONDS),
    )


CACHE_SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="GALLEY_KEPT_ANSWERS_MB",
        field="kept_mb",
        unit="MiB",
        default="16",
        accepts="0 to 4096",
        help="Memory of a process for answers to guests, kept until something in them changes. 0 keeps none.",
        read=values.whole_number(0, 4_096),
    ),
    _seconds(
        "GALLEY_CACHE_ARTICLES_SECONDS",
        "article_seconds",
        60,
        "How long browsers and proxies may keep the answer to a GET that shows no comments. 0: they ask each time.",
    ),
    _seconds(
        "GALLEY_CACHE_COMMENTS_SECONDS",
        "comment_seconds",
        10,
        "The same, where it shows comments or whether they are open.",
    ),
    _seconds(
        "GALLEY_CACHE_STALE_SECONDS",
        "stale_seconds",
        300,
        "How much longer a proxy may serve it while it fetches a new one.",
    ),
    Setting(
        name="GALLEY_PURGE_URL",
        field="purge_url",
        unit="URL",
        default="",
        accepts="http://… or https://… without a user name",
        help="Is sent the Surrogate-Keys of what has changed for readers. Needs GALLEY_PURGE_SECRET.",
        read=webhook.webhook_url,
    ),
    Setting(
        name="GALLEY_PURGE_SECRET",
        field="purge_secrets",
        unit="whsec_ and base64",
        default="",
        accepts="whsec_ and the base64 of 24 to 64 bytes; or several, separated by commas or white space",
        help="Signs what GALLEY_PURGE_URL is sent, with each secret (Standard Webhooks).",
        read=webhook.webhook_secrets,
    ),
)
