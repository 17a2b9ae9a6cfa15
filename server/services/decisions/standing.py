"""How a comment stands when somebody wants to decide about it: read under its article's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from server.database.prepared import Prepared
from server.errors import ErrorCode, UserError
from server.models import ActorKind, Claim, Comment, Decision
from server.models.types import Id
from server.services.audience import lock_thread
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
    where = await _WHERE.rows(session, comment=comment_id) if comment_id else []
    article = await lock_thread(session, where[0][0]) if where else None
    found = None
    if article is not None and article.deleted_at is None:
        found = (await session.execute(_STANDING, {"comment": comment_id})).one_or_none()
    if found is None:
        raise UserError(ErrorCode.NOT_FOUND, "There is no such comment.", path)
    return Standing(*found)


async def last_by_policy(session: AsyncSession, comment_id: UUID) -> Decision | None:
    newest = _newest(ActorKind.POLICY).where(Decision.comment_id == comment_id).scalar_subquery()
    return await session.scalar(select(Decision).where(Decision.id == newest))


def _newest(kind: ActorKind) -> Select[UUID]:
    """The id of the last decision of that kind; of which comment is to be added."""
    by_version = (Decision.version.desc(), Decision.id.desc())
    return select(Decision.id).where(Decision.actor_kind == kind).order_by(*by_version).limit(1)


_WHERE = Prepared(select(Comment.article_id).where(Comment.id == bindparam("comment", type_=Id)))
_LAST = aliased(Decision)
_LAST_ID = (
    _newest(ActorKind.PERSON).where(Decision.comment_id == Comment.id).correlate(Comment).scalar_subquery()
)
_STANDING = (
    select(Comment, _LAST, Claim)
    .select_from(Comment)
    .outerjoin(_LAST, _LAST.id == _LAST_ID)
    .outerjoin(Claim, Claim.comment_id == Comment.id)
    .where(Comment.id == bindparam("comment", type_=Id))
)
"""All of a Standing in one statement: nobody else decides below this article meanwhile."""
