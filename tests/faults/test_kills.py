"""A server that is killed in the middle of its work leaves whole use cases behind, and all that it answered."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from server.database import Database
from server.settings import Settings
from tests.api.newsroom import Newsroom, contents_of
from tests.api.voices import ANN, BOB, LENA, OMI, Speaker, token_of
from tests.commands.galley import free_port, invoke
from tests.conftest import TEST_SECRET
from tests.databases import Contents, in_thread
from tests.deciding import decisions
from tests.faults.books import assert_balanced
from tests.faults.ledger import Ledger
from tests.faults.victims import Victim, serving
from tests.readers import acting
from tests.submitting.policies import words
from tests.submitting.sending import SUBMIT, comment_input
from tests.trail.log import opened

KILLS = int(os.environ.get("TEST_KILLS") or 15)
"""On each database: thirty in all."""

CLIENTS = 8
PATIENCE_MS = "60000"
"""The claim is what is left, not how fast it was done: on a busy machine a lock may be waited for."""

pytestmark = pytest.mark.timeout(240 + 20 * KILLS)


@dataclass(slots=True)
class Load:
    """Clients that write, decide, report, edit and delete as fast as they are answered. `done` are the comments that
    a server has said are stored; `decided` the statuses that it has said somebody gave them."""

    articles: list[str]
    random: Random
    numbers: Any = field(default_factory=count)
    known: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    decided: set[tuple[str, str, str]] = field(default_factory=set)
    answered: int = 0
    unanswered: int = 0

    async def press(self, victim: Victim) -> None:
        """Until the server is killed, at some moment after it has answered a few requests."""
        enough = self.answered + self.random.randint(5, 25)
        async with httpx.AsyncClient(base_url=victim.url, timeout=30) as http:
            clients = [asyncio.create_task(self.client(http)) for _ in range(CLIENTS)]
            async with asyncio.timeout(60):
                while self.answered < enough:  # noqa: ASYNC110 - it is how often, not whether
                    await asyncio.sleep(0.002)
            await asyncio.sleep(self.random.uniform(0, 0.03))
            victim.kill()
            await asyncio.gather(*clients)

    async def client(self, http: httpx.AsyncClient) -> None:
        try:
            while True:
                await self.act(http)
        except httpx.TransportError:
            self.unanswered += 1

    async def act(self, http: httpx.AsyncClient) -> None:
        choice = self.random.random()
        if not self.known or choice < 0.45:
            await self.submit(http)
            return
        comment = self.random.choice(self.known[-30:])
        if choice < 0.8:
            await self.decide(http, comment)
        elif choice < 0.87:
            await self.ask(http, acting.FLAG, self.random.choice((ANN, OMI)), id=comment, reason="SPAM")
        elif choice < 0.94:
            body = f"Number {next(self.numbers)}, better wax"
            await self.ask(http, acting.EDIT, LENA, id=comment, body=body, version=1)
        else:
            self.deleted.add(comment)  # it may be, whether the answer comes or not
            await self.ask(http, acting.DELETE, LENA, id=comment)

    async def submit(self, http: httpx.AsyncClient) -> None:
        about = self.random.choice(("lamps", "wax"))
        parent = self.random.choice(self.known) if self.known and self.random.random() < 0.5 else None
        more = {"parentId": parent} if parent else {}
        by = self.random.choice((LENA, LENA, None))
        given = comment_input(
            self.random.choice(self.articles), f"Number {next(self.numbers)} about {about}", by, **more
        )
        payload = await self.ask(
            http, SUBMIT.replace("{ submitComment(", "{ payload: submitComment("), by, input=given
        )
        if payload["comment"]:
            self.known.append(payload["comment"]["id"])
            self.done.add(payload["comment"]["id"])

    async def decide(self, http: httpx.AsyncClient, comment: str) -> None:
        by = self.random.choice((ANN, BOB))
        mutation = self.random.choice((decisions.APPROVE, decisions.REJECT))
        payload = await self.ask(http, mutation, by, id=comment, version=self.random.choice((1, 1, 2, 3)))
        if not payload["errors"]:
            status = "APPROVED" if mutation is decisions.APPROVE else "REJECTED"
            self.decided.add((comment, by.id.hex, status))

    async def ask(self, http: httpx.AsyncClient, query: str, by: Speaker, **variables: Any) -> Any:
        token = token_of(by, [TEST_SECRET.encode()])
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await http.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        body = answer.json()
        assert "errors" not in body, body
        self.answered += 1
        return body["data"]["payload"]

    def assert_is_kept(self, ledger: Ledger) -> None:
        """Nothing is lost that was answered."""
        stored = {f"comment_{comment_id.hex}" for comment_id in ledger.comments}
        assert self.done - self.deleted <= stored
        taken = {
            (f"comment_{each.comment_id.hex}", each.actor_id.hex, str(each.status))
            for several in ledger.decisions.values()
            for each in several
            if each.actor_id is not None
        }
        assert {each for each in self.decided if each[0] not in self.deleted} <= taken


@pytest.fixture
def contents(unwritten: Newsroom) -> Contents:
    """What is sent is shown at once, unless it speaks of wax."""
    policy = {"mode": "POST", "newcomer_threshold": 0, "flags_to_hold": 1, "suspect_words": words("wax")}
    site = [row | policy for row in unwritten.rows["comment_policy"]]
    rows = unwritten.rows | {"comment_policy": site}
    return contents_of(replace(unwritten, rows=rows), "unwritten_post")


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    async with opened(settings) as database:
        yield database


async def until_nobody_writes(database: Database) -> None:
    """PostgreSQL may be at the last statement of a connection whose client is dead."""
    if database.is_sqlite:
        return
    busy = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    async with asyncio.timeout(30):
        while True:
            async with database.transaction() as session:
                if not await session.scalar(busy):
                    return
            await asyncio.sleep(0.02)


async def test_whoever_is_killed_leaves_whole_use_cases_and_all_that_was_answered(
    database: Database, unwritten: Newsroom
) -> None:
    pressing = Load([unwritten.id("article", name) for name in ("lamps", "library")], Random(4))
    environ = {
        "GALLEY_DATABASE_URL": database.settings.database_url,
        "GALLEY_SECRET": TEST_SECRET,
        "GALLEY_RATE_LIMITS": "off",
        "GALLEY_LOCK_TIMEOUT_MS": PATIENCE_MS,
        "GALLEY_STATEMENT_TIMEOUT_MS": PATIENCE_MS,
    }
    for _ in range(KILLS):
        with serving(free_port(), **environ) as victim:
            await pressing.press(victim)
        await until_nobody_writes(database)
        pressing.assert_is_kept(await assert_balanced(database))
    assert pressing.unanswered >= KILLS
    assert len(pressing.done) > KILLS
    assert len(pressing.decided) > KILLS
    doctor = in_thread(lambda: invoke("doctor", "--audit", **environ))
    assert doctor.code == 0, doctor.text
