"""Who sees a comment, kept in the comment: `audience`, and the public counts that follow from it.

Every change of a thread happens under its article's lock (lock_article), so audiences below a comment, and the
counts, are computed from what is really there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.prepared import Prepared
from server.models import EMPTY_TOMBSTONE, STAFF_ONLY, Article, Comment
from server.models.types import Id, Nfc, utc_now
from server.moderation.status import CommentStatus
from server.services.outbox import announce

THREAD_CHANGED = "thread.changed"
"""The event of every change of audiences, with the ids of all comments that it concerns."""

UPDATED_AT_ONCE = 1_000
"""Ids in one statement; PostgreSQL takes 32,767 parameters."""


_LOCKED = (
    select(Article)
    .where(Article.id == bindparam("article", type_=Id))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


class Thread(NamedTuple):
    """An article as the use cases of its thread need it."""

    id: UUID
    is_public: bool
    published_at: datetime | None
    original_locale: str
    deleted_at: datetime | None


_THREAD = Prepared(
    select(Article.id, Article.is_public, Article.published_at, Article.original_locale, Article.deleted_at)
    .where(Article.id == bindparam("article", type_=Id))
    .with_for_update(key_share=True)
)


async def lock_thread(session: AsyncSession, article_id: UUID) -> Thread | None:
    """As `lock_article`, for those who change nothing of the article itself."""
    rows = await _THREAD.rows(session, article=article_id)
    return Thread(*rows[0]) if rows else None


async def lock_article(session: AsyncSession, article_id: UUID) -> Article | None:
    """The article, its thread closed to other transactions until this one ends. On SQLite there is one writer."""
    return await session.scalar(_LOCKED, {"article": article_id})


def audience_of(
    status: CommentStatus, *, person_id: UUID, parent_audience: UUID | None, is_deleted: bool = False
) -> UUID | None:
    """Everyone (None) for an approved comment; its author for another; below a hidden comment only staff.

    A tombstone that is not approved shows nobody anything. One that is shows as much as is visible below it, which
    is not known here: see `_audiences`.
    """
    if parent_audience not in (None, EMPTY_TOMBSTONE):
        return STAFF_ONLY
    if status is CommentStatus.APPROVED:
        return None
    return STAFF_ONLY if is_deleted else person_id


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment of a subtree as its audience needs it."""

    id: UUID
    parent_id: UUID | None
    person_id: UUID
    status: CommentStatus
    audience: UUID | None
    is_deleted: bool


async def refresh_audiences(session: AsyncSession, root: Comment) -> int:
    """Recomputes the audiences of a comment, of all below it and of the tombstones above it, and the counts that
    change with them.

    Returns how many comments other than the root became visible or hidden.
    """
    subtree = await _subtree(session, root)
    parent_audience = await _audience(session, root.parent_id)
    audiences = _audiences(subtree, parent_audience)
    changed = [comment for comment in subtree if audiences[comment.id] != comment.audience]
    await _announce(session, root.article_id, changed, audiences)
    for audience in {audiences[comment.id] for comment in changed}:
        ids = [comment.id for comment in changed if audiences[comment.id] == audience]
        await _set_audience(session, ids, audience)
    await _change_counts(session, root.article_id, _public_changes(changed, audiences))
    await refresh_tombstones(session, root.parent_id)
    return sum(comment.id != root.id for comment in changed)


async def _set_audience(session: AsyncSession, ids: Sequence[UUID], audience: UUID | None) -> None:
    if len(ids) == 1:
        await _SET_ONE.rows(session, comment=ids[0], audience=audience)
        return
    for start in range(0, len(ids), UPDATED_AT_ONCE):
        few = ids[start : start + UPDATED_AT_ONCE]
        await session.execute(update(Comment).where(Comment.id.in_(few)).values(audience=audience))


_SET_ONE = Prepared(
    update(Comment)
    .where(Comment.id == bindparam("comment", type_=Id))
    .values(audience=bindparam("audience", type_=Id))
)


async def _subtree(session: AsyncSession, root: Comment) -> list[Placed]:
    """The root and all below it, parents first: a range of paths, as "0" follows "/" in every encoding."""
    rows = await _SUBTREE.rows(
        session, article=root.article_id, root=root.id, after=root.path + "/", before=root.path + "0"
    )
    return [Placed(*row) for row in rows]


_SUBTREE = Prepared(
    select(
        Comment.id,
        Comment.parent_id,
        Comment.person_id,
        Comment.status,
        Comment.audience,
        Comment.deleted_at.is_not(None),
    )
    .where(
        Comment.article_id == bindparam("article", type_=Id),
        or_(
            Comment.id == bindparam("root", type_=Id),
            and_(Comment.path > bindparam("after", type_=Nfc), Comment.path < bindparam("before", type_=Nfc)),
        ),
    )
    .order_by(Comment.depth)
)


async def _audience(session: AsyncSession, comment_id: UUID | None) -> UUID | None:
    if comment_id is None:
        return None
    found = await _AUDIENCE.rows(session, comment=comment_id)
    return found[0][0] if found else None


