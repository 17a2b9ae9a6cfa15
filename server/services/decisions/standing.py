"""How a comment stands when somebody wants to decide about it: read under its article's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import ErrorCode, UserError
from server.models import ActorKind, Claim, Comment, Decision
from server.services.audience import lock_article
from server.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Standing:
    """`last` is the last decision that a person took; `claim` the row there is, expired or not."""

    comment: Comment
    last: Decision | None
    claim: Claim | None

    @property
    def is_decided(self) -> bool:
        """The last decision is what made the present version, and a person looked: it was not taken back to a
        version that nobody has reviewed."""
        comment, last = self.comment, self.last
        return last is not None and comment.reviewed_version == comment.version == last.version + 1

    def claim_against(self, viewer: Viewer, *, now: datetime) -> Claim | None:
        """Another's claim that stands in the viewer's way. None stands in an administrator's."""
        claim = self.claim
        if claim is None or claim.by_id == viewer.id or claim.expires_at <= now:
            return None
        return None if viewer.has_role(Role.ADMIN) else claim


async def lock_standing(session: AsyncSession, comment_id: UUID | None, *, path: Sequence[str]) -> Standing:
    """The comment as it is now, its article's thread locked. Raises UserError (NOT_FOUND), placed at `path`.

    The article's lock comes first in every use case, persons after it: so two never wait for each other.
    """
    article_id = await session.scalar(select(Comment.article_id).where(Comment.id == comment_id))
    article = await lock_article(session, article_id) if article_id else None
    found = None
    if article is not None and article.deleted_at is None:
        query = select(Comment, Claim).outerjoin(Claim, Claim.comment_id == Comment.id)
        found = (await session.execute(query.where(Comment.id == comment_id))).one_or_none()
    if found is None:
        raise UserError(ErrorCode.NOT_FOUND, "There is no such comment.", path)
    comment, claim = found
    return Standing(comment, await last_by_person(session, comment.id), claim)


async def last_by_person(session: AsyncSession, comment_id: UUID) -> Decision | None:
    return await _newest(session, comment_id, ActorKind.PERSON)


async def last_by_policy(session: AsyncSession, comment_id: UUID) -> Decision | None:
    return await _newest(session, comment_id, ActorKind.POLICY)


async def _newest(session: AsyncSession, comment_id: UUID, kind: ActorKind) -> Decision | None:
    query = (
        select(Decision)
        .where(Decision.comment_id == comment_id, Decision.actor_kind == kind)
        .order_by(Decision.version.desc(), Decision.id.desc())
        .limit(1)
    )
    return await session.scalar(query)
