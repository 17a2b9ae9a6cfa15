"""Which pages of other origins may ask at an address and read what it answers: none, unless the settings name them.

No credentials are allowed, so a browser sends such a page's requests without cookies: it says who asks by a bearer
token or not at all (docs/decisions/0029). What is served without this is not slowed by it.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.admission import ANY_ORIGIN

Headers = list[tuple[bytes, bytes]]

METHODS = b"GET, HEAD, POST"
REQUEST_HEADERS = (
    b"Authorization, Content-Type, Accept, Accept-Language, Apollo-Require-Preflight, X-Apollo-Operation-Name, "
    b"Apollographql-Client-Name, Apollographql-Client-Version, X-Apollo-Operation-Id, X-Request-Id, If-None-Match, "
    b"Traceparent, Tracestate, Last-Event-Id, Cache-Control"
)
"""What clients of GraphQL send beside the headers that browsers ask nobody about."""

RESPONSE_HEADERS = b"Retry-After, ETag, Age, X-Request-Id, WWW-Authenticate"
MAX_AGE_SECONDS = b"7200"
"""How long a browser need not ask again; Chromium takes no more."""

BY_ORIGIN = (b"vary", b"Origin")


class Cors:
    """Before another application: answers the questions that browsers ask first, and adds to answers who may read
    them."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app = app
        self._takes_all = ANY_ORIGIN in origins
        self._origins = frozenset(origin.encode() for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = {name: value for name, value in scope["headers"] if name in (b"origin", ASKED_METHOD)}
        if scope["method"] == "OPTIONS" and ASKED_METHOD in asked and b"origin" in asked:
            await self._answer_question(asked[b"origin"], send)
            return
        allowed = self._allowed(asked.get(b"origin"))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": with_vary([*message["headers"], *allowed])}
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _allowed(self, origin: bytes | None) -> Headers:
        """An answer that differs by who asks says so to those who are not allowed, too: it may be kept for others."""
        exposed = (b"access-control-expose-headers", RESPONSE_HEADERS)
        if self._takes_all:
            return [(b"access-control-allow-origin", b"*"), exposed] if origin is not None else []
        if origin not in self._origins:
            return [BY_ORIGIN]
        return [(b"access-control-allow-origin", origin), exposed, BY_ORIGIN]

    async def _answer_question(self, origin: bytes, send: Send) -> None:
        """A browser reads the headers of a preflight; the text is for who looks into its tools."""
        allowed = [
            header for header in self._allowed(origin) if header[0] != b"access-control-expose-headers"
        ]
        if not self._takes_all and origin not in self._origins:
            told = {
                "message": "GALLEY_CORS_ORIGINS does not name this origin.",
                "extensions": {"code": "FORBIDDEN"},
            }
            body = orjson.dumps({"errors": [told]})
            await _reply(send, 403, [*allowed, (b"content-type", b"application/json; charset=utf-8")], body)
            return
        told_once = [
            (b"access-control-allow-methods", METHODS),
            (b"access-control-allow-headers", REQUEST_HEADERS),
            (b"access-control-max-age", MAX_AGE_SECONDS),
        ]
        await _reply(send, 204, [*allowed, *told_once], b"")


ASKED_METHOD = b"access-control-request-method"


def with_vary(headers: Headers) -> Headers:
    """All that an answer varies by in one line, as some caches read no second one."""
    values = [value for name, value in headers if name == b"vary"]
    if len(values) < 2:
        return headers
    return [*(header for header in headers if header[0] != b"vary"), (b"vary", b", ".join(values))]


async def _reply(send: Send, status: int, headers: Headers, body: bytes) -> None:
    length = [(b"content-length", b"%d" % len(body))] if body else []
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body})
