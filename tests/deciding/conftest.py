"""A comment that waits, and many who may decide about it."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from server.models import Article
from server.viewer import Role
from tests.api.client import Api
from tests.api.conftest import api, made_newsroom, newsroom, not_moderator
from tests.api.newsroom import Newsroom
from tests.api.voices import Voice

__all__ = ["api", "made_newsroom", "newsroom", "not_moderator"]

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
