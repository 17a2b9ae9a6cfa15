"""One HTTP request and its answer, straight on ASGI: headers as one dictionary, a body as bytes.

The endpoint answers thousands of small reads a second, and objects that wrap a request take longer than all that
Galley does with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope, Send

NOT_MODIFIED = 304
"""Has no content, and a length would be that of what was not sent (RFC 9110, 8.6)."""

REQUEST_ID = b"x-request-id"
"""The header in which a request brings its id, and every answer takes it back."""


class BadRequest(Exception):
    """The request is not one of GraphQL over HTTP. `status` is the HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True)
class Reply:
    """Header names are in lower case, as ASGI wants them; the content's length is added when it is sent. `packed` is
    what an answer that is sent again keeps: itself compressed, by the Accept-Encoding that it was compressed for."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    packed: dict[str | None, Reply] | None = None


class Exchange:
    """A request, and the way to answer it."""

    __slots__ = ("_receive", "_send", "headers", "method", "scope")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        self.headers = _headers(scope["headers"])
        self._receive = receive
        self._send = send

    def header(self, name: bytes) -> str | None:
        """A header's value, its lines joined by commas (RFC 9110, 5.3); `name` in lower case."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def parameters(self) -> QueryParams:
        return QueryParams(self.scope["query_string"])

    async def body(self, *, limit_bytes: int) -> bytes:
        """The body, no more of it read than the limit. Raises BadRequest."""
        length = self.headers.get(b"content-length", b"")
        if length.isdigit() and (len(length) > 12 or int(length) > limit_bytes):
            raise _too_large(limit_bytes)
        body, has_more = await self._part()
        if not has_more and len(body) <= limit_bytes:
            return body
        parts = bytearray(body)
        while has_more and len(parts) <= limit_bytes:
            part, has_more = await self._part()
            parts += part
        if len(parts) > limit_bytes:
            raise _too_large(limit_bytes)
        return bytes(parts)

    async def _part(self) -> tuple[bytes, bool]:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise BadRequest(400, "The request broke off.")
        return message.get("body", b""), message.get("more_body", False)

    async def send(self, reply: Reply, request_id: str) -> None:
        headers = [*reply.headers, (REQUEST_ID, request_id.encode())]
        if reply.status != NOT_MODIFIED:
            headers.append((b"content-length", b"%d" % len(reply.body)))
        await self._send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await self._send({"type": "http.response.body", "body": reply.body})


def _headers(lines: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    headers = dict(lines)
    if len(headers) < len(lines):
        headers = {name: b", ".join(value for each, value in lines if each == name) for name in headers}
    return headers


def _too_large(limit_bytes: int) -> BadRequest:
    return BadRequest(413, f"The request body is larger than {limit_bytes // 1024} kB.")