_AUDIENCE = Prepared(select(Comment.audience).where(Comment.id == bindparam("comment", type_=Id)))


def _audiences(subtree: list[Placed], above: UUID | None) -> Mapping[UUID, UUID | None]:
    """From the top down by the statuses, then from the bottom up: nobody sees a tombstone that leads nowhere."""
    found: dict[UUID, UUID | None] = {}
    for comment in subtree:
        parent_audience = found.get(comment.parent_id, above) if comment.parent_id else None
        found[comment.id] = audience_of(
            comment.status,
            person_id=comment.person_id,
            parent_audience=parent_audience,
            is_deleted=comment.is_deleted,
        )
    leading: set[UUID | None] = set()
    for comment in reversed(subtree):
        if comment.is_deleted and found[comment.id] is None and comment.id not in leading:
            found[comment.id] = EMPTY_TOMBSTONE
        if found[comment.id] is None:
            leading.add(comment.parent_id)
    return found


def _public_changes(changed: list[Placed], audiences: Mapping[UUID, UUID | None]) -> Counter[UUID | None]:
    """By parent (None: the top level): how many direct replies became public, less those that were hidden."""
    changes: Counter[UUID | None] = Counter()
    for comment in changed:
        changes[comment.parent_id] += (audiences[comment.id] is None) - (comment.audience is None)
    return changes


async def _change_counts(session: AsyncSession, article_id: UUID, changes: Counter[UUID | None]) -> None:
    total = sum(changes.values())
    for parent_id, change in changes.items():
        if parent_id is not None and change:
            await _COUNT_REPLIES.rows(session, comment=parent_id, more=change)
    if total:
        await _COUNT_COMMENTS.rows(session, article=article_id, more=total)


_COUNT_REPLIES = Prepared(
    update(Comment)
    .where(Comment.id == bindparam("comment", type_=Id))
    .values(public_reply_count=Comment.public_reply_count + bindparam("more"))
)
_COUNT_COMMENTS = Prepared(
    update(Article)
    .where(Article.id == bindparam("article", type_=Id))
    .values(public_comment_count=Article.public_comment_count + bindparam("more"))
)


async def count_new_public(session: AsyncSession, comment: Comment) -> None:
    """Counts a comment that was stored with everyone as its audience."""
    if comment.audience is None:
        await _change_counts(session, comment.article_id, Counter({comment.parent_id: 1}))
        await _announce_one(session, comment, "shown")


async def _announce_one(session: AsyncSession, comment: Comment | _Tombstone, change: str) -> None:
    payload: dict[str, UUID | list[UUID]] = {"article": comment.article_id, change: [comment.id]}
    await announce(session, THREAD_CHANGED, payload, at=utc_now())


async def _announce(
    session: AsyncSession, article_id: UUID, changed: list[Placed], audiences: Mapping[UUID, UUID | None]
) -> None:
    """Tells which comments became public, which no longer are, and which others somebody sees or sees no longer."""
    payload: dict[str, UUID | list[UUID]] = {
        "shown": [each.id for each in changed if audiences[each.id] is None],
        "hidden": [each.id for each in changed if each.audience is None],
        "moved": [each.id for each in changed if each.audience and audiences[each.id]],
    }
    if changed:
        await announce(session, THREAD_CHANGED, {"article": article_id, **payload}, at=utc_now())


async def count_removed(session: AsyncSession, comment: Comment) -> None:
    """Takes a comment that everyone could see out of the counts."""
    if comment.audience is None:
        await _change_counts(session, comment.article_id, Counter({comment.parent_id: -1}))
        await _announce_one(session, comment, "hidden")


# ── tombstones ──────────────────────────────────────────────────────────────────────────────────


async def refresh_tombstones(session: AsyncSession, comment_id: UUID | None) -> None:
    """Shows or hides a tombstone whose replies have changed, and those above it. A comment that is none stands
    whatever hangs below it."""
    while comment_id is not None:
        rows = await _TOMBSTONE.rows(session, comment=comment_id)
        tombstone = _Tombstone(*rows[0]) if rows else None
        if tombstone is None or tombstone.audience == STAFF_ONLY:
            return
        audience = None if tombstone.public_reply_count else EMPTY_TOMBSTONE
        if tombstone.audience == audience:
            return
        change = 1 if audience is None else -1
        await _SET_ONE.rows(session, comment=comment_id, audience=audience)
        await _change_counts(session, tombstone.article_id, Counter({tombstone.parent_id: change}))
        await _announce_one(session, tombstone, "shown" if audience is None else "hidden")
        comment_id = tombstone.parent_id


class _Tombstone(NamedTuple):
    id: UUID
    article_id: UUID
    parent_id: UUID | None
    audience: UUID | None
    public_reply_count: int


_TOMBSTONE = Prepared(
    select(
        Comment.id, Comment.article_id, Comment.parent_id, Comment.audience, Comment.public_reply_count
    ).where(Comment.id == bindparam("comment", type_=Id), Comment.deleted_at.is_not(None))
)
