"""Errors as GraphQL answers them: one place gives each its code, and hides what is not the client's."""

import logging
import secrets
from typing import Any

from graphql import GraphQLError, GraphQLFormattedError

from server.database.problems import problem_of
from server.errors import RequestError
from server.observing.formats import Facts
from server.observing.note import current_id

logger = logging.getLogger("galley.errors")


def format_error(error: GraphQLError, *, default_code: str) -> dict[str, Any]:
    """The error for the client. `default_code` is for errors of GraphQL itself; what is neither GraphQL's nor
    a RequestError is logged whole under the request's id and answered as INTERNAL with that id."""
    original = error.original_error
    if isinstance(original, RequestError):
        return {**_placed(error), "message": original.message, "extensions": _extensions(original)}
    if original is not None and not isinstance(original, GraphQLError):
        return server_error(original, path=error.path)
    code = (error.extensions or {}).get("code", default_code)
    return {**_placed(error), "message": error.message, "extensions": {"code": code}}


def _placed(error: GraphQLError) -> dict[str, Any]:
    formatted: GraphQLFormattedError = error.formatted
    return {name: formatted[name] for name in ("locations", "path") if name in formatted}


def format_request_error(error: RequestError) -> dict[str, Any]:
    placed = {"path": list(error.path)} if error.path else {}
    return {"message": error.message, **placed, "extensions": _extensions(error)}


def _extensions(error: RequestError) -> dict[str, Any]:
    retry = error.retry_after_seconds
    return {"code": error.code} if retry is None else {"code": error.code, "retryAfterSeconds": retry}


def server_error(error: BaseException, *, path: Any = None) -> dict[str, Any]:
    """What is nobody's fault who asked: TIMEOUT or OVERLOADED where the database had no time, room or connection,
    INTERNAL for the rest."""
    if isinstance(error, RequestError):
        return format_request_error(error)
    problem = problem_of(error)
    if problem is None:
        return internal_error(error, path=path)
    logger.warning(
        "the database gave no answer %s",
        Facts(request_id=current_id(), code=problem.code, error=type(error).__name__),
    )
    told = format_request_error(problem)
    return {**told, "path": list(path)} if path else told


def internal_error(error: BaseException, *, path: Any = None) -> dict[str, Any]:
    """Logs the error under the request's id, or a new one where there is no request, and tells the client no more
    than the id."""
    error_id = current_id() or secrets.token_hex(8)
    logger.error("internal error %s", Facts(request_id=error_id), exc_info=error)
    placed = {"path": list(path)} if path else {}
    message = "Something went wrong on the server."
    return {"message": message, **placed, "extensions": {"code": "INTERNAL", "id": error_id}}
