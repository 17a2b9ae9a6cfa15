"""A GraphQL answer -> a reply: the media type that was asked for, and the status that goes with it."""

from __future__ import annotations

from typing import Any

import orjson

from schema.execution import GraphQLAnswer
from server.errors import Timeout
from server.http.exchange import Exchange, Reply
from server.http.negotiation import GRAPHQL_TYPE, JSON_TYPE, media_type

BROKEN_OFF = Timeout("The server is stopping, and the operation was broken off. Try again later.")

HEADERS = {
    kind: ((b"content-type", f"{kind}; charset=utf-8".encode()), (b"cache-control", b"no-store"))
    for kind in (GRAPHQL_TYPE, JSON_TYPE)
}


def reply_with(exchange: Exchange, answer: GraphQLAnswer) -> Reply:
    """200 for what ran. What could not run is 400 in the GraphQL media type; in application/json it is 200, as
    older clients read no body of an error (docs/decisions/0004)."""
    kind = _kind(exchange)
    if answer.wrong_method:
        return Reply(405, (*HEADERS[kind], (b"allow", b"POST")), answer.body)
    return Reply(200 if answer.is_executed or kind == JSON_TYPE else 400, HEADERS[kind], answer.body)


def refusal(exchange: Exchange, status: int, error: dict[str, Any], *headers: tuple[bytes, bytes]) -> Reply:
    """A well-formed GraphQL answer that holds one error, under its own status in either media type."""
    kind = _kind(exchange)
    return Reply(status, (*HEADERS[kind], *headers), orjson.dumps({"errors": [error]}))


def _kind(exchange: Exchange) -> str:
    """A refusal is told in JSON to those who take neither type: they were refused for that."""
    return media_type(exchange.header(b"accept")) or JSON_TYPE
