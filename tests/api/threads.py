"""Comments written straight into the tables, in every status and at every depth, with all they bring along."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import STAFF_ONLY, Article, Comment, Person
from server.models.types import uuid7
from server.moderation.status import CommentStatus, RejectionReason
from server.text.normal import digest, fold
from tests.api.voices import GuestVoice, Voice

APPROVED, PENDING = CommentStatus.APPROVED, CommentStatus.PENDING
REJECTED, SPAM = CommentStatus.REJECTED, CommentStatus.SPAM
HUSH_STAFF = "hushstaff"


def hush_of(person: Voice | GuestVoice) -> str:
    """Stands in every text that this person and moderators may read, and nobody else."""
    return f"hushof{person.name.lower()}"


@dataclass(frozen=True, slots=True)
class Said:
    """A comment and its replies. `minutes` is after the thread's start; several may share a minute."""

    name: str
    by: Voice | GuestVoice
    status: CommentStatus = APPROVED
    minutes: int = 0
    replies: tuple[Said, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


async def write_people(session: AsyncSession, people: list[Voice | GuestVoice], at: datetime) -> None:
    rows = [
        {
            "id": person.id,
            "subject": person.viewer.subject,
            "name": person.name,
            "email": f"{person.name.lower()}@example.org",
            "is_guest": isinstance(person, GuestVoice),
            "is_staff": person.is_staff,
            "first_seen_at": at,
        }
        for person in people
    ]
    await session.execute(insert(Person), rows)


async def write_thread(
    session: AsyncSession, article_id: UUID, thread: list[Said], *, at: datetime
) -> dict[str, UUID]:
    """Stores the comments and the article's count; their ids by name."""
    writer = _Writer(article_id, at)
    for said in thread:
        writer.add(said, None)
    await session.execute(insert(Comment), writer.rows)
    visible = sum(row["audience"] is None for row in writer.rows)
    await session.execute(
        update(Article).where(Article.id == article_id).values(public_comment_count=visible)
    )
    return writer.ids


class _Writer:
    def __init__(self, article_id: UUID, at: datetime) -> None:
        self.article_id = article_id
        self.at = at
        self.rows: list[dict[str, Any]] = []
        self.ids: dict[str, UUID] = {}

    def add(self, said: Said, parent: dict[str, Any] | None) -> None:
        identifier = self.ids[said.name] = uuid7()
        audience = _audience(said, parent)
        body = f"{said.name} says something{_hush(said, audience)}"
        row = {
            "id": identifier,
            "article_id": self.article_id,
            "parent_id": parent["id"] if parent else None,
            "person_id": said.by.id,
            "depth": parent["depth"] + 1 if parent else 0,
            "path": f"{parent['path']}/{identifier.hex}" if parent else identifier.hex,
            "locale": "en",
            "direction": "LTR",
            "author_name": said.by.name,
            "is_staff": said.by.is_staff,
            "body": body,
            "body_html": f"<p>{body}</p>",
            "body_digest": digest(body),
            "search_text": fold(f"{said.by.name}\n{body}"),
            "status": said.status,
            "audience": audience,
            "rejection_reason": RejectionReason.OFF_TOPIC if said.status is REJECTED else None,
            "risk": 0,
            "public_reply_count": 0,
            "created_at": self.at + timedelta(minutes=said.minutes),
        }
        self.rows.append(row | said.facts)
        if parent is not None and audience is None:
            parent["public_reply_count"] += 1
        mine = self.rows[-1]
        for reply in said.replies:
            self.add(reply, mine)


def _audience(said: Said, parent: dict[str, Any] | None) -> UUID | None:
    """The rule in words: everyone for an approved comment; its author for another; below a hidden one, staff."""
    if parent is not None and parent["audience"] is not None:
        return STAFF_ONLY
    return None if said.status is APPROVED else said.by.id


def _hush(said: Said, audience: UUID | None) -> str:
    if audience is None:
        return ""
    return f" {HUSH_STAFF if audience == STAFF_ONLY else hush_of(said.by)}"
