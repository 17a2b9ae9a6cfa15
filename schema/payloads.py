"""What every mutation's payload has: errors as data, and parts that are read like any other read."""

from collections.abc import Sequence
from typing import Any

import strawberry
from graphql import GraphQLResolveInfo

from schema.comments import Actor
from schema.fields import said
from schema.rows import as_root, read_rows, selected_by
from schema.scalars import DateTime
from schema.vocabulary import ActorKind, CommentStatus, ConflictCause, ErrorCode
from server.errors import Conflict as ConflictRaised
from server.errors import DomainError, Refused
from server.errors import RateLimited as RateLimitedRaised
from server.errors import UserError as UserErrorRaised
from server.moderation.notices import message_for
from server.viewer import Viewer

ENGLISH: Sequence[str | None] = ()


@strawberry.interface(description="What a person can cause and correct.")
class UserError:
    code: ErrorCode = said("For a program.")
    message: str = said("For a person.")
    path: list[str] | None = said("The argument it is about: input, then the input's field.")


@strawberry.type(description="An input that cannot be taken as it is.")
class InputError(UserError):
    pass


@strawberry.type(description="Too many in too short a time.")
class RateLimited(UserError):
    retry_after_seconds: int = said("After this many seconds it may be tried again.")


@strawberry.type(description="Somebody else was first: nothing was changed.")
class Conflict(UserError):
    cause: ConflictCause = said("What they did.")
    current_version: int = said("The version there is now.")
    current_status: CommentStatus | None = said("The status there is now.")
    by: Actor | None = said("Null for readers where a moderator acted.")
    at: DateTime | None = said("When they did it.")


def told(error: UserErrorRaised, locales: Sequence[str | None] = ENGLISH) -> UserError:
    """A raised error as the contract's type, in the first of the locales that it can be told in."""
    path = list(error.path) if error.path is not None else None
    message = message_for(error, locales)
    if isinstance(error, RateLimitedRaised):
        return RateLimited(
            code=error.code, message=message, path=path, retry_after_seconds=error.retry_after_seconds
        )
    if isinstance(error, ConflictRaised):
        return _conflict(error, message, path)
    return InputError(code=error.code, message=message, path=path)


def _conflict(error: ConflictRaised, message: str, path: list[str] | None) -> Conflict:
    actor = None
    if error.by_id is not None:
        identifier = strawberry.ID(f"actor_{error.by_id.hex}")
        actor = Actor(kind=ActorKind.PERSON, id=identifier, name=error.by_name or "")
    return Conflict(
        code=error.code,
        message=message,
        path=path,
        cause=error.cause,
        current_version=error.current_version,
        current_status=CommentStatus(error.current_status) if error.current_status else None,
        by=actor,
        at=DateTime(error.at) if error.at else None,
    )


def errors_of(error: DomainError, locales: Sequence[str | None] = ENGLISH) -> list[UserError]:
    """The payload's errors for what a use case raised. Request errors are not data: they are raised again.

    Readers are spoken to in their language (`locales`: the comment's, then the article's), staff in English.
    """
    if isinstance(error, Refused):
        return [told(one, locales) for one in error.errors]
    if isinstance(error, UserErrorRaised):
        return [told(error, locales)]
    raise error


async def payload(
    info: strawberry.Info,
    *,
    rows: dict[str, tuple[str, dict[str, Any]]] | None = None,
    viewer: Viewer | None = None,
    **values: Any,
) -> dict[str, Any]:
    """A payload by response key. `rows` names the fields that are read by the planner, each as a root field of
    Query with its arguments, all in one statement; `values` are the others. `viewer` is who reads them, where
    that is not who asked: a guest becomes a person with the first comment."""
    raw: GraphQLResolveInfo[Any] = info._raw_info  # noqa: SLF001 - Strawberry has no public way to the field's nodes
    mine = selected_by(raw)
    children = next(iter(mine.children.values()))
    planned = rows or {}
    found = await read_rows(
        [
            as_root(child, planned[child.name][0], **planned[child.name][1])
            for child in children
            if child.name in planned
        ],
        raw,
        viewer=viewer,
    )
    for child in children:
        if child.name not in planned and child.name != "__typename":
            found[child.key] = values.get(child.name)
    return found
