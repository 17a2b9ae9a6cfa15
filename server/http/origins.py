"""Where a request comes from: a page of this site, or another."""

from __future__ import annotations

from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def is_own_origin(origin: str, host: str | None) -> bool:
    """Whether an Origin is the place that the request was sent to. Host and port are compared, as behind a proxy
    nobody here knows the scheme."""
    return _place(origin) == _place(f"//{host or ''}", like=origin) is not None


def _place(url: str, *, like: str | None = None) -> tuple[str, int] | None:
    """Host and port; None for what has none. A host without a port has that of the scheme of `like`."""
    try:
        parts = urlsplit(url)
        scheme = urlsplit(like).scheme if like else parts.scheme
        port = parts.port or DEFAULT_PORTS.get(scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None


def host_name(host: str | None) -> str | None:
    """The name or address in a Host header, without its port."""
    try:
        return urlsplit(f"//{host or ''}").hostname
    except ValueError:
        return None
