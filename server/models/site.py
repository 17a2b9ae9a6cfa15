"""The site: its name, the locales it lists, and their fallback chains."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base
from server.models.types import Id, Nfc, uuid7


class Site(Base):
    """One row. `anchor` is unique and always 1, so a second row is refused."""

    __tablename__ = "site"
    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=uuid7)
    anchor: Mapped[int] = mapped_column(SmallInteger, unique=True, default=1)
    name: Mapped[str] = mapped_column(Nfc)
    default_locale: Mapped[str] = mapped_column(String(64))


class SiteLocale(Base):
    __tablename__ = "site_locale"
    locale: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, unique=True)
    direction: Mapped[str] = mapped_column(String(3))


class LocaleFallback(Base):
    """What is tried, in order, when a translation into `locale` is missing; the original comes last by itself."""

    __tablename__ = "locale_fallback"
    locale: Mapped[str] = mapped_column(
        String(64), ForeignKey("site_locale.locale", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    candidate: Mapped[str] = mapped_column(String(64))
