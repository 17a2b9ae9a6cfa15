"""What became of each of several comments, and how such a payload is read: all comments in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import strawberry
from graphql import GraphQLResolveInfo

from schema.comments import Comment
from schema.context import Info
from schema.fields import said
from schema.payloads import UserError, told
from schema.rows import as_root, read_rows, selected_by
from server.planning.selection import Selected
from server.services.decisions.deciding import Outcome


@strawberry.type(description="What became of one of several comments.")
class ModerationResult:
    comment_id: strawberry.ID = said("The id as it was asked for.")
    comment: Comment | None = said("The comment as it is now; null where there is none.")
    error: UserError | None = said("Why it was not changed; null when it was.")


@dataclass(frozen=True, slots=True)
class Result:
    """`comment_id` as the client wrote it."""

    comment_id: str
    outcome: Outcome


def results_of(ids: Sequence[str], outcomes: Sequence[Outcome]) -> list[Result]:
    return [Result(*pair) for pair in zip(ids, outcomes, strict=True)]


async def results_payload(info: Info, results: Sequence[Result], **values: Any) -> dict[str, Any]:
    """A payload by response key: `results`, `queueCounts` where it has them, and the other `values`. The comments of
    all results and the counts are read in one statement."""
    raw: GraphQLResolveInfo[Any] = info._raw_info  # noqa: SLF001 - Strawberry has no public way to the field's nodes
    children = next(iter(selected_by(raw).children.values()))
    ids = [result.comment_id for result in results]
    planned: list[Selected] = []
    for child in children:
        if child.name == "queueCounts":
            planned.append(as_root(child, "queueCounts"))
        elif child.name == "results" and ids:
            planned += [_comments(child, each, ids) for each in _fields_of(child) if each.name == "comment"]
    found = await read_rows(planned, raw)
    answer: dict[str, Any] = {}
    for child in children:
        if child.name == "results":
            answer[child.key] = [
                _row(child, result, position, found) for position, result in enumerate(results)
            ]
        elif child.name != "__typename":
            answer[child.key] = found[child.key] if child.name == "queueCounts" else values.get(child.name)
    return answer


def _fields_of(results: Selected) -> Sequence[Selected]:
    return results.children[ModerationResult.__name__]


def _key(results: Selected, comment: Selected) -> str:
    """No response key has a dot."""
    return f"{results.key}.{comment.key}"


def _comments(results: Selected, comment: Selected, ids: list[str]) -> Selected:
    """The comments of all results as nodes(ids), in their order. Another type's id names no comment."""
    named = [each if each.startswith("comment_") else "" for each in ids]
    return replace(as_root(comment, "nodes", ids=named), key=_key(results, comment), is_list=True)


def _row(results: Selected, result: Result, position: int, found: dict[str, Any]) -> dict[str, Any]:
    """One ModerationResult by response key."""
    error = result.outcome.error
    values: dict[str, Any] = {"commentId": result.comment_id, "error": told(error) if error else None}
    return {
        each.key: found[_key(results, each)][position] if each.name == "comment" else values[each.name]
        for each in _fields_of(results)
        if each.name != "__typename"
    }
