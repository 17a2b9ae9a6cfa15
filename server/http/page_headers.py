"""What a browser is told with every page of the site: whom to load from, whom to show it to, what to let it do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.types import Scope

from server.http.proxies import is_https
from server.settings import Settings

SELF = "'self'"
NONE = "'none'"

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
        "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "browsing-topics",
    )
)  # fmt: skip
"""None of Galley's pages uses any of these, and what is written into one by mistake shall not either."""

HSTS_SECONDS = 31_536_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSources:
    """What a page needs beside what comes from this site. Without any of them it loads nothing from elsewhere, and
    runs nothing that stands in the page itself."""

    scripts: Sequence[str] = ()
    styles: Sequence[str] = ()
    images: Sequence[str] = ()
    fonts: Sequence[str] = ()
    workers: Sequence[str] = ()
    connections: Sequence[str] = ()

    @property
    def policy(self) -> str:
        """A Content-Security-Policy of level 3."""
        directives = {
            "default-src": [NONE],
            "script-src": [SELF, *self.scripts],
            "style-src": [SELF, *self.styles],
            "img-src": [SELF, "data:", *self.images],
            "font-src": [SELF, *self.fonts],
            "connect-src": [SELF, *self.connections],
            "worker-src": [SELF, *self.workers],
            "manifest-src": [SELF],
            "form-action": [SELF],
            "base-uri": [NONE],
            "frame-ancestors": [NONE],
        }
        return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


OWN_SOURCES = PageSources()
"""For a page of files of this site alone."""


def page_headers(scope: Scope, settings: Settings, sources: PageSources = OWN_SOURCES) -> Mapping[str, str]:
    """For a response with HTML."""
    headers = {
        "Content-Security-Policy": sources.policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if is_https(scope, settings):
        headers["Strict-Transport-Security"] = f"max-age={HSTS_SECONDS}"
    return headers
