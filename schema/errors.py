"""Errors as GraphQL answers them: one place gives each its code, and hides what is not the client's."""

import logging
import secrets
from typing import Any

from graphql import GraphQLError, GraphQLFormattedError

from server.errors import RequestError

logger = logging.getLogger("galley.errors")


def format_error(error: GraphQLError, *, default_code: str) -> dict[str, Any]:
    """The error for the client. `default_code` is for errors of GraphQL itself; what is neither GraphQL's nor
    a RequestError is logged whole under an id and answered as INTERNAL with that id."""
    original = error.original_error
    if isinstance(original, RequestError):
        return {**_placed(error), "message": original.message, "extensions": {"code": original.code}}
    if original is not None and not isinstance(original, GraphQLError):
        return internal_error(original, path=error.path)
    code = (error.extensions or {}).get("code", default_code)
    return {**_placed(error), "message": error.message, "extensions": {"code": code}}


def _placed(error: GraphQLError) -> dict[str, Any]:
    formatted: GraphQLFormattedError = error.formatted
    return {name: formatted[name] for name in ("locations", "path") if name in formatted}


def format_request_error(error: RequestError) -> dict[str, Any]:
    placed = {"path": list(error.path)} if error.path else {}
    return {"message": error.message, **placed, "extensions": {"code": error.code}}


def internal_error(error: BaseException, *, path: Any = None) -> dict[str, Any]:
    """Logs the error under a new id and tells the client no more than the id."""
    error_id = secrets.token_hex(8)
    logger.error("internal error %s", error_id, exc_info=error)
    placed = {"path": list(path)} if path else {}
    message = "Something went wrong on the server."
    return {"message": message, **placed, "extensions": {"code": "INTERNAL", "id": error_id}}
