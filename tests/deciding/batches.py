"""Many comments at once, as moderators decide about them, take that back, and claim them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.api.client import Api
from tests.api.voices import Speaker

ERROR = (
    "{ __typename code message path ... on Conflict { cause currentVersion currentStatus at by { name } } }"
)
RESULTS = f"""results {{
  commentId
  comment {{ id status version rejectionReason moderation {{ isReviewed }} }}
  error {ERROR}
}}"""
COUNTS = "queueCounts { queue count }"
MODERATE = f"""mutation($input: ModerateCommentsInput!) {{
  payload: moderateComments(input: $input) {{ batchId {RESULTS} {COUNTS} errors {ERROR} }}
}}"""
UNDO = f"""mutation($input: UndoDecisionInput!) {{
  payload: undoDecision(input: $input) {{ batchId {RESULTS} {COUNTS} errors {ERROR} }}
}}"""
CLAIM = f"""mutation($input: ClaimCommentsInput!) {{
  payload: claimComments(input: $input) {{ {RESULTS} errors {ERROR} }}
}}"""
RELEASE = f"""mutation($input: ReleaseCommentsInput!) {{
  payload: releaseComments(input: $input) {{ {RESULTS} errors {ERROR} }}
}}"""
Payload = dict[str, Any]


def items(ids: Sequence[str], version: int = 1) -> list[dict[str, Any]]:
    return [{"id": each, "expectedVersion": version} for each in ids]


async def send(api: Api, mutation: str, speaker: Speaker, **given: Any) -> Payload:
    payload: Payload = (await api.run(mutation, speaker, input=given))["payload"]
    return payload


async def moderate(
    api: Api, speaker: Speaker, ids: Sequence[str], action: str = "APPROVE", *, version: int = 1, **more: Any
) -> Payload:
    """A rejection is for being off topic, where nothing else is said."""
    reason = {"reason": "OFF_TOPIC"} if action == "REJECT" else {}
    return await send(api, MODERATE, speaker, items=items(ids, version), action=action, **(reason | more))


async def undo(api: Api, speaker: Speaker, **named: str) -> Payload:
    return await send(api, UNDO, speaker, **named)


async def claim(api: Api, speaker: Speaker, ids: Sequence[str], **more: Any) -> Payload:
    return await send(api, CLAIM, speaker, ids=list(ids), **more)


async def release(api: Api, speaker: Speaker, ids: Sequence[str]) -> Payload:
    return await send(api, RELEASE, speaker, ids=list(ids))


def codes(payload: Payload) -> list[str | None]:
    """Of each result: its error's code, or for a conflict its cause."""
    assert payload["errors"] == []
    errors = [result["error"] for result in payload["results"]]
    return [error and error.get("cause", error["code"]) for error in errors]


def statuses(payload: Payload) -> list[str]:
    return [result["comment"]["status"] for result in payload["results"]]


def refusals(payload: Payload) -> list[tuple[str, list[str]]]:
    """Code and path of what is wrong with the whole input; then there are no results."""
    assert payload["results"] == []
    return [(error["code"], error["path"]) for error in payload["errors"]]


def count_of(payload: Payload, queue: str) -> int:
    counts: dict[str, int] = {row["queue"]: row["count"] for row in payload["queueCounts"]}
    return counts[queue]
