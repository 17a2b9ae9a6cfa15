"""What is sent to Galley: comments by many readers on many articles, decisions by two moderators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from random import Random
from string import ascii_lowercase
from typing import Any
from uuid import UUID

import orjson

from benchmarks.databases import SECRET
from server.auth import make_token, staff_subject
from server.models.types import utc_now
from server.viewer import Role

READERS = 500
WORDS = 24
"""In a comment: about 150 bytes. They are made up, so that no text is like another."""

SUBMIT = """
mutation Submit($input: SubmitCommentInput!) {
  submitComment(input: $input) { comment { id status version } notice errors { code message } }
}"""
APPROVE = """
mutation Approve($input: ApproveCommentInput!) {
  approveComment(input: $input) { comment { id status version } errors { code message } }
}"""
REJECT = """
mutation Reject($input: RejectCommentInput!) {
  rejectComment(input: $input) { comment { id status version } errors { code message } }
}"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pending comment that nobody has replied to, below nothing that is hidden."""

    id: UUID
    article_id: UUID
    parent_id: UUID | None
    person_id: UUID


WAITING = """
SELECT id, article_id, parent_id, person_id FROM comment
WHERE status = 'PENDING' AND audience = person_id AND version = 1 AND deleted_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM comment below WHERE below.parent_id = comment.id)
ORDER BY id
"""
OPEN_ARTICLES = "SELECT id FROM article WHERE is_public ORDER BY id DESC LIMIT 2000"


def submissions(articles: Sequence[UUID], random: Random) -> Iterator[bytes]:
    """HTTP requests without end, no two with the same text; the readers take turns."""
    tokens = [_token(f"reader {number}", f"Reader {number}") for number in range(READERS)]
    while True:
        for token in tokens:
            words = ["".join(random.choices(ascii_lowercase, k=random.randint(2, 9))) for _ in range(WORDS)]
            article = f"article_{random.choice(articles).hex}"
            yield _request(SUBMIT, {"articleId": article, "body": " ".join(words).capitalize() + "."}, token)


def is_approved(number: int) -> bool:
    """Of two neighbouring decisions by each moderator, one approves."""
    return number // 2 % 2 == 0


def decisions(waiting: Sequence[Waiting], *, start: int) -> Iterator[bytes]:
    """HTTP requests, one for each comment; two moderators take turns. `start` counts those before."""
    tokens = [
        _token(staff_subject(f"Moderator {name}"), f"Moderator {name}", Role.MODERATOR) for name in "AB"
    ]
    for number, comment in enumerate(waiting, start):
        told: dict[str, Any] = {"id": f"comment_{comment.id.hex}", "expectedVersion": 1}
        if is_approved(number):
            yield _request(APPROVE, told, tokens[number % 2])
        else:
            yield _request(REJECT, {**told, "reason": "OFF_TOPIC"}, tokens[number % 2])


def take(requests: Iterator[bytes], count: int) -> tuple[bytes, ...]:
    return tuple(islice(requests, count))


def _token(subject: str, name: str, *roles: Role) -> str:
    return make_token(
        secrets=[SECRET.encode()],
        subject=subject,
        name=name,
        roles=roles,
        now=utc_now(),
        expires_in=timedelta(days=1),
    )


def _request(text: str, variables: dict[str, Any], token: str) -> bytes:
    body = orjson.dumps({"query": text, "variables": {"input": variables}})
    head = (
        "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nAuthorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
