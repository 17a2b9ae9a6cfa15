"""Two server processes on one PostgreSQL, and moderators of both who decide about the same comments at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from server.models import ActorKind, AuditEntry, Claim, Comment, Decision
from server.settings import load_settings
from tests.api.client import Api, open_api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, BOB, Voice
from tests.commands.galley import SECRET, Server, serving_at_once
from tests.databases import Contents, PostgresServer
from tests.deciding.batches import CLAIM, MODERATE, Payload, items
from tests.deciding.conftest import moderator, write_waiting_everywhere
from tests.deciding.decisions import APPROVE, REJECT, assert_lost_to, row_id
from tests.submitting.tables import assert_stored_counts_are_true

pytestmark = pytest.mark.timeout(300)

COMMENTS = 100
PATIENCE_MS = "60000"
"""The claim is who wins, not how fast: on a busy machine a lock may be waited for longer than readers would."""

STATUS_OF = {APPROVE: "APPROVED", REJECT: "REJECTED"}


@dataclass(frozen=True, slots=True)
class Site:
    """`api` looks at the same database from a third process; `held` are a hundred comments that wait."""

    api: Api
    servers: tuple[Server, Server]
    http: httpx.AsyncClient
    held: list[str]

    async def send(self, at: int, speaker: Voice, query: str, **variables: Any) -> Payload:
        """The payload of a mutation at one of the two processes."""
        answer = await self.http.post(
            f"http://127.0.0.1:{self.servers[at].port}/graphql",
            json={"query": query, "variables": variables},
            headers=self.api.headers(speaker),
        )
        body = answer.json()
        assert "errors" not in body, body
        payload: Payload = body["data"]["payload"]
        return payload


def served(folder: Path, url: str) -> AbstractContextManager[Server]:
    return serving_at_once(
        "serve",
        folder=folder,
        GALLEY_DATABASE_URL=url,
        GALLEY_SECRET=SECRET,
        GALLEY_LOCK_TIMEOUT_MS=PATIENCE_MS,
        GALLEY_STATEMENT_TIMEOUT_MS=PATIENCE_MS,
    )


@pytest.fixture
async def site(
    postgres_server: PostgresServer, newsroom: Newsroom, newsroom_contents: Contents, tmp_path: Path
) -> AsyncIterator[Site]:
    with postgres_server.database(newsroom_contents) as url:
        async with open_api(load_settings({"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": SECRET})) as api:
            held = await write_waiting_everywhere(api, newsroom, COMMENTS)
            limits = httpx.Limits(max_connections=2 * COMMENTS)
            with (
                served(tmp_path, url) as first,
                served(tmp_path, url) as second,
            ):
                async with httpx.AsyncClient(limits=limits, timeout=120) as http:
                    yield Site(api, (first, second), http, held)
            for server in (first, second):
                assert "Traceback" not in server.printed, server.printed


async def test_of_two_hundred_parallel_decisions_each_comment_gets_one_and_every_loser_is_told(
    site: Site,
) -> None:
    """A pair a comment: one approves in one process, another rejects in the other."""
    calls = []
    for number, comment_id in enumerate(site.held):
        for at, mutation in enumerate((APPROVE, REJECT)):
            who = moderator(2 * number + at)
            calls.append(site.send((number + at) % 2, who, mutation, id=comment_id, version=1))
    payloads = await asyncio.gather(*calls)
    winners = {APPROVE: 0, REJECT: 0}
    for number, comment_id in enumerate(site.held):
        pair = list(zip((APPROVE, REJECT), payloads[2 * number : 2 * number + 2], strict=True))
        [(mutation, won)] = [(sent, payload) for sent, payload in pair if not payload["errors"]]
        [lost] = [payload for _, payload in pair if payload["errors"]]
        winner = moderator(2 * number + (mutation is REJECT)).name
        assert (won["comment"]["id"], won["comment"]["status"]) == (comment_id, STATUS_OF[mutation])
        assert_lost_to(lost, winner, STATUS_OF[mutation])
        winners[mutation] += 1
    assert sum(winners.values()) == COMMENTS
    await assert_decided_once(site)


async def assert_decided_once(site: Site) -> None:
    """Status, decision and audit entry say the same of every comment, and the counts are those of the rows."""
    ids = [row_id(comment_id) for comment_id in site.held]
    by_person = Decision.actor_kind == ActorKind.PERSON
    decided = await site.api.rows(
        select(Decision.comment_id, Decision.status).where(Decision.comment_id.in_(ids), by_person)
    )
    audited = await site.api.rows(
        select(AuditEntry.subject_id, AuditEntry.after).where(AuditEntry.subject_id.in_(ids))
    )
    stored = await site.api.rows(select(Comment.id, Comment.status).where(Comment.id.in_(ids)))
    assert len(stored) == COMMENTS
    assert sorted(decided) == sorted(stored)
    assert sorted(audited) == sorted(stored)
    assert set(await site.api.rows(select(Comment.version).where(Comment.id.in_(ids)))) == {2}
    await assert_stored_counts_are_true(site.api)


async def test_of_two_who_claim_and_then_decide_about_all_each_gets_what_they_claimed(site: Site) -> None:
    orders = ((0, ANN, site.held), (1, BOB, site.held[::-1]))
    claims = await asyncio.gather(*(site.send(at, who, CLAIM, input={"ids": ids}) for at, who, ids in orders))
    holders = dict(await site.api.rows(select(Claim.comment_id, Claim.by_id)))
    batches = await asyncio.gather(
        *(
            site.send(at, who, MODERATE, input={"items": items(ids), "action": "APPROVE"})
            for at, who, ids in orders
        )
    )
    for (_, who, _), claimed, decided in zip(orders, claims, batches, strict=True):
        for result in claimed["results"]:
            is_mine = holders[row_id(result["commentId"])] == who.id
            assert is_mine == (result["error"] is None)
        for result in decided["results"]:
            is_mine = holders[row_id(result["commentId"])] == who.id
            assert is_mine == (result["error"] is None)
            assert is_mine or result["error"]["cause"] in ("CLAIMED", "MODERATED")
    await assert_decided_once(site)
