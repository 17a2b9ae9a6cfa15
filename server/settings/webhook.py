"""Readers of the webhook's settings. As either may hold a secret, no message repeats them."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import urlsplit

SECRET_PREFIX = "whsec_"
SECRET_BYTES = range(24, 65)
"""What Standard Webhooks 1.0 asks of a secret ("Symmetric signatures")."""


def webhook_url(text: str) -> str | None:
    """None where there is none. ASCII alone, as it goes into a request's first line."""
    if not text:
        return None
    if not re.fullmatch(r"[!-~]+", text):
        raise ValueError("it holds spaces or letters that are to be percent-encoded")
    parts = urlsplit(text)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ValueError("it is not an address of http or https")
    if "@" in parts.netloc:
        raise ValueError("it names a user")
    _ = parts.port  # raises ValueError for one out of range
    return text


def webhook_secrets(text: str) -> tuple[bytes, ...]:
    """The keys in order, without repeats."""
    keys = [_key(part) for part in re.split(r"[\s,]+", text) if part]
    return tuple(dict.fromkeys(keys))


def _key(text: str) -> bytes:
    if not text.startswith(SECRET_PREFIX):
        raise ValueError(f"a secret does not begin with {SECRET_PREFIX}")
    try:
        key = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"what follows {SECRET_PREFIX} is no base64") from None
    if len(key) not in SECRET_BYTES:
        raise ValueError(f"a secret has {len(key)} bytes")
    return key
