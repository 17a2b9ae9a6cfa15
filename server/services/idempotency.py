"""Sending the same thing twice: a key that a client made up brings what it brought the first time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.errors import Refused
from server.models import Comment, SubmissionKey
from server.models.types import format_instant
from server.moderation.notices import Notice, refusal
from server.services.inserting import Row
from server.text.normal import digest, is_storable
from server.viewer import Viewer

KEY_CHARS = range(16, 65)
KEPT = timedelta(hours=24)
PATH = ("input", "idempotencyKey")


@dataclass(frozen=True, slots=True)
class Sending:
    """`scope` is the commenter, or for a guest without a token the article and the body."""

    key: str
    scope: str
    request_digest: str

    @classmethod
    def of(
        cls, key: str | None, viewer: Viewer, article_id: UUID, body: str, parent_id: UUID | None
    ) -> Sending | None:
        """None without a key, and for a body that will be refused. Raises Refused for a key that is too short, too
        long or not text."""
        if key is None or not is_storable(body):
            return None
        if len(key) not in KEY_CHARS or not is_storable(key):
            raise Refused(
                [refusal(Notice.KEY_UNUSABLE, PATH, least=KEY_CHARS.start, most=KEY_CHARS.stop - 1)]
            )
        request_digest = digest(f"{article_id.hex}\n{parent_id.hex if parent_id else ''}\n{body}")
        scope = viewer.id.hex if viewer.id else digest(f"{article_id.hex}\n{body}")
        return cls(key=key, scope=scope, request_digest=request_digest)


_KNOWN = """SELECT count(*) FROM submission_key
WHERE scope = {0} AND key = {1} AND request_digest = {2} AND created_at > {3}"""


async def is_known(database: Database, sending: Sending, *, now: datetime) -> bool:
    """Whether this very thing was sent with this key and stored within 24 hours. A read, beside any transaction."""
    marks = ("?", "?", "?", "?") if database.is_sqlite else ("$1", "$2", "$3", "$4")
    after: Any = format_instant(now - KEPT) if database.is_sqlite else now - KEPT
    (count,) = await database.read(
        _KNOWN.format(*marks), (sending.scope, sending.key, sending.request_digest, after)
    )
    return bool(count)


async def find_earlier(session: AsyncSession, sending: Sending | None, *, now: datetime) -> Comment | None:
    """The comment that this key brought within 24 hours. Raises Refused where it was sent with something else."""
    if sending is None:
        return None
    query = select(SubmissionKey).where(
        SubmissionKey.scope == sending.scope, SubmissionKey.key == sending.key
    )
    known = await session.scalar(query)
    if known is None:
        return None
    if known.created_at <= now - KEPT:
        await session.execute(delete(SubmissionKey).where(SubmissionKey.comment_id == known.comment_id))
        return None
    if known.request_digest != sending.request_digest:
        raise Refused([refusal(Notice.KEY_USED, PATH)])
    return await session.get(Comment, known.comment_id)


def key_rows(sending: Sending | None, comment_id: UUID, *, now: datetime) -> list[Row]:
    """What remembers the key, if there is one. Inserting it raises IntegrityError where another transaction was
    first with it."""
    if sending is None:
        return []
    values = {
        "scope": sending.scope,
        "key": sending.key,
        "request_digest": sending.request_digest,
        "comment_id": comment_id,
        "created_at": now,
    }
    return [(SubmissionKey, values)]
