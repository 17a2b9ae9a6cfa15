"""A GraphQL answer -> an HTTP response: the media type that was asked for, and the status that goes with it."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from schema.execution import GraphQLAnswer

GRAPHQL_TYPE = "application/graphql-response+json"
JSON_TYPE = "application/json"


def media_type(request: Request) -> str:
    """application/graphql-response+json where the client names it before application/json, else the latter."""
    accepted = [
        part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")
    ]
    ranks = {kind: accepted.index(kind) for kind in (GRAPHQL_TYPE, JSON_TYPE) if kind in accepted}
    return min(ranks, key=lambda kind: ranks[kind]) if ranks else JSON_TYPE


def respond(request: Request, answer: GraphQLAnswer) -> Response:
    """200 for what ran. What could not run is 400 in the GraphQL media type; in application/json it is 200, as
    older clients read no body of an error (docs/decisions/0004)."""
    kind = media_type(request)
    status = 200 if answer.is_executed or kind == JSON_TYPE else 400
    if answer.wrong_method:
        return _response(answer.body, kind, 405, {"Allow": "POST"})
    return _response(answer.body, kind, status)


def refuse(request: Request, status: int, error: dict[str, Any], **headers: str) -> Response:
    """A well-formed GraphQL answer that holds one error, under its own status in either media type."""
    return _response(orjson.dumps({"errors": [error]}), media_type(request), status, headers)


def _response(body: bytes, kind: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(
        body,
        status_code=status,
        headers={"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": "no-store", **(headers or {})},
    )
