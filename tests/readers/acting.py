"""What readers do after they have sent a comment, and moderators about readers; and what is stored of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from server.models import AuditEntry, Base, Comment, Decision, OutboxEvent
from tests.api.client import Api
from tests.api.voices import ANN, Speaker
from tests.submitting.sending import row_id

COMMENT = """
  id status version body bodyHtml authorName locale direction editedAt editableUntil isDeleted viewerHasFlagged
"""
ERRORS = """errors {
  __typename code message path
  ... on Conflict { cause currentVersion currentStatus at by { name } }
  ... on RateLimited { retryAfterSeconds }
}"""
EDIT = f"""mutation($id: ID!, $body: String!, $version: Int!) {{
  payload: editComment(input: {{id: $id, body: $body, expectedVersion: $version}}) {{
    comment {{ {COMMENT} }} {ERRORS}
  }}
}}"""
DELETE = f"""mutation($id: ID!) {{
  payload: deleteComment(input: {{id: $id}}) {{ deletedId comment {{ {COMMENT} }} {ERRORS} }}
}}"""
FLAG = f"""mutation($id: ID!, $reason: FlagReason!, $details: String) {{
  payload: flagComment(input: {{id: $id, reason: $reason, details: $details}}) {{ comment {{ {COMMENT} }} {ERRORS} }}
}}"""
BAN_FIELDS = "commenter { id name ban { reason until by { name } } }"
BAN = f"""mutation($input: BanCommenterInput!) {{
  payload: banCommenter(input: $input) {{ {BAN_FIELDS} {ERRORS} }}
}}"""
UNBAN = (
    f"""mutation($id: ID!) {{ payload: unbanCommenter(input: {{id: $id}}) {{ {BAN_FIELDS} {ERRORS} }} }}"""
)

Payload = dict[str, Any]


async def edit(api: Api, comment: str, body: str, speaker: Speaker, *, version: int = 1) -> Payload:
    return await _payload(api, EDIT, speaker, id=comment, body=body, version=version)


async def delete(api: Api, comment: str, speaker: Speaker) -> Payload:
    return await _payload(api, DELETE, speaker, id=comment)


async def flag(
    api: Api, comment: str, speaker: Speaker = None, *, reason: str = "ABUSIVE", details: str | None = None
) -> Payload:
    return await _payload(api, FLAG, speaker, id=comment, reason=reason, details=details)


async def ban(api: Api, person: UUID, speaker: Speaker = ANN, **more: Any) -> Payload:
    return await _payload(api, BAN, speaker, input={"id": f"commenter_{person.hex}", **more})


async def unban(api: Api, person: UUID, speaker: Speaker = ANN) -> Payload:
    return await _payload(api, UNBAN, speaker, id=f"commenter_{person.hex}")


async def _payload(api: Api, mutation: str, speaker: Speaker, **variables: Any) -> Payload:
    data = await api.run(mutation, speaker, **variables)
    payload: Payload = data["payload"]
    return payload


def codes(payload: Payload) -> list[tuple[str, str | None]]:
    """Code and argument of every error."""
    return [(error["code"], (error["path"] or [None])[-1]) for error in payload["errors"]]


def cause(payload: Payload) -> tuple[str, int, str]:
    """Of the one Conflict: what happened, and how the comment is now."""
    (error,) = payload["errors"]
    assert (error["__typename"], error["code"]) == ("Conflict", "CONFLICT")
    return error["cause"], error["currentVersion"], error["currentStatus"]


async def stored(api: Api, comment: str) -> Comment | None:
    async with api.database.transaction() as session:
        return await session.get(Comment, row_id(comment))


async def count(api: Api, model: type[Base], comment: str) -> int:
    """Rows of a comment's."""
    where = model.__table__.c["comment_id"] == row_id(comment)
    (found,) = await api.rows(select(func.count()).select_from(model).where(where))
    return int(found)


async def decisions(api: Api, comment: str) -> list[tuple[str | None, str, str, int]]:
    """Status before and after, who, and the version that was judged; the oldest first."""
    query = select(Decision.previous_status, Decision.status, Decision.actor_kind, Decision.version)
    return await api.rows(query.where(Decision.comment_id == row_id(comment)).order_by(Decision.id))


async def audited(api: Api, subject: UUID) -> list[tuple[str, str | None, str | None]]:
    query = select(AuditEntry.action, AuditEntry.before, AuditEntry.after)
    return await api.rows(query.where(AuditEntry.subject_id == subject).order_by(AuditEntry.id))


async def announced(api: Api, of: UUID) -> list[str]:
    """The kinds of the events that name a thing, the oldest first."""
    events = await api.rows(select(OutboxEvent.kind, OutboxEvent.payload).order_by(OutboxEvent.id))
    return [kind for kind, payload in events if of.hex in payload.values()]


async def shown(api: Api, comment: str, speaker: Speaker = None) -> dict[str, Any] | None:
    """The comment as somebody reads it."""
    data = await api.run(f"query($id: ID!) {{ comment(id: $id) {{ {COMMENT} }} }}", speaker, id=comment)
    found: dict[str, Any] | None = data["comment"]
    return found


async def queue(api: Api, name: str) -> list[str]:
    query = (
        f"{{ moderationQueue(queue: {name}, first: 100) {{ nodes {{ id }} }} queueCounts {{ queue count }} }}"
    )
    data = await api.run(query, ANN)
    found = [node["id"] for node in data["moderationQueue"]["nodes"]]
    counts = {each["queue"]: each["count"] for each in data["queueCounts"]}
    assert counts[name] == len(found)
    return found


@contextmanager
def sitting_at(api: Api, address: str) -> Iterator[None]:
    """Requests come from there, as a trusted proxy says."""
    api.http.headers["X-Forwarded-For"] = address
    try:
        yield
    finally:
        del api.http.headers["X-Forwarded-For"]
