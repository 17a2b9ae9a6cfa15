"""publish, unpublish."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import click

from server.cli.locales import LocaleTag
from server.cli.session import prepared, settings_now, with_database
from server.database import Database
from server.errors import OperatorError
from server.models.types import utc_now
from server.services import publishing
from server.services.site import chains_of
from server.settings import Settings

Act = Callable[..., Awaitable[bool]]

LOCALE = click.option("--locale", type=LocaleTag(), help="Only this translation; by default all of them.")


@click.command("publish")
@click.argument("article")
@LOCALE
def publish_article(article: str, locale: str | None) -> None:
    """Make ARTICLE, named by a slug or an id, public now."""
    changed = _apply(publishing.publish, article, locale, at=utc_now())
    click.echo(f"{article} is public." if changed else f"{article} was public already.")


@click.command("unpublish")
@click.argument("article")
@LOCALE
def unpublish_article(article: str, locale: str | None) -> None:
    """Take ARTICLE, named by a slug or an id, back into a draft. Its comments stay."""
    changed = _apply(publishing.unpublish, article, locale)
    click.echo(f"{article} is a draft." if changed else f"{article} was a draft already.")


def _apply(act: Act, article: str, locale: str | None, **options: Any) -> bool:
    settings = settings_now()
    prepared(settings)
    return with_database(
        settings, lambda database: _in_transaction(database, settings, act, article, locale, options)
    )


async def _in_transaction(
    database: Database,
    settings: Settings,
    act: Act,
    article: str,
    locale: str | None,
    options: dict[str, Any],
) -> bool:
    async with database.transaction() as session:
        article_id = await publishing.find_article(session, article)
        if article_id is None:
            raise OperatorError(f"There is no article with the slug or id {article!r}.")
        return await act(
            session,
            article_id=article_id,
            locale=locale,
            now=utc_now(),
            chains=chains_of(settings),
            **options,
        )
