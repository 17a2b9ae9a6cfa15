"""What a request shows of who asks: an Authorization header, or else the cookie of a session.

A browser sends the cookie whoever has written the page. So it counts only for pages of this site, and where something
may be changed only beside a header that no form can send (docs/decisions/0029).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from server.errors import Forbidden
from server.http.exchange import Exchange
from server.http.origins import host_name, is_own_origin
from server.settings import is_local

COOKIE = "galley_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""Browsers take a cookie of such a name only by HTTPS, for the whole host and for no other."""

PROOF_HEADER = b"x-galley-csrf"
READING = ("GET", "HEAD")
OWN_SITES = ("same-origin", "none")
"""Values of Sec-Fetch-Site; `none` is an address that a person has typed."""


class FromAnotherPage(Forbidden):
    """The cookie was sent for a page that may not use it."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """`session` is a cookie's value. Where `must_prove`, `proof` has to be what the session's page was told."""

    authorization: str | None = None
    session: str | None = field(default=None, repr=False)
    proof: str | None = field(default=None, repr=False)
    must_prove: bool = False

    def check_proof(self, expected: str | None) -> None:
        """Raises FromAnotherPage."""
        if not self.must_prove:
            return
        if expected is None or not hmac.compare_digest((self.proof or "").encode(), expected.encode()):
            raise FromAnotherPage(
                "A request by the session's cookie needs the header X-Galley-CSRF with the csrfToken of the session."
            )


NOBODY = Credentials()
"""Where a request says not who asks. What anybody else is answered is theirs alone, and is not kept for others."""


def credentials_of(exchange: Exchange, *, by_cookie: bool = False) -> Credentials:
    """Of a request. Beside an Authorization header no cookie counts, unless it is asked for `by_cookie`. Raises
    FromAnotherPage."""
    authorization = exchange.header(b"authorization")
    if authorization is not None and not by_cookie:
        return Credentials(authorization)
    session = session_cookie(exchange)
    if session is None:
        return NOBODY
    if not is_from_own_page(exchange):
        raise FromAnotherPage("The session's cookie counts only for pages of this site.")
    return Credentials(
        session=session,
        proof=exchange.header(PROOF_HEADER),
        must_prove=exchange.method not in READING,
    )


def socket_credentials(connection: HTTPConnection, told: str | None) -> Credentials:
    """Of a WebSocket; `told` is what connection_init says. Browsers send the Origin of a page that opens one always,
    so a cookie without it is no page's."""
    authorization = told or connection.headers.get("authorization")
    if authorization is not None:
        return Credentials(authorization)
    host, origins = connection.headers.get("host"), connection.headers.getlist("origin")
    if len(origins) != 1 or not is_own_origin(origins[0], host):
        return NOBODY
    session = _cookie("; ".join(connection.headers.getlist("cookie")), host)
    return NOBODY if session is None else Credentials(session=session)


def session_cookie(exchange: Exchange) -> str | None:
    """The value of the session's cookie; None where there is none."""
    cookies = exchange.header(b"cookie")
    return None if cookies is None else _cookie(cookies.replace(", ", "; "), exchange.header(b"host"))


def cookie_name(host: str | None) -> str:
    """By HTTPS alone, but on this machine. A page of a subdomain could set the plain name for the whole site."""
    return COOKIE if is_local(host_name(host)) else SECURE_COOKIE


def _cookie(cookies: str, host: str | None) -> str | None:
    """An empty one is none. Of several of that name none can be told to be the site's."""
    if COOKIE not in cookies:
        return None
    name = cookie_name(host)
    pairs = (pair.strip().partition("=") for pair in cookies.split(";"))
    values = [value for key, _, value in pairs if key == name and value]
    return values[0] if len(values) == 1 else None


def is_from_own_page(exchange: Exchange) -> bool:
    """By what browsers say of it; programs say nothing, and have no cookie that they were not given."""
    origin, site = exchange.header(b"origin"), exchange.header(b"sec-fetch-site")
    if site is not None and site not in OWN_SITES:
        return False
    if site == "none" and exchange.method not in READING:
        return False
    return origin is None or is_own_origin(origin, exchange.header(b"host"))
