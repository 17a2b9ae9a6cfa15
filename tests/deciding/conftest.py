"""A comment that waits, many that do, and many who may decide about them."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from server.models import Article, Comment
from server.models.types import utc_now
from server.viewer import Role
from tests.api.client import Api
from tests.api.conftest import api, not_moderator
from tests.api.newsroom import Newsroom
from tests.api.threads import PENDING, Said, write_thread
from tests.api.voices import LENA, OMI, TARIQ, Voice
from tests.submitting.conftest import Clock, clock

__all__ = ["Clock", "api", "clock", "not_moderator"]

WAITING = 12

SUBMIT = """mutation($article: ID!, $parent: ID, $body: String!) {
  submitComment(input: {articleId: $article, parentId: $parent, body: $body, authorName: "Mitali"}) {
    comment { id version status } errors { code message }
  }
}"""


def moderator(number: int) -> Voice:
    return Voice(name=f"Moderator {number}", roles=frozenset({Role.MODERATOR}))


@pytest.fixture
async def article_id(api: Api, newsroom: Newsroom) -> str:
    """A public article."""
    found: list[UUID] = await api.rows(
        select(Article.id).where(Article.is_public).order_by(Article.id).limit(1)
    )
    return f"article_{found[0].hex}"


@pytest.fixture
async def waiting(api: Api, article_id: str) -> str:
    """A held comment, by its id."""
    data = await api.run(SUBMIT, article=article_id, body="When does the last ferry leave?")
    assert data["submitComment"]["errors"] == []
    comment_id: str = data["submitComment"]["comment"]["id"]
    return comment_id


async def write_waiting(api: Api, newsroom: Newsroom, count: int) -> list[str]:
    """Held comments below an article that had none, oldest first, by their ids."""
    thread = [
        Said(f"held{number}", by=(LENA, OMI, TARIQ)[number % 3], status=PENDING, minutes=number)
        for number in range(count)
    ]
    async with api.database.transaction() as session:
        ids = await write_thread(session, newsroom.content["article", "lamps"], thread, at=utc_now())
    return [f"comment_{ids[said.name].hex}" for said in thread]


async def write_waiting_everywhere(api: Api, newsroom: Newsroom, count: int) -> list[str]:
    """Held comments by their ids, in turn below each public article that nobody has written under."""
    commented = select(Comment.article_id).distinct()
    articles = await api.rows(
        select(Article.id).where(Article.is_public, Article.id.not_in(commented)).order_by(Article.id)
    )
    ids: list[str] = []
    async with api.database.transaction() as session:
        for at, article_id in enumerate(articles):
            numbers = range(at, count, len(articles))
            thread = [Said(f"held{number}", by=LENA, status=PENDING, minutes=number) for number in numbers]
            written = await write_thread(session, article_id, thread, at=utc_now())
            ids += [f"comment_{each.hex}" for each in written.values()]
    return ids


@pytest.fixture
async def held(api: Api, newsroom: Newsroom) -> list[str]:
    """Twelve held comments."""
    return await write_waiting(api, newsroom, WAITING)
