"""A person about whom much is kept, each piece with a word that stands nowhere else; and a look into every table."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import (
    ActorKind,
    Ban,
    Base,
    Claim,
    Comment,
    CommentRevision,
    Decision,
    Finding,
    Flag,
    FlagReason,
    Person,
    SubmissionKey,
)
from server.moderation.findings import Outcome
from server.moderation.status import CommentStatus
from server.text.normal import digest
from tests.api.client import Api
from tests.api.content import NOW
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, LENA, OMI

SECRETS = (
    "Leonora", "leonora@example.org", "subjectofleonora", "externalofleonora", "hashofleonora",
    "bodyofleonora", "earliertext", "findingsword", "moderatorsnote", "reportersdetails", "ownreport",
    "banreason", "keyofleonora", "externalcomment",
)  # fmt: skip
"""Nothing of this may be anywhere once LENA is erased."""


async def write_much_about_lena(api: Api, newsroom: Newsroom) -> None:
    """Her comments say more than the newsroom's; `a` and `b` have replies, `a12` is held, `a31` below Omi's."""
    async with api.database.transaction() as session:
        await session.execute(
            update(Person)
            .where(Person.id == LENA.id)
            .values(
                name="Leonora",
                email="leonora@example.org",
                subject="subjectofleonora",
                external_id="externalofleonora",
                address_hash="hashofleonora",
            )
        )
        for comment in (await session.scalars(select(Comment).where(Comment.person_id == LENA.id))).all():
            await _write_much(session, comment)
        session.add(Ban(person_id=LENA.id, reason="banreason", by_id=ANN.id, created_at=NOW))
        session.add(
            Flag(
                comment_id=newsroom.uuid("comment", "b1"),
                version=1,
                reporter_key=LENA.id.hex,
                reporter_id=LENA.id,
                reason=FlagReason.OTHER,
                details="ownreport",
            )
        )


async def _write_much(session: AsyncSession, comment: Comment) -> None:
    body = f"bodyofleonora {comment.id.hex}"
    comment.body, comment.body_html, comment.search_text = body, f"<p>{body}</p>", f"leonora\n{body}"
    comment.body_digest = digest(body)
    comment.author_name = "Leonora"
    comment.external_id = f"externalcomment {comment.id.hex}"
    at = {"comment_id": comment.id, "version": 1}
    await session.execute(insert(CommentRevision).values(**at, body="earliertext"))
    await session.execute(
        insert(Finding).values(
            **at, check_name="suspect_words", outcome=Outcome.HOLD, message="findingsword", spans=[]
        )
    )
    await session.execute(
        insert(Decision).values(
            **at,
            status=CommentStatus.APPROVED,
            note="moderatorsnote",
            actor_kind=ActorKind.PERSON,
            actor_id=ANN.id,
        )
    )
    await session.execute(
        insert(Flag).values(
            comment_id=comment.id,
            version=9,
            reporter_key=OMI.id.hex,
            reporter_id=OMI.id,
            reason=FlagReason.ABUSIVE,
            details="reportersdetails",
        )
    )
    await session.execute(
        insert(SubmissionKey).values(
            scope=LENA.id.hex,
            key=f"keyofleonora{comment.id.hex}",
            request_digest=digest(body),
            comment_id=comment.id,
        )
    )
    claimed = await session.scalar(select(Claim.comment_id).where(Claim.comment_id == comment.id))
    if claimed is None:
        await session.execute(
            insert(Claim).values(comment_id=comment.id, by_id=ANN.id, expires_at=NOW + timedelta(days=1))
        )


async def everything_stored(api: Api) -> dict[str, str]:
    """Every column of every table as text, a line a row in no special order, by table."""
    async with api.database.transaction() as session:
        return {
            table.name: "\n".join(sorted(str(tuple(row)) for row in await session.execute(select(table))))
            for table in Base.metadata.sorted_tables
        }


def found_in(stored: dict[str, str], words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Table and word, whatever the case."""
    return [(name, word) for name, text in stored.items() for word in words if word.lower() in text.lower()]


async def hers(api: Api) -> dict[UUID, Comment]:
    async with api.database.transaction() as session:
        rows = await session.scalars(select(Comment).where(Comment.person_id == LENA.id))
        return {comment.id: comment for comment in rows}
