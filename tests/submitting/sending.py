"""Comments as readers send them, decisions as moderators take them, and what is stored of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from server.models import Comment
from server.planning.ids import uuid_of
from tests.api.client import Api
from tests.api.voices import ANN, Speaker, Voice

FIELDS = """
  comment {
    id status version depth parent { id } body bodyHtml authorName locale direction isMine isStaff rejectionReason
  }
  guestToken
  notice
  errors { __typename code message path ... on RateLimited { retryAfterSeconds } }
"""
SUBMIT = f"mutation($input: SubmitCommentInput!) {{ submitComment(input: $input) {{ {FIELDS} }} }}"

DECISIONS = {
    "APPROVED": "approveComment(input: {id: $id, expectedVersion: $version})",
    "REJECTED": "rejectComment(input: {id: $id, expectedVersion: $version, reason: OFF_TOPIC})",
    "SPAM": "markCommentAsSpam(input: {id: $id, expectedVersion: $version})",
}

Payload = dict[str, Any]


def comment_input(article: str, body: str, speaker: Speaker, **more: Any) -> dict[str, Any]:
    """A guest gives a name, with a token or without."""
    name = {} if isinstance(speaker, Voice) else {"authorName": "Mitali"}
    return {"articleId": article, "body": body, **name, **more}


async def send(api: Api, article: str, body: str, speaker: Speaker = None, **more: Any) -> Payload:
    """The payload, with or without errors."""
    data = await api.run(SUBMIT, speaker, input=comment_input(article, body, speaker, **more))
    payload: Payload = data["submitComment"]
    return payload


async def stored_comment(
    api: Api, article: str, body: str, speaker: Speaker = None, **more: Any
) -> dict[str, Any]:
    """The comment of a submission that was taken."""
    payload = await send(api, article, body, speaker, **more)
    assert payload["errors"] == []
    comment: dict[str, Any] = payload["comment"]
    return comment


def problems(payload: Payload) -> list[tuple[str, str | None]]:
    """Code and argument of every error of a submission that was not taken."""
    assert payload["comment"] is None
    assert payload["guestToken"] is None
    return [(error["code"], (error["path"] or [None])[-1]) for error in payload["errors"]]


async def decide(
    api: Api, comment: str, status: str, *, version: int = 1, moderator: Speaker = ANN
) -> dict[str, Any]:
    """The comment after a decision that was taken."""
    fields = "comment { id status version } errors { code message }"
    mutation = f"mutation($id: ID!, $version: Int!) {{ payload: {DECISIONS[status]} {{ {fields} }} }}"
    payload = (await api.run(mutation, moderator, id=comment, version=version))["payload"]
    assert payload["errors"] == []
    decided: dict[str, Any] = payload["comment"]
    return decided


def row_id(global_id: str, kind: str = "comment") -> UUID:
    found = uuid_of(global_id, kind)
    assert found is not None
    return found


async def count_comments(api: Api) -> int:
    """All that are stored, whoever may see them."""
    (count,) = await api.rows(select(func.count()).select_from(Comment))
    return int(count)
