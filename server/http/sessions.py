"""/session: a bearer token becomes a session of the site's own pages, which ends when they say so.

POST with a token begins one, GET tells the page of the one that there is, DELETE ends it. The page is told what it
has to send beside the cookie; other sites' pages are not, as no answer here may be read by them.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from schema.errors import format_request_error
from server.auth import Session, Verified, make_session
from server.errors import Overloaded, RequestError, Unauthenticated
from server.http.credentials import (
    Credentials,
    FromAnotherPage,
    cookie_name,
    credentials_of,
    is_from_own_page,
    session_cookie,
)
from server.http.exchange import REQUEST_ID, Exchange, Reply
from server.http.identity import Identities
from server.models.types import format_instant, utc_now
from server.observing.observer import Observer
from server.viewer import Viewer

OF_A_SESSION = (b"vary", b"Cookie")
HEADERS = (
    (b"content-type", b"application/json; charset=utf-8"),
    (b"cache-control", b"no-store"),
    OF_A_SESSION,
)
CHALLENGE = (b"www-authenticate", b'Bearer realm="galley"')
RETRY_AFTER = (b"retry-after", b"%d" % Overloaded.retry_after_seconds)
NEEDS_A_TOKEN = "A session begins with a bearer token: send it as Authorization."
NO_SESSION = "There is no session. POST to this address with a bearer token begins one."


class SessionEndpoint:
    """An ASGI application for the three methods."""

    def __init__(self, identities: Identities, observer: Observer) -> None:
        self._identities = identities
        self._observer = observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = Exchange(scope, receive, send)
        try:
            reply = await self._reply(exchange)
        except (Unauthenticated, FromAnotherPage, Overloaded) as error:
            reply = _refused(exchange, error)
        await exchange.send(reply, self._observer.id_of(exchange.headers.get(REQUEST_ID)))

    async def _reply(self, exchange: Exchange) -> Reply:
        if not is_from_own_page(exchange):
            raise FromAnotherPage("Sessions are for pages of this site.")
        match exchange.method:
            case "POST":
                return await self._begin(exchange)
            case "DELETE":
                return self._end(exchange)
        return self._tell(exchange)

    async def _begin(self, exchange: Exchange) -> Reply:
        """By a header that only a script of this site can send: another page must not choose who the browser is."""
        shown = Credentials(exchange.header(b"authorization"))
        if self._identities.lacks_key(shown):
            await self._identities.learn()
        viewer, verified = self._now(shown)
        if verified is None:
            raise Unauthenticated(NEEDS_A_TOKEN)
        settings, now = self._identities.settings, utc_now()
        longest = timedelta(hours=settings.identity.session_hours)
        session = make_session(verified, secrets=settings.secrets, now=now, longest=longest)
        told = _told(viewer, session.proof, session.ends_at)
        return _json(200, told, _kept(session, now, exchange.header(b"host")))

    def _tell(self, exchange: Exchange) -> Reply:
        viewer, verified = self._now(_by_cookie(exchange))
        if verified is None or verified.proof is None:
            raise Unauthenticated(NO_SESSION)
        return _json(200, _told(viewer, verified.proof, verified.ends_at))

    def _end(self, exchange: Exchange) -> Reply:
        """One that counts no longer ends without a proof."""
        with suppress(Unauthenticated):
            self._now(_by_cookie(exchange))
        return _json(200, {"viewer": None}, forgotten(exchange.header(b"host")))

    def _now(self, shown: Credentials) -> tuple[Viewer, Verified | None]:
        viewer = self._identities.viewer(shown, address=None, now=utc_now())
        return viewer, self._identities.verified(shown)


def _by_cookie(exchange: Exchange) -> Credentials:
    if session_cookie(exchange) is None:
        raise Unauthenticated(NO_SESSION)
    return credentials_of(exchange, by_cookie=True)


def _told(viewer: Viewer, proof: str, ends_at: datetime) -> dict[str, Any]:
    return {
        "csrfToken": proof,
        "expiresAt": format_instant(ends_at),
        "viewer": {
            "id": f"viewer_{viewer.id.hex}" if viewer.id else None,
            "name": viewer.name,
            "roles": sorted(viewer.roles),
        },
    }


def _refused(exchange: Exchange, error: RequestError) -> Reply:
    told = {"errors": [format_request_error(error)]}
    match error:
        case Unauthenticated():
            # A wrong token begins no session, and ends none that there is.
            is_over = exchange.method != "POST"
            ended = (forgotten(exchange.header(b"host")),) if is_over else ()
            return _json(401, told, CHALLENGE, *ended)
        case Overloaded():
            return _json(503, told, RETRY_AFTER)
    return _json(403, told)


def _json(status: int, told: dict[str, Any], *headers: tuple[bytes, bytes]) -> Reply:
    return Reply(status, (*HEADERS, *headers), orjson.dumps(told))


def _kept(session: Session, now: datetime, host: str | None) -> tuple[bytes, bytes]:
    seconds = max(0, int((session.ends_at - now).total_seconds()))
    return _cookie(session.value, seconds, host)


def forgotten(host: str | None) -> tuple[bytes, bytes]:
    """The header by which the browser drops the cookie."""
    return _cookie("", 0, host)


def _cookie(value: str, seconds: int, host: str | None) -> tuple[bytes, bytes]:
    """Strict: it goes with no request that another site has begun, a followed link included."""
    name = cookie_name(host)
    secure = "; Secure" if name.startswith("__Host-") else ""
    text = f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    return b"set-cookie", text.encode("ascii")
