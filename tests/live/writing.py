"""What readers and moderators do while others follow it."""

from __future__ import annotations

from typing import Any

from tests.api.client import Api
from tests.api.voices import Speaker
from tests.deciding.conftest import SUBMIT
from tests.deciding.decisions import APPROVE, REJECT, decide

QUEUE = """subscription($queue: QueueName, $filter: CommentFilter) {
  event: queueChanged(queue: $queue, filter: $filter) {
    __typename queue change id: commentId said: comment { __typename body status moderation { risk } }
    counts { name: queue count oldest }
  }
}"""
CHANGES = """subscription($queue: QueueName, $filter: CommentFilter) {
  queueChanged(queue: $queue, filter: $filter) { queue change commentId }
}"""
PUBLISHED = """subscription($article: ID!) {
  commentPublished(articleId: $article) { id body status isMine moderation { risk } parent { id } }
}"""
HIDDEN = "subscription($article: ID!) { commentHidden(articleId: $article) }"


async def submit(
    api: Api, article_id: str, body: str, *, parent: str | None = None, speaker: Speaker = None
) -> Any:
    data = await api.run(SUBMIT, speaker, article=article_id, parent=parent, body=body)
    assert data["submitComment"]["errors"] == [], data
    return data["submitComment"]["comment"]


async def approve(api: Api, comment: Any, speaker: Speaker) -> Any:
    return await _decide(api, APPROVE, comment, speaker)


async def reject(api: Api, comment: Any, speaker: Speaker) -> Any:
    return await _decide(api, REJECT, comment, speaker)


async def _decide(api: Api, mutation: str, comment: Any, speaker: Speaker) -> Any:
    payload = await decide(api, mutation, speaker, comment["id"], comment["version"])
    assert payload["errors"] == [], payload
    return payload["comment"]


def told(data: Any) -> tuple[str, str, str]:
    """Queue, change and comment of an event of CHANGES."""
    event = data["queueChanged"]
    return event["queue"], event["change"], event["commentId"]
