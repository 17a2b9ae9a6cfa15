"""The language that a comment is in, and the languages in which its reader is spoken to."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select

from server.database import Database
from server.models import Article, Comment
from server.settings import Settings
from server.text.scripts import direction, language_of, script_of
from server.viewer import Viewer

CLEARLY = 0.8
"""The share of letters in one script from which a text counts as written in it."""


def language_written(
    body: str, *, told: str | None, around: str | None, settings: Settings
) -> tuple[str | None, str]:
    """A comment's locale, where it is told or its script tells it, and the direction of its text.

    Latin script is shared by too many languages to tell one. `around` is the article's locale.
    """
    tags = [locale.locale for locale in settings.locales]
    guess, share = language_of(body, tags)
    is_clear = share >= CLEARLY
    text_direction = direction(guess if is_clear else told or around or settings.default_locale)
    if told is not None:
        return told, text_direction
    return (guess if is_clear and script_of(guess) != "Latn" else None), text_direction


def language_after_edit(body: str, *, before: str | None, settings: Settings) -> str | None:
    """What to take for told of a new text: the old one's locale, unless the new script cannot be that language's."""
    guess, share = language_of(body, [locale.locale for locale in settings.locales])
    is_other = share >= CLEARLY and before is not None and script_of(guess) != script_of(before)
    return None if is_other else before


async def article_language(database: Database, article_id: UUID | None) -> str | None:
    """An article's original locale; None for one that has no readers, as its language would tell that it is there."""
    query = select(Article.original_locale).where(Article.id == article_id, Article.is_public)
    async with database.transaction() as session:
        return await session.scalar(query)


async def comment_languages(
    database: Database, comment_id: UUID | None, viewer: Viewer
) -> tuple[str | None, ...]:
    """The comment's locale and its article's; none of a comment that is not in the viewer's thread."""
    query = (
        select(Comment.locale, Article.original_locale)
        .join(Article, Article.id == Comment.article_id)
        .where(
            Comment.id == comment_id,
            Article.is_public,
            or_(Comment.audience.is_(None), Comment.audience == viewer.id),
        )
    )
    async with database.transaction() as session:
        row = (await session.execute(query)).first()
    return tuple(row) if row else ()
