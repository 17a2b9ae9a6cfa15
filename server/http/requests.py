"""An HTTP request -> a GraphQL request, or the reason why it is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from schema.execution import GraphQLRequest

JSON_TYPE = "application/json"


class BadRequest(Exception):
    """The request is not one of GraphQL over HTTP. `status` is the HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


async def read_request(request: Request, *, body_limit_bytes: int) -> GraphQLRequest:
    """The operation of a GET or POST. Raises BadRequest."""
    if request.method == "POST":
        _check_content_type(request.headers.get("content-type", ""))
        return _from_parameters(_parsed(await _body(request, body_limit_bytes)), allows_mutations=True)
    parameters: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if name in parameters:
            parameters[name] = _parsed(parameters[name].encode(errors="surrogatepass"), what=name)
    return _from_parameters(parameters, allows_mutations=False)


def _check_content_type(content_type: str) -> None:
    kind, _, options = content_type.partition(";")
    charset = options.lower().partition("charset=")[2].strip().strip('"')
    if kind.strip().lower() != JSON_TYPE or charset not in ("", "utf-8", "utf8"):
        raise BadRequest(415, "Send the operation as application/json in UTF-8.")


async def _body(request: Request, limit_bytes: int) -> bytes:
    """The body, no more of it read than the limit."""
    too_large = BadRequest(413, f"The request body is larger than {limit_bytes // 1024} kB.")
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and (len(length) > 12 or int(length) > limit_bytes):
        raise too_large
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit_bytes:
                raise too_large
    except ClientDisconnect:
        raise BadRequest(400, "The request broke off.") from None
    return bytes(body)


def _parsed(body: bytes, *, what: str = "body") -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadRequest(400, f"The {what} is not JSON in UTF-8.") from None


def _from_parameters(parameters: Any, *, allows_mutations: bool) -> GraphQLRequest:
    if isinstance(parameters, list):
        raise BadRequest(400, "Batches are not taken: send one operation a request.")
    if not isinstance(parameters, dict):
        raise BadRequest(400, "The body must be an object with a query.")
    query = parameters.get("query")
    if not isinstance(query, str):
        raise BadRequest(400, "query must be a string with a GraphQL document.")
    operation_name = parameters.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise BadRequest(400, "operationName must be a string or null.")
    _object(parameters, "extensions")
    return GraphQLRequest(
        query=query,
        variables=_object(parameters, "variables"),
        operation_name=operation_name or None,
        allows_mutations=allows_mutations,
    )


def _object(parameters: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = parameters.get(name)
    if value is not None and not isinstance(value, dict):
        raise BadRequest(400, f"{name} must be an object or null.")
    return value or {}
