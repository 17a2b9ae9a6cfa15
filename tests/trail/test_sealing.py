"""The sealer: every entry once, however it comes, and nobody waits for it."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from server.database import Database
from server.models import AuditEntry, AuditSeal, UnsealedEntry
from server.models.types import utc_now
from server.services import sealing
from server.services.audit import record
from server.services.seal_inspection import inspect_audit_log
from server.services.sealing import seal_some, seal_what_waits
from server.settings import Settings
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN
from tests.deciding.decisions import APPROVE, decide
from tests.trail.log import NOW, act, eventually, opened, rows, seal, sealed

WAITING = select(func.count()).select_from(UnsealedEntry)


async def test_seals_what_is_new_and_the_seal_before(database: Database) -> None:
    first = await act(database, 2)
    assert await seal(database) == 2
    (second,) = await act(database)
    assert await seal(database) == 1
    assert await sealed(database) == [(1, 1, first[0]), (1, 2, first[1]), (2, 1, second)]
    one, two = await rows(
        database, select(AuditSeal.previous_hash, AuditSeal.hash).order_by(AuditSeal.position)
    )
    assert one[0] == "0" * 64
    assert two[0] == one[1]


async def test_writes_nothing_when_there_is_nothing_to_seal(database: Database) -> None:
    await act(database)
    await seal_what_waits(database)
    assert await seal_what_waits(database) == 0
    assert await rows(database, select(func.count()).select_from(AuditSeal)) == [1]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer at a time
async def test_an_entry_that_commits_late_goes_into_a_later_seal(
    settings: Settings, database: Database
) -> None:
    """Its id is older than what was sealed meanwhile."""
    async with database.transaction() as session:
        await record(
            session,
            action="late",
            subject=("comment", uuid4()),
            actor_id=None,
            before=None,
            after=None,
            at=NOW,
        )
        async with opened(settings) as other:
            (early,) = await act(other)
            assert await seal(other) == 1
    assert await seal(database) == 1
    (late,) = await rows(database, select(AuditEntry.id).where(AuditEntry.action == "late"))
    assert late < early
    assert await sealed(database) == [(1, 1, early), (2, 1, late)]


async def test_many_sealers_and_writers_seal_every_entry_once(settings: Settings) -> None:
    """Four processes' worth of sealers beside six writers."""
    async with opened(settings) as a, opened(settings) as b, opened(settings) as c, opened(settings) as d:
        databases = [a, b, c, d]
        writing = asyncio.gather(*(_write(databases[number % 4]) for number in range(6)))
        while not writing.done():
            await asyncio.gather(*(seal_what_waits(each) for each in databases))
        await writing
        await seal_what_waits(a)
        found = await sealed(a)
        assert len({entry for _, _, entry in found}) == len(found) == 6 * 20
        assert await rows(a, WAITING) == [0]
        inspection = await inspect_audit_log(a, secrets=settings.secrets)
        assert (inspection.problems, inspection.entries) == ([], 120)


async def _write(database: Database) -> None:
    for _ in range(10):
        await act(database, 2, at=utc_now())


async def test_a_backlog_is_sealed_in_pieces(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "SEALED_AT_ONCE", 3)
    await act(database, 7)
    assert await seal_what_waits(database) == 7
    counts = await rows(
        database, select(AuditSeal.entry_count, AuditSeal.is_complete).order_by(AuditSeal.position)
    )
    assert [tuple(row) for row in counts] == [(3, False), (3, False), (1, True)]


async def test_a_seal_that_fails_leaves_its_entries_waiting(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await act(database, 2)

    def fail(_secret: bytes) -> str:
        raise sqlite3.OperationalError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(sealing, "key_id", fail)
        with pytest.raises(sqlite3.OperationalError):
            await seal_some(database, now=NOW)
    assert await rows(database, WAITING) == [2]
    assert await sealed(database) == []
    assert await seal(database) == 2


async def test_times_of_seals_never_go_back(database: Database) -> None:
    for at in (NOW, NOW - timedelta(seconds=5)):
        await act(database)
        await seal(database, at=at)
    assert await rows(database, select(AuditSeal.sealed_at).order_by(AuditSeal.position)) == [NOW, NOW]


async def test_a_running_server_seals_a_decision_within_a_second(api: Api, newsroom: Newsroom) -> None:
    payload = await decide(api, APPROVE, ANN, newsroom.id("comment", "b"), 1)
    assert payload["errors"] == []

    async def nothing_waits() -> bool:
        return bool(await api.rows(WAITING) == [0])

    await eventually(nothing_waits, within_seconds=1.0)
    (action,) = await api.rows(
        select(AuditEntry.action).where(AuditEntry.subject_id == newsroom.uuid("comment", "b"))
    )
    assert action == "comment.approve"
