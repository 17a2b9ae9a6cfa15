"""What browsers are told of every page: what it may load and do, and who may frame it."""

from __future__ import annotations

SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' https: data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""Images may be anywhere: articles name theirs by address. Nothing else comes from another host."""


def policy(**others: str) -> str:
    """The Content-Security-Policy of a page, with other sources where it needs them."""
    return "; ".join(f"{what} {where}" for what, where in {**SOURCES, **others}.items())


PAGE_HEADERS = {
    "content-security-policy": policy(),
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-content-type-options": "nosniff",
}
