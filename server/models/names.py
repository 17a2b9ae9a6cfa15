"""Authors, categories, tags and images: what an article refers to, each with its text in several locales."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base
from server.models.types import Id, Nfc, uuid7


class Author(Base):
    """`name_key` sorts the name in the site's default locale (server.text.normal.sort_key)."""

    __tablename__ = "author"
    __table_args__ = (Index(None, "name_key", "id"),)
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(Nfc, unique=True)
    name: Mapped[str] = mapped_column(Nfc)
    name_key: Mapped[str] = mapped_column(Nfc)
    avatar_url: Mapped[str | None] = mapped_column(Nfc)
    original_locale: Mapped[str] = mapped_column(String(64))


class AuthorTranslation(Base):
    __tablename__ = "author_translation"
    author_id: Mapped[UUID] = mapped_column(Id, ForeignKey("author.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Nfc)
    bio: Mapped[str | None] = mapped_column(Nfc)


class Category(Base):
    __tablename__ = "category"
    __table_args__ = (Index(None, "name_key", "id"),)
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(Nfc, unique=True)
    name_key: Mapped[str] = mapped_column(Nfc)
    original_locale: Mapped[str] = mapped_column(String(64))


class CategoryTranslation(Base):
    __tablename__ = "category_translation"
    category_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("category.id", ondelete="CASCADE"), primary_key=True
    )
    locale: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Nfc)


class Tag(Base):
    __tablename__ = "tag"
    __table_args__ = (Index(None, "name_key", "id"),)
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(Nfc, unique=True)
    name_key: Mapped[str] = mapped_column(Nfc)
    original_locale: Mapped[str] = mapped_column(String(64))


class TagTranslation(Base):
    __tablename__ = "tag_translation"
    tag_id: Mapped[UUID] = mapped_column(Id, ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Nfc)


class Image(Base):
    """Where an image is, not the image: files are stored elsewhere. `url` is null for a caption alone."""

    __tablename__ = "image"
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    url: Mapped[str | None] = mapped_column(Nfc)
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    credit: Mapped[str | None] = mapped_column(Nfc)
    original_locale: Mapped[str] = mapped_column(String(64))


class ImageTranslation(Base):
    __tablename__ = "image_translation"
    image_id: Mapped[UUID] = mapped_column(Id, ForeignKey("image.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(64), primary_key=True)
    alt: Mapped[str | None] = mapped_column(Nfc)
    caption: Mapped[str | None] = mapped_column(Nfc)
