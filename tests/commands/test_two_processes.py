"""Two server processes on one PostgreSQL: what one of them takes, sets or counts holds in the other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from server.auth import make_token
from server.database import Database
from server.models import Comment, Person
from server.models.types import utc_now
from server.services.pace import POSTING
from server.settings import load_settings
from server.viewer import Role
from tests.api.newsroom import Newsroom
from tests.commands.galley import SECRET, Server, serving_at_once
from tests.databases import Contents, PostgresServer, in_thread

KEY = "a-fresh-random-key"
SUBMIT = """mutation($input: SubmitCommentInput!) { submitComment(input: $input) {
  comment { id version status body createdAt } guestToken notice
  errors { code path ... on RateLimited { retryAfterSeconds } } } }"""
CHANGE = """mutation($input: UpdateCommentPolicyInput!) { updateCommentPolicy(input: $input) {
  policy { minChars maxLinks } errors { code } } }"""


class Pair:
    """Both servers, and their database."""

    def __init__(self, servers: tuple[Server, Server], url: str, article: str) -> None:
        self.servers = servers
        self.url = url
        self.article = article

    def submit(self, at: int, body: str, *, token: str = "", address: str = "", **more: Any) -> Any:
        """The payload of the server with that number, or its neighbour's."""
        named = {"authorName": "Mitali", "articleId": self.article, "body": body, **more}
        headers = {"authorization": f"Bearer {token}"} if token else {}
        headers |= {"x-forwarded-for": address} if address else {}
        sent = {"query": SUBMIT, "variables": {"input": named}}
        return self.servers[at % 2].fetch("/graphql", body=sent, **headers).json["data"]["submitComment"]

    def at_once(self, calls: list[Any]) -> list[Any]:
        with ThreadPoolExecutor(len(calls)) as threads:
            return [future.result() for future in [threads.submit(call) for call in calls]]

    def count(self, model: Any) -> int:
        return in_thread(lambda: asyncio.run(self._count(model)))

    async def _count(self, model: Any) -> int:
        database = Database(load_settings({"GALLEY_DATABASE_URL": self.url}))
        async with database.transaction() as session:
            count = await session.scalar(select(func.count()).select_from(model))
        await database.close()
        return int(count or 0)


@pytest.fixture
def pair(
    folder: Path,
    postgres_server: PostgresServer,
    newsroom: Newsroom,
    newsroom_contents: Contents,
    request: pytest.FixtureRequest,
) -> Iterator[Pair]:
    """The newsroom, served twice on one database."""
    with postgres_server.database(newsroom_contents) as url:
        environ = {"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": SECRET, **getattr(request, "param", {})}
        with (
            serving_at_once("serve", folder=folder, **environ) as one,
            serving_at_once("serve", folder=folder, **environ) as other,
        ):
            yield Pair((one, other), url, newsroom.id("article", "lamps"))


def token(name: str, role: Role) -> str:
    life = timedelta(hours=1)
    return make_token(
        secrets=[SECRET.encode()],
        subject=f"test:{name}",
        name=name,
        roles=[role],
        now=utc_now(),
        expires_in=life,
    )


def test_one_key_sent_twenty_times_to_both_stores_one_comment_and_brings_equal_payloads(pair: Pair) -> None:
    for speaker in ("", token("Rumi", Role.READER)):
        before, people = pair.count(Comment), pair.count(Person)

        def call(at: int, speaker: str = speaker) -> Any:
            return pair.submit(at, "When are the lamps lit?", token=speaker, idempotencyKey=KEY)

        payloads = pair.at_once([lambda at=at: call(at) for at in range(20)])
        assert payloads[0]["errors"] == []
        assert all(payload == payloads[0] for payload in payloads)
        assert (payloads[0]["guestToken"] is None) is bool(speaker)
        assert (pair.count(Comment), pair.count(Person)) == (before + 1, people + 1)
        other = pair.submit(1, "Another text", token=speaker, idempotencyKey=KEY)
        assert [error["code"] for error in other["errors"]] == (["IDEMPOTENCY_MISMATCH"] if speaker else [])


def test_a_policy_that_one_sets_holds_at_once_in_the_other(pair: Pair) -> None:
    moderator = token("Ann", Role.MODERATOR)
    for round_number in range(1, 6):
        setter, other = pair.servers[round_number % 2], round_number + 1
        least = 20 + round_number
        answer = setter.ask(CHANGE, token=moderator, input={"minChars": least})
        assert answer["data"]["updateCommentPolicy"]["errors"] == []
        short = pair.submit(other, "x" * (least - 1))
        assert [error["code"] for error in short["errors"]] == ["TOO_SHORT"]
        assert pair.submit(other, f"{round_number}".ljust(least, "x"))["errors"] == []


def test_changes_of_different_fields_by_both_at_once_all_survive(pair: Pair) -> None:
    moderator = token("Ann", Role.MODERATOR)
    fields = {
        "minChars": 3,
        "maxChars": 900,
        "maxLinks": 5,
        "maxDepth": 4,
        "editWindowSeconds": 9,
        "flagsToHold": 8,
    }

    def call(at: int, name: str) -> Any:
        values = {"articleId": pair.article, name: fields[name]}
        return pair.servers[at % 2].ask(CHANGE, token=moderator, input=values)

    pair.at_once([lambda at=at, name=name: call(at, name) for at, name in enumerate(fields)])
    query = f"query($id: ID!) {{ article(id: $id) {{ commentPolicy {{ {' '.join(fields)} }} }} }}"
    assert pair.servers[0].ask(query, id=pair.article)["data"]["article"]["commentPolicy"] == fields


def test_one_reader_writes_no_faster_by_writing_to_both(pair: Pair) -> None:
    reader = token("Rumi", Role.READER)
    payloads = pair.at_once([lambda at=at: pair.submit(at, f"Lamp {at}", token=reader) for at in range(16)])
    refused = [payload["errors"][0] for payload in payloads if payload["errors"]]
    assert len(payloads) - len(refused) == POSTING.per_person
    assert {error["code"] for error in refused} == {"RATE_LIMITED"}
    assert all(30 <= error["retryAfterSeconds"] <= 60 for error in refused)


@pytest.mark.parametrize(
    "pair", [{}, {"FORWARDED_ALLOW_IPS": "*"}], indirect=True, ids=["unset", "uvicorn's own"]
)
def test_a_header_from_nobodys_proxy_gives_no_new_address(pair: Pair) -> None:
    """The servers are asked from loopback, which uvicorn would believe."""
    limit = POSTING.per_address or 0
    payloads = [pair.submit(at, f"Lamp {at}", address=f"198.51.{at}.7") for at in range(limit + 1)]
    assert [payload["errors"] == [] for payload in payloads] == [True] * limit + [False]
    assert [server.printed.count("GALLEY_TRUSTED_PROXIES") for server in pair.servers] == [1, 1]


@pytest.mark.parametrize("pair", [{"GALLEY_TRUSTED_PROXIES": "127.0.0.1"}], indirect=True, ids=["loopback"])
def test_readers_behind_a_trusted_proxy_are_told_apart(pair: Pair) -> None:
    limit = POSTING.per_address or 0
    payloads = [pair.submit(at, f"Lamp {at}", address=f"198.51.{at}.7") for at in range(limit + 1)]
    assert all(payload["errors"] == [] for payload in payloads)
    assert "GALLEY_TRUSTED_PROXIES" not in "".join(server.printed for server in pair.servers)
