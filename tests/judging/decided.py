"""Decisions of moderators by the hundred, as the tables hold them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert

from server.models import ActorKind, Comment, Decision
from server.models.types import utc_now, uuid7
from server.moderation.status import CommentStatus
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, LENA
from tests.unit.moderation.test_moderation_risk import example

LONG_AGO = timedelta(hours=1)


@dataclass(slots=True)
class Desk:
    """Writes comments of Lena's under one article, each with one decision of Ann's."""

    api: Api
    newsroom: Newsroom
    chooser: random.Random = field(default_factory=lambda: random.Random(1))

    async def decide(self, count: int, *, at: datetime | None = None) -> None:
        """A third are refused, those with a slur in them (see `example`)."""
        at = at or utc_now() - LONG_AGO
        texts = [example(self.chooser) for _ in range(count)]
        await self.write([(text, _status(refused)) for text, refused in texts], at=at)

    async def write(
        self, texts: list[tuple[str, CommentStatus]], *, at: datetime, **facts: object
    ) -> list[UUID]:
        """The comments' ids. `facts` go into the comments."""
        comments, decisions, identifiers = [], [], list[UUID]()
        for text, status in texts:
            identifier = uuid7()
            identifiers.append(identifier)
            comments.append({**self._comment(identifier, text, status, at), **facts})
            decisions.append(_decision(identifier, status, at))
        async with self.api.database.transaction() as session:
            await session.execute(insert(Comment), comments)
            await session.execute(insert(Decision), decisions)
        return identifiers

    def _comment(self, identifier: UUID, text: str, status: CommentStatus, at: datetime) -> dict[str, object]:
        return {
            "id": identifier,
            "article_id": self.newsroom.uuid("article", "ferry"),
            "person_id": LENA.id,
            "path": identifier.hex,
            "direction": "LTR",
            "author_name": "Lena",
            "body": text,
            "body_html": "",
            "body_digest": "",
            "search_text": "",
            "status": status,
            "audience": LENA.id,
            "version": 2,
            "created_at": at - timedelta(days=60),
        }


def _status(is_refused: bool) -> CommentStatus:
    return CommentStatus.REJECTED if is_refused else CommentStatus.APPROVED


def _decision(comment_id: UUID, status: CommentStatus, at: datetime) -> dict[str, object]:
    return {
        "id": uuid7(),
        "comment_id": comment_id,
        "version": 1,
        "status": status,
        "actor_kind": ActorKind.PERSON,
        "actor_id": ANN.id,
        "decided_at": at,
    }
