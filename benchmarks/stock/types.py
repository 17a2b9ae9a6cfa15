"""The types, as far as the measured queries ask for them."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from uuid import UUID

import strawberry
from strawberry.types import Info

from benchmarks.stock.loaders import InLocale, Loaders, Page
from server import models
from server.text.scripts import direction


@strawberry.enum
class TextFormat(Enum):
    MARKDOWN = "MARKDOWN"
    HTML = "HTML"


def loaders(info: Info) -> Loaders:
    found: Loaders = info.context["loaders"]
    return found


@strawberry.type
class Author:
    id: strawberry.ID
    name: str


@strawberry.type
class NameTranslation:
    name: str


@strawberry.type
class Category:
    key: strawberry.Private[UUID]
    slug: str

    @strawberry.field
    async def translation(self, info: Info, locale: str) -> NameTranslation | None:
        found = await loaders(info).category_names.load(InLocale(self.key, locale))
        return NameTranslation(name=found.name) if found else None


@strawberry.type
class ArticleTranslation:
    article_id: strawberry.Private[UUID]
    locale: str
    slug: str
    title: str
    summary: str | None

    @strawberry.field
    async def body(self, info: Info, format: TextFormat = TextFormat.MARKDOWN) -> str:
        blocks = await loaders(info).blocks.load(self.article_id)
        segments = await loaders(info).segments.load_many([block.id for block in blocks])
        texts = [each[self.locale] for each in segments if self.locale in each]
        return "\n\n".join(each.html if format is TextFormat.HTML else each.text for each in texts)

    @classmethod
    def of(cls, row: models.ArticleTranslation) -> ArticleTranslation:
        return cls(
            article_id=row.article_id, locale=row.locale, slug=row.slug, title=row.title, summary=row.summary
        )


@strawberry.type
class TextSpan:
    start: int
    end: int


@strawberry.type
class Finding:
    check: str
    outcome: str
    score: float | None
    message: str
    spans: list[TextSpan]

    @classmethod
    def of(cls, row: models.Finding) -> Finding:
        return cls(
            check=row.check_name,
            outcome=row.outcome,
            score=None if row.score is None else row.score / 10_000,
            message=row.message,
            spans=[TextSpan(start=span["start"], end=span["end"]) for span in row.spans],
        )


@strawberry.type
class CommentModeration:
    comment_id: strawberry.Private[UUID]
    risk: float

    @strawberry.field
    async def findings(self, info: Info) -> list[Finding]:
        return [Finding.of(row) for row in await loaders(info).findings.load(self.comment_id)]


@strawberry.type
class Comment:
    row: strawberry.Private[models.Comment]
    id: strawberry.ID
    author_name: str
    body: str
    body_html: str
    created_at: datetime
    version: int
    reply_count: int

    @strawberry.field
    async def replies(self, info: Info, first: int = 20) -> CommentConnection:
        return CommentConnection.of(await loaders(info).replies.load(Page(self.row.id, first)))

    @strawberry.field
    async def article(self, info: Info) -> Article:
        return Article.of(
            await loaders(info).articles.load(self.row.article_id), audience=models.Audience.STAFF
        )

    @strawberry.field
    def moderation(self) -> CommentModeration:
        return CommentModeration(comment_id=self.row.id, risk=self.row.risk / 10_000)

    @classmethod
    def of(cls, row: models.Comment) -> Comment:
        return cls(
            row=row,
            id=strawberry.ID(f"comment_{row.id.hex}"),
            author_name=row.author_name,
            body=row.body,
            body_html=row.body_html,
            created_at=row.created_at,
            version=row.version,
            reply_count=row.public_reply_count,
        )


@strawberry.type
class CommentConnection:
    nodes: list[Comment]

    @classmethod
    def of(cls, rows: list[models.Comment]) -> CommentConnection:
        return cls(nodes=[Comment.of(row) for row in rows])


@strawberry.type
class ParallelSegment:
    locale: str
    direction: str
    text: str | None
    is_outdated: bool


@strawberry.type
class ParallelBlock:
    index: int
    kind: str
    segments: list[ParallelSegment]


@strawberry.type
class Article:
    row: strawberry.Private[models.Article]
    audience: strawberry.Private[models.Audience]
    id: strawberry.ID
    published_at: datetime | None

    @strawberry.field
    async def authors(self, info: Info) -> list[Author]:
        rows = await loaders(info).authors.load(self.row.id)
        return [Author(id=strawberry.ID(f"author_{row.id.hex}"), name=row.name) for row in rows]

    @strawberry.field
    async def category(self, info: Info) -> Category | None:
        if self.row.category_id is None:
            return None
        row = await loaders(info).categories.load(self.row.category_id)
        return Category(key=row.id, slug=row.slug)

    @strawberry.field
    async def translation(self, info: Info, locale: str) -> ArticleTranslation | None:
        row = await loaders(info).translations.load(InLocale(self.row.id, locale, self.audience))
        return ArticleTranslation.of(row) if row else None

    @strawberry.field
    async def comments(self, info: Info, first: int = 20) -> CommentConnection:
        return CommentConnection.of(await loaders(info).comments.load(Page(self.row.id, first)))

    @strawberry.field
    async def parallel_text(self, info: Info, locales: list[str]) -> list[ParallelBlock]:
        keys = [InLocale(self.row.id, locale, self.audience) for locale in locales]
        served = await loaders(info).translations.load_many(keys)
        shown = {each.locale for each in served if each is not None}
        blocks = await loaders(info).blocks.load(self.row.id)
        segments = await loaders(info).segments.load_many([block.id for block in blocks])
        return [
            ParallelBlock(
                index=block.position,
                kind=block.kind,
                segments=[
                    _parallel(texts if locale in shown else {}, locale, self.row.original_locale)
                    for locale in locales
                ],
            )
            for block, texts in zip(blocks, segments, strict=True)
        ]

    @classmethod
    def of(cls, row: models.Article, *, audience: models.Audience = models.Audience.READERS) -> Article:
        return cls(
            row=row,
            audience=audience,
            id=strawberry.ID(f"article_{row.id.hex}"),
            published_at=row.published_at,
        )


def _parallel(texts: dict[str, models.Segment], locale: str, original: str) -> ParallelSegment:
    own, source = texts.get(locale), texts.get(original)
    return ParallelSegment(
        locale=locale,
        direction=direction(locale),
        text=own.text if own else None,
        is_outdated=bool(own and source and own.source_digest and own.source_digest != source.digest),
    )


@strawberry.type
class ArticleConnection:
    nodes: list[Article]
