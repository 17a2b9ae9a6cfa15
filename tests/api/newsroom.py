"""A newsroom's whole content, made once and written into any database."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.models import (
    ActorKind,
    ArticleSearch,
    Ban,
    Claim,
    CommentRevision,
    Decision,
    Finding,
    Flag,
    FlagReason,
    Lease,
    UnsealedEntry,
)
from server.models.base import Base
from server.moderation.findings import Outcome
from server.services.leases import LEARNING
from server.services.search_index import index_articles
from server.services.site import chains_of, sync_site
from server.settings import load_settings
from tests.api.content import HUSH_DRAFT, NOW, Content, write_articles, write_names
from tests.api.threads import (
    APPROVED,
    HUSH_STAFF,
    PENDING,
    REJECTED,
    SPAM,
    Said,
    hush_of,
    write_people,
    write_thread,
)
from tests.api.voices import ADA, ANN, BOB, EVA, LENA, OMI, TARIQ
from tests.databases import MIGRATED, Contents, in_thread

Rows = dict[str, list[dict[str, Any]]]
SECRET = "only-for-tests-" + "0123456789abcdef" * 2
LEARNER = "another process"
"""Holds the lease on learning of risk, so that no server of a test begins to."""

CROWD = 23
"""Top-level comments that were all written in one minute."""

HUSHES = (HUSH_DRAFT, HUSH_STAFF, hush_of(LENA), hush_of(OMI), hush_of(TARIQ))

FERRY_THREAD = [
    Said(
        "a",
        LENA,
        minutes=1,
        replies=(
            Said(
                "a1",
                OMI,
                minutes=2,
                replies=(
                    Said("a11", LENA, minutes=4, replies=(Said("a111", OMI, PENDING, minutes=9),)),
                    Said("a12", LENA, PENDING, minutes=3),
                ),
            ),
            Said("a2", LENA, PENDING, minutes=2),
            Said("a3", OMI, REJECTED, minutes=3, replies=(Said("a31", LENA, minutes=4),)),
            Said("a4", TARIQ, minutes=3),
        ),
    ),
    Said("b", LENA, PENDING, minutes=5, facts={"risk": 5000}, replies=(Said("b1", OMI, minutes=6),)),
    Said("c", TARIQ, REJECTED, minutes=6, facts={"risk": 10_000}),
    Said("d", OMI, SPAM, minutes=6, facts={"risk": 9000, "locale": "bn"}),
    Said("e", ANN, minutes=7, facts={"version": 3, "text_version": 2, "reviewed_version": 3}),
    *(Said(f"crowd{n}", OMI if n % 2 else TARIQ, minutes=8) for n in range(CROWD)),
]
OTHER_THREADS = {
    "library": [Said("l", OMI, PENDING, minutes=1), Said("m", TARIQ, PENDING, minutes=1)],
    "withdrawn": [Said("w", LENA, facts={"body": f"below {HUSH_DRAFT}"})],
    "secret": [Said("s", OMI, facts={"body": f"below {HUSH_DRAFT}"})],
    "deleted": [Said("x", OMI, PENDING, facts={"body": f"below {HUSH_DRAFT}"})],
}


@dataclass(frozen=True, slots=True)
class Newsroom:
    content: Content
    rows: Rows

    def id(self, kind: str, name: str) -> str:
        """The id that the API gives."""
        return f"{kind}_{self.uuid(kind, name).hex}"

    def uuid(self, kind: str, name: str) -> UUID:
        return self.content[kind, name]


def make_newsroom(url: str) -> Newsroom:
    """In the migrated database at `url`, which may be thrown away afterwards."""
    return in_thread(lambda: asyncio.run(_make(url)))


async def _make(url: str) -> Newsroom:
    settings = load_settings({"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": SECRET})
    database, made = Database(settings), Content()
    try:
        async with database.transaction() as session:
            await sync_site(session, settings)
            await write_names(session, made)
            await write_articles(session, made, chains_of(settings))
            await write_people(session, [LENA, OMI, TARIQ, ANN, BOB, EVA, ADA], NOW)
            for article, thread in {"ferry": FERRY_THREAD, **OTHER_THREADS}.items():
                ids = await write_thread(session, made["article", article], thread, at=NOW)
                for name, identifier in ids.items():
                    made["comment", name] = identifier
            await _moderate(session, made)
        async with database.transaction() as session:
            return Newsroom(made, await _everything(session))
    finally:
        await database.close()


async def _moderate(session: AsyncSession, made: Content) -> None:
    """Findings, decisions, flags, a claim, a revision, a ban."""
    held, seen = made["comment", "b"], made["comment", "e"]
    later = NOW + timedelta(hours=1)
    session.add_all(
        [
            Finding(comment_id=held, version=1, check_name="newcomer", outcome=Outcome.HOLD, message="New."),
            Finding(
                comment_id=held,
                version=1,
                check_name="links",
                outcome=Outcome.HOLD,
                score=3333,
                message='"Many" links.',
                spans=[{"start": 0, "end": 1}, {"start": 2, "end": 6}],
            ),
            Decision(comment_id=held, version=1, status=PENDING, actor_kind=ActorKind.POLICY, decided_at=NOW),
            Decision(comment_id=seen, version=1, status=PENDING, actor_kind=ActorKind.POLICY, decided_at=NOW),
            Decision(
                comment_id=seen,
                version=2,
                status=APPROVED,
                previous_status=PENDING,
                note="Fine.",
                actor_kind=ActorKind.PERSON,
                actor_id=BOB.id,
                decided_at=NOW + timedelta(minutes=9),
            ),
            CommentRevision(comment_id=seen, version=1, body="an earlier text", created_at=NOW),
            Claim(comment_id=held, by_id=ANN.id, expires_at=NOW + timedelta(days=40_000)),
            Lease(name=LEARNING, holder=LEARNER, expires_at=NOW + timedelta(days=40_000)),
            Ban(person_id=TARIQ.id, reason="Rude.", by_id=ANN.id, until=NOW, created_at=NOW),
        ]
    )
    for name, reporter in (("e", LENA), ("a1", LENA), ("a1", OMI)):
        text_version = 2 if name == "e" else 1
        session.add(
            Flag(
                comment_id=made["comment", name],
                version=text_version,
                reporter_key=reporter.id.hex,
                reporter_id=reporter.id,
                reason=FlagReason.OTHER,
                details="See for yourself.",
                created_at=later,
            )
        )


def _copied() -> list[Table]:
    """All tables but the search index, which each database keeps in a form of its own, and the queue of the audit
    log, which the database fills."""
    kept_by_the_database = (ArticleSearch.__table__, UnsealedEntry.__table__)
    return [table for table in Base.metadata.sorted_tables if table not in kept_by_the_database]


async def _everything(session: AsyncSession) -> Rows:
    return {
        table.name: [dict(row) for row in (await session.execute(select(table))).mappings()]
        for table in _copied()
    }


def contents_of(newsroom: Newsroom, name: str = "newsroom") -> Contents:
    """Of databases that hold the newsroom's rows; `name` is another for other rows."""
    return Contents(name, lambda url: asyncio.run(_load(url, newsroom.rows)), MIGRATED)


async def _load(url: str, rows: Rows) -> None:
    database = Database(load_settings({"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": SECRET}))
    try:
        async with database.transaction() as session:
            for table in _copied():
                if rows[table.name]:
                    await session.execute(insert(table), _parents_first(rows[table.name]))
            await index_articles(session, [row["id"] for row in rows["article"]])
    finally:
        await database.close()


def _parents_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Comments refer to each other, and were made from the top down."""
    return sorted(rows, key=lambda row: row["path"].count("/")) if "path" in rows[0] else rows
