"""Decisions as moderators send them, and what is stored of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from server.models import ActorKind, AuditEntry, Comment, Decision
from server.planning.ids import uuid_of
from tests.api.client import Api
from tests.api.voices import ANN, Speaker

FIELDS = """
  comment { id status version rejectionReason moderation { isReviewed decisions { status actor { name } } } }
  queueCounts { queue count }
  errors { __typename code message path ... on Conflict { cause currentVersion currentStatus at by { name } } }
"""

APPROVE = f"""mutation($id: ID!, $version: Int!) {{
  payload: approveComment(input: {{id: $id, expectedVersion: $version}}) {{ {FIELDS} }}
}}"""
REJECT = f"""mutation($id: ID!, $version: Int!, $reason: RejectionReason = OFF_TOPIC) {{
  payload: rejectComment(input: {{id: $id, expectedVersion: $version, reason: $reason}}) {{ {FIELDS} }}
}}"""
SPAM = f"""mutation($id: ID!, $version: Int!) {{
  payload: markCommentAsSpam(input: {{id: $id, expectedVersion: $version}}) {{ {FIELDS} }}
}}"""


async def decide(api: Api, mutation: str, speaker: Speaker, comment_id: str, version: int) -> dict[str, Any]:
    data = await api.run(mutation, speaker, id=comment_id, version=version)
    payload: dict[str, Any] = data["payload"]
    return payload


def row_id(comment_id: str) -> UUID:
    found = uuid_of(comment_id, "comment")
    assert found is not None
    return found


async def decisions_by_people(api: Api, comment_id: str) -> int:
    query = select(func.count()).select_from(Decision)
    where = (Decision.comment_id == row_id(comment_id), Decision.actor_kind == ActorKind.PERSON)
    (count,) = await api.rows(query.where(*where))
    return int(count)


async def audited_decisions(api: Api, comment_id: str) -> list[str]:
    query = select(AuditEntry.action).where(
        AuditEntry.subject_id == row_id(comment_id), AuditEntry.action != "comment.submit"
    )
    return await api.rows(query)


async def stored(api: Api, comment_id: str) -> Comment:
    async with api.database.transaction() as session:
        return await session.get_one(Comment, row_id(comment_id))


DECISIONS = """query($id: ID!) { comment(id: $id) { moderation { isReviewed decisions {
  id status previousStatus reason note version undoesId batchId actor { kind name }
} } } }"""


async def decisions(api: Api, comment_id: str) -> list[dict[str, Any]]:
    """Newest first."""
    found: list[dict[str, Any]] = (await api.run(DECISIONS, ANN, id=comment_id))["comment"]["moderation"][
        "decisions"
    ]
    return found


async def last_decision(api: Api, comment_id: str) -> str:
    identifier: str = (await decisions(api, comment_id))[0]["id"]
    return identifier


def assert_lost_to(payload: dict[str, Any], winner: str, status: str) -> None:
    """One Conflict, which tells who won, how and when."""
    (error,) = payload["errors"]
    assert (error["__typename"], error["code"], error["cause"]) == ("Conflict", "CONFLICT", "MODERATED")
    assert error["by"] == {"name": winner}
    assert (error["currentVersion"], error["currentStatus"]) == (2, status)
    assert error["at"] is not None
    assert error["path"] == ["input", "id"]
