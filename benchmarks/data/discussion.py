"""Comments with every column that the services keep, and what checks and people had to say about them.

The log of acts and the outbox stay empty, as after an import: no measured query reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from benchmarks.data.calendar import COMMENTED_FOR
from benchmarks.data.ids import id_at
from benchmarks.data.newsroom import Newsroom
from benchmarks.data.rows import Rows
from benchmarks.data.texts import Texts
from benchmarks.data.threads import Place
from server.models import ActorKind, Comment, Decision, Finding
from server.moderation.findings import Outcome
from server.moderation.status import CommentStatus, RejectionReason
from server.services.audience import audience_of
from server.text.normal import fold

_FINDINGS = (
    ("newcomer", Outcome.HOLD, "A newcomer: 0 of 1 comments approved so far.", None),
    ("links", Outcome.HOLD, "Contains 3 links; the policy allows 2.", None),
    ("repetition", Outcome.SPAM, "Says what was said before.", 9_100),
)


class Discussion:
    """Writes the threads of articles."""

    def __init__(self, random: Random, rows: Rows, *, newsroom: Newsroom, texts: Texts) -> None:
        self._random, self._rows = random, rows
        self._newsroom, self._texts = newsroom, texts
        self._names = {person: fold(name) for person, name in newsroom.people}

    def write(self, article: UUID, places: Sequence[Place], *, since: datetime) -> None:
        step = COMMENTED_FOR / max(1, len(places))
        replies = Counter(places[i].parent for i in range(len(places)) if is_public(places, i))
        written: list[dict[str, Any]] = []
        for number, place in enumerate(places):
            at = since + step * number + timedelta(milliseconds=self._random.randrange(1000))
            parent = None if place.parent is None else written[place.parent]
            comment = self._comment(article, place, parent, at=at)
            comment["public_reply_count"] = replies[number]
            self._rows.add(Comment, **comment)
            self._judge(comment)
            written.append(comment)

    def _comment(
        self, article: UUID, place: Place, parent: dict[str, Any] | None, *, at: datetime
    ) -> dict[str, Any]:
        person, name = self._random.choice(self._newsroom.people)
        text = self._random.choice(self._texts.comments)
        comment = id_at(self._random, at)
        is_pending = place.status is CommentStatus.PENDING
        return {
            "id": comment,
            "article_id": article,
            "parent_id": parent["id"] if parent else None,
            "person_id": person,
            "depth": parent["depth"] + 1 if parent else 0,
            "path": f"{parent['path']}/{comment.hex}" if parent else comment.hex,
            "locale": text.locale,
            "direction": text.direction,
            "author_name": name,
            "is_staff": False,
            "body": text.text,
            "body_html": text.html,
            "body_digest": text.digest,
            "search_text": f"{self._names[person]}\n{text.folded}",
            "status": place.status,
            "audience": audience_of(
                place.status, person_id=person, parent_audience=parent["audience"] if parent else None
            ),
            "rejection_reason": (
                RejectionReason.OFF_TOPIC if place.status is CommentStatus.REJECTED else None
            ),
            "risk": self._random.randrange(3_000, 10_000) if is_pending else self._random.randrange(3_000),
            "version": 1 if is_pending else 2,
            "text_version": 1,
            "reviewed_version": None if is_pending else 2,
            "created_at": at,
        }

    def _judge(self, comment: dict[str, Any]) -> None:
        """The policy holds every comment; a moderator has decided most of them."""
        comment_id, at = comment["id"], comment["created_at"]
        self._decide(comment_id, CommentStatus.PENDING, at=at, by=None)
        if comment["status"] is not CommentStatus.PENDING:
            moderator = self._random.choice(self._newsroom.moderators)
            self._decide(comment_id, comment["status"], at=at + timedelta(minutes=5), by=moderator)
            return
        for check, outcome, message, score in self._random.sample(_FINDINGS, self._random.choice((1, 1, 2))):
            self._rows.add(
                Finding,
                id=id_at(self._random, at),
                comment_id=comment_id,
                version=1,
                check_name=check,
                outcome=outcome,
                score=score,
                message=message,
                spans=[{"start": 0, "end": 4}] if check != "newcomer" else [],
            )

    def _decide(self, comment: UUID, status: CommentStatus, *, at: datetime, by: UUID | None) -> None:
        """Without a person it is the policy. Either judged the comment's first version."""
        self._rows.add(
            Decision,
            id=id_at(self._random, at),
            comment_id=comment,
            version=1,
            status=status,
            previous_status=None if by is None else CommentStatus.PENDING,
            reason=RejectionReason.OFF_TOPIC if status is CommentStatus.REJECTED else None,
            actor_kind=ActorKind.POLICY if by is None else ActorKind.PERSON,
            actor_id=by,
            decided_at=at,
        )


def is_public(places: Sequence[Place], number: int) -> bool:
    """Approved, and all above it too."""
    place = places[number]
    if place.status is not CommentStatus.APPROVED:
        return False
    return place.parent is None or is_public(places, place.parent)
