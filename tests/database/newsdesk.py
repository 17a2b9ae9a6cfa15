"""What tests of services have at hand: an open database with its site, drafts, and looks at what is stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from server.database import Database
from server.models import ArticleBlock, ArticleTranslation, Audience, BlockKind, Segment, ServedTranslation
from server.models.base import Base
from server.services.articles import create_article, update_article_text
from server.services.drafts import ArticleDraft, BlockDraft, TranslationDraft
from server.services.publishing import publish
from server.services.site import chains_of, sync_site
from server.settings import Settings, load_settings
from server.text.fallback import Chains

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SECRET = "only-for-tests-" + "0123456789abcdef" * 2


def settings_for(url: str, **environ: str) -> Settings:
    return load_settings({"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": SECRET, **environ})


class Newsdesk:
    """A database whose site is there. Every method is a transaction of its own."""

    def __init__(self, database: Database, chains: Chains) -> None:
        self.database = database
        self.chains = chains

    async def create(self, draft: ArticleDraft, *, now: datetime = NOW) -> UUID:
        async with self.database.transaction() as session:
            return await create_article(session, draft, now=now, chains=self.chains)

    async def update(self, article_id: UUID, draft: ArticleDraft, *, now: datetime = NOW + SECOND) -> bool:
        async with self.database.transaction() as session:
            return await update_article_text(session, article_id, draft, now=now, chains=self.chains)

    async def publish(
        self,
        article_id: UUID,
        locale: str | None = None,
        *,
        at: datetime = NOW,
        now: datetime = NOW,
        actor_id: UUID | None = None,
    ) -> bool:
        async with self.database.transaction() as session:
            return await publish(
                session,
                article_id=article_id,
                locale=locale,
                at=at,
                now=now,
                chains=self.chains,
                actor_id=actor_id,
            )

    async def rows(self, query: Select[*tuple[Any, ...]]) -> list[Any]:
        async with self.database.transaction() as session:
            return [tuple(row) for row in await session.execute(query)]

    async def everything(self) -> dict[str, list[Any]]:
        """All rows of all tables, to tell that nothing was written."""
        async with self.database.transaction() as session:
            return {
                table.name: sorted(map(repr, await session.execute(select(table))))
                for table in Base.metadata.sorted_tables
            }

    async def translations(self, article_id: UUID) -> dict[str, ArticleTranslation]:
        query = select(ArticleTranslation).where(ArticleTranslation.article_id == article_id)
        return {row.locale: row for (row,) in await self.rows(query)}

    async def segments(self, article_id: UUID, locale: str) -> list[Segment | None]:
        """One for each block, in order; None is a gap."""
        query = (
            select(Segment)
            .select_from(ArticleBlock)
            .outerjoin(Segment, (Segment.block_id == ArticleBlock.id) & (Segment.locale == locale))
            .where(ArticleBlock.article_id == article_id)
            .order_by(ArticleBlock.position)
        )
        return [row for (row,) in await self.rows(query)]

    async def texts(self, article_id: UUID, locale: str) -> list[str | None]:
        segments = await self.segments(article_id, locale)
        return [segment.text if segment else None for segment in segments]

    async def block_ids(self, article_id: UUID) -> list[UUID]:
        query = select(ArticleBlock.id).where(ArticleBlock.article_id == article_id)
        return [row for (row,) in await self.rows(query.order_by(ArticleBlock.position))]

    async def outdated(self, article_id: UUID, locale: str, *, original: str = "en") -> list[bool]:
        """Of each segment that the locale has, in order: it translates a text that the original has no more."""
        pairs = zip(
            await self.segments(article_id, locale), await self.segments(article_id, original), strict=True
        )
        return [
            source is not None and translated.source_digest != source.digest
            for translated, source in pairs
            if translated is not None
        ]

    async def served(self, audience: Audience = Audience.READERS) -> dict[tuple[UUID, str], str]:
        """By article and asked locale: the locale whose title is seen."""
        query = (
            select(ServedTranslation.article_id, ServedTranslation.locale, ArticleTranslation.locale)
            .join(ArticleTranslation, ArticleTranslation.id == ServedTranslation.translation_id)
            .where(ServedTranslation.audience == audience)
        )
        return {(article_id, asked): seen for article_id, asked, seen in await self.rows(query)}


@asynccontextmanager
async def open_newsdesk(settings: Settings) -> AsyncIterator[Newsdesk]:
    database = Database(settings)
    try:
        async with database.transaction() as session:
            await sync_site(session, settings)
        yield Newsdesk(database, chains_of(settings))
    finally:
        await database.close()


def draft(
    titles: Mapping[str, str], *blocks: Mapping[str, str], original: str = "en", **facts: Any
) -> ArticleDraft:
    """Titles and paragraphs by locale."""
    return ArticleDraft(
        original_locale=original,
        translations={locale: TranslationDraft(title) for locale, title in titles.items()},
        blocks=paragraphs(blocks),
        **facts,
    )


def paragraphs(blocks: Sequence[Mapping[str, str]]) -> tuple[BlockDraft, ...]:
    return tuple(BlockDraft(BlockKind.PARAGRAPH, texts) for texts in blocks)
