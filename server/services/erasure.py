"""Erasing a person: no table holds their name, their e-mail address or a text of theirs afterwards.

Article by article, each in a transaction under the article's lock; then the person. Broken off, it is begun again and
goes on. Ids stay where others rest on them: in the audit log, and in what stands for a comment that was replied to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.models import (
    Article,
    AuditEntry,
    Ban,
    Claim,
    Comment,
    CommentLikeness,
    CommentRevision,
    Decision,
    Finding,
    Flag,
    Person,
    RateWindow,
    SubmissionKey,
)
from server.services.audience import (
    UPDATED_AT_ONCE,
    lock_article,
    refresh_audiences,
    refresh_tombstones,
)
from server.services.audit import record
from server.services.outbox import announce
from server.text.normal import digest

ACTION = "commenter.erase"
NAMELESS = ""
"""The name of who was erased: the same in every language."""


@dataclass(frozen=True, slots=True)
class Erased:
    """Comments that are gone, and those that a tombstone stands for, as replies hang below."""

    gone: int = 0
    tombstones: int = 0

    def __add__(self, other: Erased) -> Erased:
        return Erased(self.gone + other.gone, self.tombstones + other.tombstones)


async def erase_person(
    database: Database, person_id: UUID, *, now: datetime, progress: Callable[[Erased], None]
) -> Erased | None:
    """None where there is no such person (any more). May be done again; `progress` is told after each article."""
    erased = Erased()
    async with database.transaction() as session:
        if await session.get(Person, person_id) is None:
            return None
    while True:
        for article_id in await _articles(database, person_id):
            async with database.transaction() as session:
                found = await _erase_thread(session, article_id, person_id, now=now)
            erased += found
            progress(erased)
        async with database.transaction() as session:
            if await _erase_row(session, person_id, erased, now=now):
                return erased


# ── comments ────────────────────────────────────────────────────────────────────────────────────


def _unerased(person_id: UUID) -> ColumnElement[bool]:
    has_text = or_(Comment.author_name != NAMELESS, Comment.body != "", Comment.deleted_at.is_(None))
    return (Comment.person_id == person_id) & has_text


async def _articles(database: Database, person_id: UUID) -> list[UUID]:
    """All, as what hangs on a comment that was deleted before is to go too."""
    query = select(Comment.article_id).where(Comment.person_id == person_id).distinct()
    async with database.transaction() as session:
        return sorted(await session.scalars(query))


async def _erase_thread(session: AsyncSession, article_id: UUID, person_id: UUID, *, now: datetime) -> Erased:
    """From the deepest up, so that a comment whose replies are all gone goes too."""
    await lock_article(session, article_id)
    rows = await session.execute(
        select(
            Comment.id,
            Comment.parent_id,
            Comment.depth,
            Comment.status,
            _unerased(person_id).label("is_new"),
        )
        .where(Comment.article_id == article_id, Comment.person_id == person_id)
        .order_by(Comment.depth.desc(), Comment.id)
    )
    own = rows.all()
    kept: set[UUID] = set()
    for depth in sorted({row.depth for row in own}, reverse=True):
        for ids in _pieces([row.id for row in own if row.depth == depth]):
            kept |= await _erase_comments(session, ids, now=now)
    await _recount(session, article_id, {row.parent_id for row in own if row.parent_id})
    await _settle(session, own, kept)
    new = [row for row in own if row.is_new or row.id not in kept]
    for row in new:
        await _tell(session, row, article_id, stays=row.id in kept, now=now)
    return Erased(gone=len(own) - len(kept), tombstones=sum(row.id in kept for row in new))


async def _tell(session: AsyncSession, row: Any, article_id: UUID, *, stays: bool, now: datetime) -> None:
    """With what it tells of, so that an erasure that is broken off leaves no comment gone without a record."""
    await record(
        session,
        action="comment.erase",
        subject=("comment", row.id),
        actor_id=None,
        before=str(row.status),
        after="TOMBSTONE" if stays else None,
        at=now,
    )
    await announce(session, "comment.deleted", {"comment": row.id, "article": article_id}, at=now)


def _pieces(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), UPDATED_AT_ONCE):
        yield ids[start : start + UPDATED_AT_ONCE]


async def _erase_comments(session: AsyncSession, ids: list[UUID], *, now: datetime) -> set[UUID]:
    """Returns those that tombstones stand for. A tombstone keeps the status that the comment had: what was rejected
    is not published by its erasure."""
    replied_to = set(
        await session.scalars(select(Comment.parent_id).where(Comment.parent_id.in_(ids)).distinct())
    )
    gone = [each for each in ids if each not in replied_to]
    kept = [each for each in ids if each in replied_to]
    await session.execute(delete(Comment).where(Comment.id.in_(gone)))  # and by it all that hangs on it
    await _erase_around(session, kept)
    await session.execute(
        update(Comment)
        .where(Comment.id.in_(kept))
        .values(
            author_name=NAMELESS,
            body="",
            body_html="",
            body_digest=digest(""),
            search_text="",
            external_id=None,
            deleted_at=func.coalesce(Comment.deleted_at, literal(now, Comment.deleted_at.type)),
        )
        .execution_options(synchronize_session=False)
    )
    return set(kept)


async def _erase_around(session: AsyncSession, kept: list[UUID]) -> None:
    """What others wrote about the comments, and what was kept of their earlier texts."""
    for model in (Finding, CommentRevision, CommentLikeness, SubmissionKey, Claim):
        await session.execute(delete(model).where(model.comment_id.in_(kept)))
    await session.execute(_without(Decision, "note").where(Decision.comment_id.in_(kept)))
    await session.execute(_without(Flag, "details").where(Flag.comment_id.in_(kept)))


def _without(model: Any, column: str) -> Any:
    return update(model).values({column: None}).execution_options(synchronize_session=False)


async def _settle(session: AsyncSession, own: Sequence[Any], kept: set[UUID]) -> None:
    """Tombstones show while something visible hangs below, the erased ones and those of others above them."""
    for row in own:
        if row.id in kept:
            comment = await session.get_one(Comment, row.id, populate_existing=True)
            await refresh_audiences(session, comment)
        else:
            await refresh_tombstones(session, row.parent_id)


async def _recount(session: AsyncSession, article_id: UUID, parents: set[UUID]) -> None:
    """The public counts, from what is there now."""
    reply = Comment.__table__.alias("reply")
    below = select(func.count()).where(reply.c.parent_id == Comment.id, reply.c.audience.is_(None))
    under = select(func.count()).where(reply.c.article_id == Article.id, reply.c.audience.is_(None))
    quietly = {"synchronize_session": False}
    for ids in _pieces(sorted(parents)):
        change = update(Comment).where(Comment.id.in_(ids))
        await session.execute(
            change.values(public_reply_count=below.scalar_subquery()), execution_options=quietly
        )
    await session.execute(
        update(Article).where(Article.id == article_id).values(public_comment_count=under.scalar_subquery()),
        execution_options=quietly,
    )


# ── the person ──────────────────────────────────────────────────────────────────────────────────


async def _erase_row(session: AsyncSession, person_id: UUID, erased: Erased, *, now: datetime) -> bool:
    """False where they have written meanwhile. The lock keeps new comments and flags of theirs away."""
    person = await session.scalar(select(Person).where(Person.id == person_id).with_for_update())
    if person is None:  # another erasure was faster
        return True
    if await session.scalar(select(Comment.id).where(_unerased(person_id)).limit(1)) is not None:
        return False
    was_there = person.name != NAMELESS
    await _erase_acts(session, person_id, now=now)
    if await _is_referred_to(session, person_id):
        await session.execute(
            update(Person)
            .where(Person.id == person_id)
            .values(
                name=NAMELESS, email=None, subject=None, external_id=None, address_hash=None, is_staff=False
            )
        )
    else:
        await session.execute(delete(Person).where(Person.id == person_id))
    if was_there or erased != Erased():
        counts = f"GONE {erased.gone} TOMBSTONES {erased.tombstones}"
        subject = ("commenter", person_id)
        await record(
            session, action=ACTION, subject=subject, actor_id=None, before=None, after=counts, at=now
        )
    return True


async def _erase_acts(session: AsyncSession, person_id: UUID, *, now: datetime) -> None:
    """Reports keep their weight and lose their words; a ban that stands goes on, without its reason."""
    flags = await session.scalars(select(Flag.id).where(Flag.reporter_id == person_id))
    for flag_id in flags.all():
        await session.execute(
            update(Flag)
            .where(Flag.id == flag_id)
            .values(details=None, reporter_id=None, reporter_key=f"erased:{flag_id.hex}")
            .execution_options(synchronize_session=False)
        )
    is_over = or_(Ban.lifted_at.is_not(None), Ban.until <= now)
    await session.execute(delete(Ban).where(Ban.person_id == person_id, is_over))
    await session.execute(_without(Ban, "reason").where(Ban.person_id == person_id))
    await session.execute(delete(Claim).where(Claim.by_id == person_id))
    await session.execute(delete(SubmissionKey).where(SubmissionKey.scope == person_id.hex))
    await session.execute(delete(RateWindow).where(RateWindow.subject == person_id.hex))


async def _is_referred_to(session: AsyncSession, person_id: UUID) -> bool:
    refers = (
        exists().where(Comment.person_id == person_id),
        exists().where(Ban.person_id == person_id),
        exists().where(Ban.by_id == person_id),
        exists().where(Decision.actor_id == person_id),
    )
    return bool(await session.scalar(select(or_(*refers))))


async def known_comments(database: Database, person_id: UUID) -> tuple[str, Counter[str]] | None:
    """The person's name and their comments by status, for the question before an erasure; None where there is
    no such person."""
    async with database.transaction() as session:
        name = await session.scalar(select(Person.name).where(Person.id == person_id))
        if name is None:
            return None
        rows = await session.execute(
            select(Comment.status, func.count())
            .where(Comment.person_id == person_id)
            .group_by(Comment.status)
        )
        return name, Counter({str(status): count for status, count in rows})


async def erased_at(database: Database, person_id: UUID) -> datetime | None:
    """When the audit log says that they were erased, the last time."""
    query = (
        select(AuditEntry.at)
        .where(AuditEntry.subject_id == person_id, AuditEntry.action == ACTION)
        .order_by(AuditEntry.at.desc())
        .limit(1)
    )
    async with database.transaction() as session:
        return await session.scalar(query)
