"""Claims: a moderator's notice that they are at work on comments, so that two do not read the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, case, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.errors import ErrorCode, Refused, UserError
from server.models import Article, Claim, Comment
from server.permissions import require_role
from server.services.decisions.conflicts import claimed
from server.services.decisions.deciding import Outcome, check_count
from server.services.inserting import inserting
from server.services.outbox import announce
from server.services.people import ensure_person
from server.viewer import Role, Viewer

IDS_PATH = ("input", "ids")
SECONDS_PATH = ("input", "seconds")
SECONDS = range(30, 901)
DEFAULT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class _Holder:
    """Who claims a comment, and since when."""

    by: UUID
    since: datetime


async def claim_comments(
    database: Database, comment_ids: Sequence[UUID | None], *, seconds: int, viewer: Viewer, now: datetime
) -> tuple[Outcome, ...]:
    """Claims up to 100 comments until `now` and `seconds`, the viewer's own anew. Outcomes in the order asked.

    Of several who claim at once one gets each comment: the database decides. Raises Forbidden without the role,
    Refused for what is wrong with all.
    """
    require_role(viewer, Role.MODERATOR)
    check_count(len(comment_ids), IDS_PATH)
    if seconds not in SECONDS:
        message = f"A claim lasts {SECONDS.start} to {SECONDS.stop - 1} seconds."
        raise Refused([UserError(ErrorCode.INVALID, message, SECONDS_PATH)])
    async with database.transaction() as session:
        me = await ensure_person(session, viewer, name=viewer.name or "Moderator", now=now)
        comments = await _comments(session, comment_ids)
        until = now + timedelta(seconds=seconds)
        holders = await _take(session, sorted(comments), by=me, until=until, now=now)
        if taken := [comment_id for comment_id, holder in holders.items() if holder.by == me]:
            await announce(session, "comment.claimed", {"comments": taken}, at=now)
        return await _outcomes(session, comment_ids, comments, holders, me=me)


async def release_comments(
    database: Database, comment_ids: Sequence[UUID | None], *, viewer: Viewer, now: datetime
) -> tuple[Outcome, ...]:
    """Ends the viewer's own claims. A comment that nobody claims is released already; another's claim is theirs to
    end, and a Conflict. Raises as `claim_comments`."""
    require_role(viewer, Role.MODERATOR)
    check_count(len(comment_ids), IDS_PATH)
    assert viewer.id is not None, "who has a role has an id"
    async with database.transaction() as session:
        comments = await _comments(session, comment_ids)
        claims = await session.scalars(
            select(Claim).where(Claim.comment_id.in_(comments)).order_by(Claim.comment_id).with_for_update()
        )
        standing = [claim for claim in claims if claim.expires_at > now]
        if ended := [claim.comment_id for claim in standing if claim.by_id == viewer.id]:
            await session.execute(delete(Claim).where(Claim.comment_id.in_(ended)))
            await announce(session, "comment.released", {"comments": ended}, at=now)
        holders = {claim.comment_id: _Holder(claim.by_id, claim.claimed_at) for claim in standing}
        return await _outcomes(session, comment_ids, comments, holders, me=viewer.id)


async def _comments(session: AsyncSession, comment_ids: Sequence[UUID | None]) -> Mapping[UUID, Comment]:
    """Those that are there, kept from being removed: not what is deleted or below a deleted article."""
    query = (
        select(Comment)
        .join(Article, Article.id == Comment.article_id)
        .where(
            Comment.id.in_({comment_id for comment_id in comment_ids if comment_id}),
            Comment.deleted_at.is_(None),
            Article.deleted_at.is_(None),
        )
        .order_by(Comment.id)
        .with_for_update(read=True, key_share=True, of=Comment)
    )
    return {comment.id: comment for comment in await session.scalars(query)}


async def _take(
    session: AsyncSession, comment_ids: Sequence[UUID], *, by: UUID, until: datetime, now: datetime
) -> Mapping[UUID, _Holder]:
    """Who claims each comment after this: the one who asks, but for those that somebody else's claim stands on.

    One statement decides and tells. Rows are taken in the order given, so that two who claim the same comments do
    not wait for each other.
    """
    if not comment_ids:
        return {}
    insert = inserting(session, Claim).values(
        [
            {"comment_id": comment_id, "by_id": by, "claimed_at": now, "expires_at": until}
            for comment_id in comment_ids
        ]
    )
    is_mine = and_(Claim.by_id == by, Claim.expires_at > now)
    is_theirs = and_(Claim.by_id != by, Claim.expires_at > now)
    new = insert.excluded
    statement = insert.on_conflict_do_update(
        index_elements=[Claim.comment_id],
        set_={
            "by_id": case((is_theirs, Claim.by_id), else_=new.by_id),
            "claimed_at": case((or_(is_mine, is_theirs), Claim.claimed_at), else_=new.claimed_at),
            "expires_at": case((is_theirs, Claim.expires_at), else_=new.expires_at),
        },
    ).returning(Claim.comment_id, Claim.by_id, Claim.claimed_at)
    rows = await session.execute(statement)
    return {comment_id: _Holder(by_id, since) for comment_id, by_id, since in rows}


async def _outcomes(
    session: AsyncSession,
    comment_ids: Sequence[UUID | None],
    comments: Mapping[UUID, Comment],
    holders: Mapping[UUID, _Holder],
    *,
    me: UUID,
) -> tuple[Outcome, ...]:
    """One for each id asked: an error where the comment is not there, or another's."""
    outcomes = []
    for position, comment_id in enumerate(comment_ids):
        path = (*IDS_PATH, str(position))
        comment = comments.get(comment_id) if comment_id else None
        holder = holders.get(comment_id) if comment_id else None
        error: UserError | None = None
        if comment is None:
            error = UserError(ErrorCode.NOT_FOUND, "There is no such comment.", path)
        elif holder is not None and holder.by != me:
            error = await claimed(session, comment, by=holder.by, since=holder.since, path=path)
        outcomes.append(Outcome(comment_id, error=error))
    return tuple(outcomes)
