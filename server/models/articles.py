"""Articles: blocks that are the same in every language, and their text in each."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base, one_of
from server.models.types import Choice, Id, Instant, Nfc, utc_now, uuid7


class TranslationStatus(StrEnum):
    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    PUBLISHED = "PUBLISHED"


class BlockKind(StrEnum):
    PARAGRAPH = "PARAGRAPH"
    HEADING = "HEADING"
    QUOTE = "QUOTE"
    LIST = "LIST"
    IMAGE = "IMAGE"
    CODE = "CODE"


class Audience(StrEnum):
    """Whose view a served translation is: readers see what is published, staff see drafts too."""

    READERS = "READERS"
    STAFF = "STAFF"


class Article(Base):
    """`is_public` is true while a translation is published and the article is not deleted; it is kept by the
    services that publish, so that every list is served by an index. `public_comment_count` counts the
    comments whose audience is everyone. `import_name` and `content_digest` (SHA-256 of the normalised
    source) tell an importer what it has seen."""

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_public_published_at", "published_at", "id", postgresql_where=text("is_public")),
        Index("ix_article_public_updated_at", "updated_at", "id", postgresql_where=text("is_public")),
        Index("ix_article_public_comments", "public_comment_count", "id", postgresql_where=text("is_public")),
        Index(None, "category_id", "published_at", "id"),
        Index(None, "category_id", "updated_at", "id"),
        Index(None, "category_id", "public_comment_count", "id"),
        Index(None, "lead_image_id"),
        Index(None, "content_digest"),
        Index(None, "import_name"),
    )
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    external_id: Mapped[str | None] = mapped_column(Nfc, unique=True)
    source_url: Mapped[str | None] = mapped_column(Nfc)
    import_name: Mapped[str | None] = mapped_column(Nfc)
    content_digest: Mapped[str | None] = mapped_column(String(64))
    original_locale: Mapped[str] = mapped_column(String(64))
    category_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("category.id", ondelete="SET NULL"))
    lead_image_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("image.id", ondelete="SET NULL"))
    is_public: Mapped[bool] = mapped_column(Boolean, default=False)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant)
    public_comment_count: Mapped[int] = mapped_column(Integer, default=0)


class ArticleBlock(Base):
    """A unit of the body, the same in every language. Positions rise from 0."""

    __tablename__ = "article_block"
    __table_args__ = (Index(None, "article_id", "position"), one_of("kind", BlockKind))
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    article_id: Mapped[UUID] = mapped_column(Id, ForeignKey("article.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[BlockKind] = mapped_column(Choice(BlockKind), default=BlockKind.PARAGRAPH)


class Segment(Base):
    """A block's text in one locale: as written (Markdown), as sanitised HTML, as plain text.

    `digest` is of `text`; `source_digest` is the digest of the original's text that this translates, null in
    the original. A segment is outdated when the two no longer meet.
    """

    __tablename__ = "segment"
    block_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("article_block.id", ondelete="CASCADE"), primary_key=True
    )
    locale: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Nfc)
    html: Mapped[str] = mapped_column(Nfc)
    plain: Mapped[str] = mapped_column(Nfc)
    digest: Mapped[str] = mapped_column(String(64))
    source_digest: Mapped[str | None] = mapped_column(String(64))


class ArticleTranslation(Base):
    """An article in one locale. `digest` is of title and summary, `source_digest` of the original's when this
    was saved. `scheduled_for` is a publication that is still to come."""

    __tablename__ = "article_translation"
    __table_args__ = (
        UniqueConstraint("article_id", "locale"),
        Index(None, "status", "article_id"),
        Index(
            "ix_article_translation_scheduled_for",
            "scheduled_for",
            postgresql_where=text("scheduled_for IS NOT NULL"),
            sqlite_where=text("scheduled_for IS NOT NULL"),
        ),
        one_of("status", TranslationStatus),
    )
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    article_id: Mapped[UUID] = mapped_column(Id, ForeignKey("article.id", ondelete="CASCADE"))
    locale: Mapped[str] = mapped_column(String(64))
    direction: Mapped[str] = mapped_column(String(3))
    slug: Mapped[str] = mapped_column(Nfc)
    title: Mapped[str] = mapped_column(Nfc)
    summary: Mapped[str | None] = mapped_column(Nfc)
    status: Mapped[TranslationStatus] = mapped_column(
        Choice(TranslationStatus), default=TranslationStatus.DRAFT
    )
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    scheduled_for: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    version: Mapped[int] = mapped_column(Integer, default=1)
    digest: Mapped[str] = mapped_column(String(64))
    source_digest: Mapped[str | None] = mapped_column(String(64))


class ArticleSlug(Base):
    """A slug, in the form it is looked up by (server.text.slugs.slug_key), belongs to one article for good."""

    __tablename__ = "article_slug"
    __table_args__ = (Index(None, "article_id"),)
    slug: Mapped[str] = mapped_column(Nfc, primary_key=True)
    article_id: Mapped[UUID] = mapped_column(Id, ForeignKey("article.id", ondelete="CASCADE"))


class TranslationSlug(Base):
    """The slugs a translation has had, its present one among them."""

    __tablename__ = "translation_slug"
    __table_args__ = (Index(None, "translation_id"),)
    slug: Mapped[str] = mapped_column(
        Nfc, ForeignKey("article_slug.slug", ondelete="CASCADE"), primary_key=True
    )
    translation_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("article_translation.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[datetime] = mapped_column(Instant, default=utc_now)


class ServedTranslation(Base):
    """What is seen of an article in each of the site's locales, after fallback: one row a locale and audience.

    Written in the transaction that changes a title, a status or a chain. `title_key` orders titles by bytes.
    """

    __tablename__ = "served_translation"
    __table_args__ = (
        Index("ix_served_translation_title", "locale", "audience", "title_key", "article_id"),
        Index(None, "translation_id"),
        one_of("audience", Audience),
    )
    article_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    locale: Mapped[str] = mapped_column(String(64), primary_key=True)
    audience: Mapped[Audience] = mapped_column(Choice(Audience), primary_key=True)
    translation_id: Mapped[UUID] = mapped_column(Id, ForeignKey("article_translation.id", ondelete="CASCADE"))
    title_key: Mapped[str] = mapped_column(Nfc)


class ArticleAuthor(Base):
    """The byline, in order."""

    __tablename__ = "article_author"
    __table_args__ = (Index(None, "author_id", "article_id"),)
    article_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    author_id: Mapped[UUID] = mapped_column(Id, ForeignKey("author.id", ondelete="CASCADE"))


class TranslationCredit(Base):
    """Who translated, in order."""

    __tablename__ = "translation_credit"
    __table_args__ = (Index(None, "author_id"),)
    translation_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("article_translation.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    author_id: Mapped[UUID] = mapped_column(Id, ForeignKey("author.id", ondelete="CASCADE"))


class ArticleTag(Base):
    """The tags, in order."""

    __tablename__ = "article_tag"
    __table_args__ = (Index(None, "tag_id", "article_id"),)
    article_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    tag_id: Mapped[UUID] = mapped_column(Id, ForeignKey("tag.id", ondelete="CASCADE"))
