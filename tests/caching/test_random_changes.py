"""Whatever is done, in this process or another: what is kept is what is read, at once or within a second."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from server.models.types import utc_now
from server.services.publishing import publish, unpublish
from server.services.site import chains_of
from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, LENA, OMI, TARIQ
from tests.caching.asking import ARTICLE, FEED, STALE_SECONDS, data, kept_of
from tests.readers.acting import delete, edit
from tests.submitting.policies import set_site_policy
from tests.submitting.sending import SUBMIT, comment_input

STEPS = int(os.environ.get("TEST_EXAMPLES") or 0) or 80
ARTICLES = ("ferry", "lamps", "market")
READERS = (LENA, OMI, TARIQ)

DECIDE = """mutation($input: ModerateCommentsInput!) {
  moderateComments(input: $input) { batchId results { error { code } } } }"""
UNDO = "mutation($input: UndoDecisionInput!) { undoDecision(input: $input) { results { error { code } } } }"
MANAGED = "{ comments(first: 40, orderBy: NEWEST) { nodes { id version } } }"
POLICY = (
    "mutation($input: UpdateCommentPolicyInput!) { updateCommentPolicy(input: $input) { errors { code } } }"
)

ASKED: tuple[tuple[str, str | None], ...] = (
    (FEED, None),
    (
        "{ articles(first: 9, orderBy: {field: COMMENT_COUNT, direction: DESC}) { nodes { id commentCount } } }",
        None,
    ),
    ("{ comments(first: 50) { totalCount nodes { id body version article { id } replyCount } } }", None),
    (
        "{ authors(first: 5) { nodes { name articles(first: 5) { totalCount nodes { id } } } } site { name } }",
        None,
    ),
    ("{ articles(first: 9) { totalCount nodes { acceptsComments } } }", None),
    (ARTICLE, "ferry"),
    (ARTICLE, "lamps"),
)


@pytest.fixture
async def plain(api: Api, settings: Settings) -> AsyncIterator[Api]:
    """Keeps nothing."""
    async with open_api(replace(settings, caching=replace(settings.caching, kept_mb=0))) as opened:
        yield opened


class Chance:
    """What is done next, by chance."""

    def __init__(self, newsroom: Newsroom, seed: int) -> None:
        self._random = random.Random(seed)
        self._newsroom = newsroom
        self._number = 0
        self._batches: list[str] = []

    def act(self) -> Callable[[Api], Awaitable[None]]:
        acts = (
            self.submit,
            self.submit,
            self.decide,
            self.decide,
            self.undo,
            self.edit,
            self.delete,
            self.place,
        )
        return self._random.choice((*acts, self.policy))

    def here(self) -> bool:
        return self._random.random() < 0.5

    def _article(self) -> str:
        return self._newsroom.id("article", self._random.choice(ARTICLES))

    async def _comment(self, api: Api) -> dict[str, Any]:
        found = await api.run(MANAGED, ANN)
        comment: dict[str, Any] = self._random.choice(found["comments"]["nodes"])
        return comment

    async def submit(self, api: Api) -> None:
        self._number += 1
        speaker = self._random.choice(READERS)
        sent = comment_input(self._article(), f"Said by chance, number {self._number}", speaker)
        if self._random.random() < 0.5:
            sent |= {
                "articleId": self._newsroom.id("article", "ferry"),
                "parentId": (await self._comment(api))["id"],
            }
        await api.run(SUBMIT, speaker, input=sent)

    async def decide(self, api: Api) -> None:
        some = [await self._comment(api) for _ in range(self._random.randint(1, 4))]
        chosen = {each["id"]: each for each in some}.values()
        action = self._random.choice(("APPROVE", "REJECT", "SPAM"))
        given: dict[str, Any] = {
            "action": action,
            "items": [{"id": each["id"], "expectedVersion": each["version"]} for each in chosen],
        }
        if action == "REJECT":
            given["reason"] = "OFF_TOPIC"
        batch = (await api.run(DECIDE, ANN, input=given))["moderateComments"]["batchId"]
        if batch:
            self._batches.append(batch)

    async def undo(self, api: Api) -> None:
        if self._batches:
            await api.run(UNDO, ANN, input={"batchId": self._batches.pop()})

    async def edit(self, api: Api) -> None:
        comment = await self._comment(api)
        self._number += 1
        for speaker in READERS:
            await edit(api, comment["id"], f"Edited {self._number}", speaker, version=comment["version"])

    async def delete(self, api: Api) -> None:
        comment = await self._comment(api)
        for speaker in READERS:
            await delete(api, comment["id"], speaker)

    async def place(self, api: Api) -> None:
        """Publishes an article, or takes it back."""
        article = self._newsroom.uuid("article", self._random.choice(ARTICLES))
        now, chains = utc_now(), chains_of(api.settings)
        async with api.database.transaction() as session:
            if self._random.random() < 0.3:
                await unpublish(session, article_id=article, locale=None, now=now, chains=chains)
            else:
                await publish(session, article_id=article, locale=None, at=now, now=now, chains=chains)

    async def policy(self, api: Api) -> None:
        given: dict[str, Any] = {"mode": self._random.choice(("PRE", "POST", "POST", "CLOSED"))}
        if self._random.random() < 0.5:
            given["articleId"] = self._article()
        await api.run(POLICY, ANN, input=given)


async def _answers(api: Api, newsroom: Newsroom) -> list[Any]:
    return [
        await data(api, query, **({"id": newsroom.id("article", name)} if name else {}))
        for query, name in ASKED
    ]


async def test_what_is_kept_is_what_is_read(api: Api, other: Api, plain: Api, newsroom: Newsroom) -> None:
    await set_site_policy(api, mode="POST", edit_window_seconds=86_400)
    chance = Chance(newsroom, seed=11)
    before, changes, kept = await _answers(plain, newsroom), 0, 0
    for step in range(STEPS):
        act, is_here = chance.act(), chance.here()
        await act(api if is_here else other)
        done = time.monotonic()
        wanted = await _answers(plain, newsroom)
        while await _answers(api, newsroom) != wanted:
            assert not is_here, (step, act.__name__)
            assert time.monotonic() - done < STALE_SECONDS + 1, (step, act.__name__)
            await asyncio.sleep(0.05)
        changes += wanted != before
        before, kept = wanted, kept + len(kept_of(api))
    assert changes > STEPS // 8, "enough acts change something"
    assert kept > STEPS, "and most answers stay"
