"""The messages of graphql-transport-ws: text of a frame -> what a client says, and what is said to it -> text.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import orjson

from schema.execution import GraphQLRequest
from server.http.asked import read_asked
from server.http.json_values import read_json
from server.settings import Limits

SUBPROTOCOL = "graphql-transport-ws"
MAX_ID_CHARS = 256
MAX_REASON_BYTES = 123
"""What a close frame has room for (RFC 6455, 5.5)."""

TYPES = ("connection_init", "ping", "pong", "subscribe", "complete")
"""What clients may say."""


class CloseCode(IntEnum):
    """Those above 4000 are the protocol's."""

    GOING_AWAY = 1001
    TRY_AGAIN_LATER = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL_NOT_ACCEPTABLE = 4406
    CONNECTION_INIT_TIMEOUT = 4408
    SUBSCRIBER_EXISTS = 4409
    TOO_MANY_INITS = 4429


@dataclass(frozen=True, slots=True)
class Closing:
    """Why and how the socket is closed."""

    code: CloseCode
    reason: str

    @property
    def short_reason(self) -> str:
        return self.reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")


class ProtocolBroken(Exception):
    """The client has said what the protocol does not know; the socket is closed."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.closing = Closing(code, reason)


@dataclass(frozen=True, slots=True)
class Message:
    """`id` is there for subscribe and complete; `payload` is an object or None, for subscribe an object."""

    type: str
    id: str = ""
    payload: Mapping[str, Any] | None = None


def bad(reason: str) -> ProtocolBroken:
    return ProtocolBroken(CloseCode.BAD_REQUEST, reason)


def read_message(frame: Mapping[str, Any], limits: Limits) -> Message:
    """A frame as ASGI has it. Raises ProtocolBroken."""
    text = frame.get("text")
    if text is None:
        raise bad("Messages are text, not binary.")
    try:
        said = read_json(text, limits)
    except ValueError as problem:
        raise bad(f"The message {problem}.") from None
    if not isinstance(said, dict):
        raise bad("A message is an object.")
    kind = said.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        raise bad("The message has no type that a client may send.")
    payload = said.get("payload")
    if payload is not None and not isinstance(payload, dict):
        raise bad("The payload is not an object.")
    if kind in ("subscribe", "complete"):
        return Message(kind, _id(said.get("id")), payload)
    return Message(kind, payload=payload)


def _id(given: Any) -> str:
    if not isinstance(given, str) or not given or len(given) > MAX_ID_CHARS:
        raise bad(f"The id is not a text of 1 to {MAX_ID_CHARS} characters.")
    return given


def read_operation(payload: Mapping[str, Any] | None) -> GraphQLRequest:
    """A subscribe message's payload. Raises ProtocolBroken."""
    if payload is None:
        raise bad("subscribe has no payload.")
    name = payload.get("operationName")
    if name is not None and not isinstance(name, str):
        raise bad("The payload's operationName is not a text.")
    for part in ("variables", "extensions"):
        if payload.get(part) is not None and not isinstance(payload[part], dict):
            raise bad(f"The payload's {part} is not an object.")
    try:
        asked = read_asked(payload, payload.get("extensions") or {})
    except ValueError as error:
        raise bad(f"In the payload, {error}") from None
    return GraphQLRequest(asked=asked, variables=payload.get("variables") or {}, operation_name=name or None)


def authorization_of(payload: Mapping[str, Any] | None) -> str | None:
    """What connection_init says in the place of an Authorization header: {"Authorization": "Bearer …"}, whatever the
    case, or the same in "headers". Raises ProtocolBroken for one that is no text."""
    for place in (payload or {}, (payload or {}).get("headers")):
        for name, value in place.items() if isinstance(place, dict) else ():
            if name.lower() == "authorization" and value is not None:
                if not isinstance(value, str):
                    raise bad("The payload's Authorization is not a text.")
                return value
    return None


# ── what is said to the client ──────────────────────────────────────────────────────────────────

ACK = '{"type":"connection_ack"}'


def pong(payload: Mapping[str, Any] | None) -> str:
    return '{"type":"pong"}' if payload is None else _text({"type": "pong", "payload": payload})


def next_(id_: str, body: bytes) -> str:
    """`body` is an execution result as JSON, and stays as it is."""
    return f'{{"id":{_text(id_)},"type":"next","payload":{body.decode()}}}'


def error(id_: str, errors: list[dict[str, Any]]) -> str:
    return _text({"id": id_, "type": "error", "payload": errors})


def complete(id_: str) -> str:
    return _text({"id": id_, "type": "complete"})


def _text(value: Any) -> str:
    return orjson.dumps(value).decode()
