"""The search index: what is looked through to find an article by its words."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base
from server.models.types import Id, SearchDocument
from server.text.search import SearchText


class ArticleSearch(Base):
    """One row a translation, drafts too, written by server.services.search_index with every change of its text.

    On PostgreSQL a GIN index serves `document`. On SQLite the FTS5 table `article_search_index` does: its rows
    are found by `number`, and triggers keep it. `runs` holds what is written without spaces, in its order.
    """

    __tablename__ = "article_search"
    __table_args__ = (
        Index(None, "article_id"),
        Index(
            "ix_article_search_document",
            "document",
            postgresql_using="gin",
            postgresql_with={
                "fastupdate": "off"
            },  # articles are read more than written: see docs/decisions/0016
            info={"only_on": "postgresql"},  # read by the migrations, which compare models and database
        ).ddl_if(dialect="postgresql"),
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    translation_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("article_translation.id", ondelete="CASCADE"), unique=True
    )
    article_id: Mapped[UUID] = mapped_column(Id, ForeignKey("article.id", ondelete="CASCADE"))
    document: Mapped[SearchText] = mapped_column(SearchDocument)
    runs: Mapped[str] = mapped_column(Text)
