"""GALLEY_DATABASE_URL in the forms that hosts and manuals give it -> the one form that SQLAlchemy opens.

No message repeats the text: a part of a mistyped URL can be the password.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote

from sqlalchemy.engine import URL

ACCEPTED = (
    "sqlite:///FILE, sqlite+aiosqlite:///FILE, postgresql://USER:PASSWORD@HOST:PORT/NAME, "
    "postgres://… or postgresql+asyncpg://… (percent-encode special characters)"
)
_SQLITE = ("sqlite", "sqlite+aiosqlite")
_POSTGRESQL = ("postgres", "postgresql", "postgresql+asyncpg")
_ADDRESS = re.compile(
    r"""
    (?: \[ (?P<ipv6>[0-9A-Fa-f:.]+) \] | (?P<host>[^\s/:?@,\[\]]+) )?
    (?: : (?P<port>[0-9]{1,5})? )?
    (?: / (?P<name>[^\s/?@]*) )?
    (?: \? (?P<query> (?: [A-Za-z_]+=[^&]* (?:&|$) )* ) )?
    """,
    re.VERBOSE,
)
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_SSL_WORDS = {mode: mode for mode in _SSL_MODES}
_SSL_WORDS |= {"true": "require", "on": "require", "yes": "require", "1": "require"}
_SSL_WORDS |= {"false": "disable", "off": "disable", "no": "disable", "0": "disable"}
_OPTIONS = ("host", "port", "ssl", "sslmode")
_HIGHEST_PORT = 65535


def database_url(text: str) -> str:
    """An async SQLAlchemy URL, with its password. Raises ValueError."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        raise ValueError("it has no :// and so is no URL")
    if scheme.lower() in _SQLITE:
        return _sqlite(rest)
    if scheme.lower() in _POSTGRESQL:
        return _postgresql(rest).render_as_string(hide_password=False)
    raise ValueError("it begins with a kind of database or a driver that Galley does not use")


def _sqlite(rest: str) -> str:
    path = unquote(rest[1:])
    if not rest.startswith("/"):
        raise ValueError("a SQLite URL has three slashes before the file, four before an absolute path")
    if "?" in rest:
        raise ValueError("a SQLite URL takes no options here")
    if not path or path == ":memory:" or path.startswith("file:"):
        raise ValueError("Galley opens several connections, so the SQLite database has to be a file")
    return URL.create("sqlite+aiosqlite", database=path).render_as_string()


def _postgresql(rest: str) -> URL:
    user_info, address = _split(rest)
    user, has_password, password = user_info.partition(":")
    options = _options(address["query"] or "")
    host = options.pop("host", None) or unquote(address["ipv6"] or address["host"] or "")
    port = options.pop("port", None) or address["port"]
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) <= _HIGHEST_PORT):
        raise ValueError("its port is not a number from 1 to 65535")
    if not re.fullmatch(r"(/.*|[^\s/:?@,\[\]]+|[0-9A-Fa-f:.]+)?", host):
        raise ValueError("its host is no name, address or folder of a socket")
    if host.startswith("/"):  # the folder of a Unix socket, which no host part of a URL can hold
        options, host = {**options, "host": host}, ""
    return URL.create(
        "postgresql+asyncpg",
        username=unquote(user) or None,
        password=unquote(password) if has_password and password else None,
        host=host or None,
        port=int(port) if port else None,
        database=unquote(address["name"] or "") or None,
        query=options,
    )


def _split(rest: str) -> tuple[str, re.Match[str]]:
    """User and password apart from the address, at the first @ behind which an address stands.

    So a password may hold a raw @ / # or ?, as people paste them.
    """
    starts = [0, *(mark.end() for mark in re.finditer("@", rest))]
    for start in starts:
        address = _ADDRESS.fullmatch(rest, start)
        if address is not None:
            return rest[: max(start - 1, 0)], address
    raise ValueError("behind :// it does not read as USER:PASSWORD@HOST:PORT/NAME")


def _options(query: str) -> dict[str, str]:
    given = {name: value for name, value in parse_qsl(query, keep_blank_values=True) if value}
    unknown = sorted(given.keys() - set(_OPTIONS))
    if unknown:
        raise ValueError(f"its option {unknown[0]!r} is none of {', '.join(_OPTIONS)}")
    modes = {given.pop(name).lower() for name in ("ssl", "sslmode") if name in given}
    if len(modes) > 1 or not modes <= _SSL_WORDS.keys():
        raise ValueError(f"its ssl or sslmode is none of {', '.join(_SSL_MODES)}, or the two differ")
    return given | ({"ssl": _SSL_WORDS[modes.pop()]} if modes else {})
