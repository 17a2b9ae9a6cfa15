"""An HTTP request -> a GraphQL request, or the reason why it is none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from schema.documents import Asked
from schema.execution import GraphQLRequest
from server.http.asked import read_asked
from server.http.exchange import BadRequest, Exchange
from server.http.json_values import read_json
from server.settings import Limits

JSON_TYPE = "application/json"


async def received(exchange: Exchange, *, body_limit_bytes: int) -> bytes:
    """What a request says, as it was sent: the body of a POST, the query string of a GET. Raises BadRequest."""
    if exchange.method != "POST":
        query: bytes = exchange.scope["query_string"]
        return query
    if not _is_json(exchange.header(b"content-type")):
        raise BadRequest(415, "Send the operation as application/json in UTF-8.")
    return await exchange.body(limit_bytes=body_limit_bytes)


def read_request(exchange: Exchange, sent: bytes, limits: Limits) -> GraphQLRequest:
    """The operation of a GET or POST; `sent` is what was `received`. Raises BadRequest."""
    if exchange.method == "POST":
        return _from_parameters(_parsed(sent, limits), allows_mutations=True)
    parameters: dict[str, Any] = dict(exchange.parameters)
    for name in ("variables", "extensions"):
        if name in parameters:
            text = parameters[name].encode(errors="surrogatepass")
            parameters[name] = _parsed(text, limits, what=name)
    return _from_parameters(parameters, allows_mutations=False)


@lru_cache(maxsize=64)
def _is_json(content_type: str | None) -> bool:
    kind, _, options = (content_type or "").partition(";")
    charset = options.lower().partition("charset=")[2].strip().strip('"')
    return kind.strip().lower() == JSON_TYPE and charset in ("", "utf-8", "utf8")


def _parsed(body: bytes, limits: Limits, *, what: str = "body") -> Any:
    try:
        return read_json(body, limits)
    except ValueError as problem:
        raise BadRequest(400, f"The {what} {problem}.") from None


def _from_parameters(parameters: Any, *, allows_mutations: bool) -> GraphQLRequest:
    if isinstance(parameters, list):
        raise BadRequest(400, "Batches are not taken: send one operation a request.")
    if not isinstance(parameters, dict):
        raise BadRequest(400, "The body must be an object with a query, or with a documentId.")
    operation_name = parameters.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise BadRequest(400, "operationName must be a string or null.")
    return GraphQLRequest(
        asked=_asked(parameters),
        variables=_object(parameters, "variables"),
        operation_name=operation_name or None,
        allows_mutations=allows_mutations,
    )


def _asked(parameters: Mapping[str, Any]) -> Asked:
    try:
        return read_asked(parameters, _object(parameters, "extensions"))
    except ValueError as error:
        raise BadRequest(400, str(error)) from None


def _object(parameters: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = parameters.get(name)
    if value is not None and not isinstance(value, dict):
        raise BadRequest(400, f"{name} must be an object or null.")
    return value or {}
