"""Loading the demo into an empty database, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text

from server.database import Database
from server.demo.content import load_content
from server.demo.discussion import Discussion, load_persons
from server.demo.newsroom import Loading, load_articles, load_names
from server.demo.records import CommenterKind, DemoContent
from server.demo.story import Act, moment, tell
from server.models import Article
from server.services.site import chains_of, lock_site, sync_site
from server.settings import Settings
from server.viewer import Role

WAIT_FOR_ANOTHER = text(
    "SELECT set_config('lock_timeout', '60000', true), set_config('statement_timeout', '60000', true)"
)
"""In milliseconds: a process that loads it takes seconds, longer than anybody waits for a comment."""


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """How much was stored."""

    articles: int
    translations: int
    comments: int


async def load_demo(database: Database, settings: Settings, *, now: datetime) -> DemoSummary | None:
    """Stores the demo, with times counted back from `now`. None, and nothing stored, where an article exists.

    Processes that load it at once wait for each other at the site's row, and the first one's articles stop the
    others.
    """
    content = load_content()
    async with database.transaction() as session:
        if not database.is_sqlite:
            await session.execute(WAIT_FOR_ANOTHER)
        await sync_site(session, settings)
        await lock_site(session)
        if await session.scalar(select(Article.id).limit(1)) is not None:
            return None
        acts = tell(content.comments, staff=_staff(content), now=now)
        persons = await load_persons(session, content.commenters, first_seen=_first_seen(content, acts, now))
        editor, moderator = (persons[_with_role(content, role)] for role in (Role.EDITOR, Role.MODERATOR))
        loading = Loading(session, chains_of(settings), now, editor)
        articles = await load_articles(loading, content.articles, await load_names(loading, content))
        commenters = {commenter.key: commenter for commenter in content.commenters}
        await Discussion(session, commenters, persons, articles, moderator).play(acts)
    return DemoSummary(
        articles=len(content.articles),
        translations=sum(len(article.translations) for article in content.articles),
        comments=len(content.comments),
    )


def _staff(content: DemoContent) -> frozenset[str]:
    return frozenset(each.key for each in content.commenters if each.kind is CommenterKind.STAFF)


def _with_role(content: DemoContent, role: Role) -> str:
    """The first who has it."""
    return next(each.key for each in content.commenters if role in each.roles)


def _first_seen(content: DemoContent, acts: Sequence[Act], now: datetime) -> dict[str, datetime]:
    """When each wrote first. Staff, and who never wrote, were there before the oldest article."""
    oldest = moment(max(article.published_hours_ago or 0 for article in content.articles), now)
    wrote = {act.comment.by: act.at for act in reversed(acts)}
    strangers = {each.key for each in content.commenters} - _staff(content)
    return {
        each.key: wrote[each.key] if each.key in strangers & wrote.keys() else oldest
        for each in content.commenters
    }
