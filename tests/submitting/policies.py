"""The newsroom's policy, as an administrator has set it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from server.models import SITE_SCOPE, Article, CommentPolicy
from tests.api.client import Api
from tests.submitting.sending import row_id


async def set_site_policy(api: Api, **values: Any) -> None:
    async with api.database.transaction() as session:
        await session.execute(update(CommentPolicy).where(CommentPolicy.scope == SITE_SCOPE).values(**values))


async def set_article_policy(api: Api, article: str, **values: Any) -> None:
    """An article's own values, where it had none."""
    identifier = row_id(article, "article")
    async with api.database.transaction() as session:
        await session.execute(
            insert(CommentPolicy).values(scope=identifier.hex, article_id=identifier, **values)
        )


async def change_article(api: Api, article: str, **values: Any) -> None:
    async with api.database.transaction() as session:
        await session.execute(
            update(Article).where(Article.id == row_id(article, "article")).values(**values)
        )


def words(*entries: str, locale: str | None = None) -> list[dict[str, Any]]:
    """One list, as it is stored."""
    return [{"locale": locale, "words": list(entries)}]
