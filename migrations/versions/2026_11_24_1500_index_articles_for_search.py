"""index articles for search"""

from collections import defaultdict
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from migrations.column_types import search_document
from server.text.search import search_text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TRANSLATIONS_AT_ONCE = 200
"""Their texts are in memory together: a few megabytes."""

# The table that FTS5 reads is written by the application; these keep the index in step with it, also where a row
# goes with its article. A deletion tells FTS5 the old text, as it keeps none (https://sqlite.org/fts5.html, 4.4.3).
SQLITE_INDEX = (
    """CREATE VIRTUAL TABLE article_search_index
    USING fts5(document, content = 'article_search', content_rowid = 'number', tokenize = 'ascii')""",
    """CREATE TRIGGER article_search_inserted AFTER INSERT ON article_search BEGIN
    INSERT INTO article_search_index (rowid, document) VALUES (new.number, new.document);
    END""",
    """CREATE TRIGGER article_search_deleted AFTER DELETE ON article_search BEGIN
    INSERT INTO article_search_index (article_search_index, rowid, document)
    VALUES ('delete', old.number, old.document);
    END""",
    """CREATE TRIGGER article_search_updated AFTER UPDATE ON article_search BEGIN
    INSERT INTO article_search_index (article_search_index, rowid, document)
    VALUES ('delete', old.number, old.document);
    INSERT INTO article_search_index (rowid, document) VALUES (new.number, new.document);
    END""",
)

TRANSLATION = sa.table(
    "article_translation",
    sa.column("id", sa.Uuid()),
    sa.column("article_id", sa.Uuid()),
    sa.column("locale", sa.String()),
    sa.column("title", sa.Text()),
    sa.column("summary", sa.Text()),
)
BLOCK = sa.table(
    "article_block",
    sa.column("id", sa.Uuid()),
    sa.column("article_id", sa.Uuid()),
    sa.column("position", sa.Integer()),
)
SEGMENT = sa.table(
    "segment",
    sa.column("block_id", sa.Uuid()),
    sa.column("locale", sa.String()),
    sa.column("plain", sa.Text()),
)


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    table = op.create_table(
        "article_search",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("translation_id", sa.Uuid(), nullable=False),
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("document", search_document(), nullable=False),
        sa.Column("runs", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_search_article_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["translation_id"],
            ["article_translation.id"],
            name=op.f("fk_article_search_translation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_article_search")),
        sa.UniqueConstraint("translation_id", name=op.f("uq_article_search_translation_id")),
    )
    op.create_index(op.f("ix_article_search_article_id"), "article_search", ["article_id"])
    if is_sqlite:
        for statement in SQLITE_INDEX:
            op.execute(statement)
    else:
        op.create_index(
            "ix_article_search_document",
            "article_search",
            ["document"],
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        )
    _index_what_is_there(table)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE article_search_index")
    op.drop_table("article_search")


def _index_what_is_there(table: sa.Table) -> None:
    connection = op.get_bind()
    last = UUID(int=0)
    while True:
        translations = connection.execute(
            sa.select(TRANSLATION)
            .where(TRANSLATION.c.id > last)
            .order_by(TRANSLATION.c.id)
            .limit(TRANSLATIONS_AT_ONCE)
        ).all()
        if not translations:
            return
        bodies = _bodies(connection, {each.article_id for each in translations})
        rows = [_row(connection, each, bodies[each.article_id, each.locale]) for each in translations]
        connection.execute(sa.insert(table), rows)
        last = translations[-1].id


def _bodies(connection: sa.Connection, articles: set[UUID]) -> dict[tuple[UUID, str], list[str]]:
    """The paragraphs of each article in each locale."""
    rows = connection.execute(
        sa.select(BLOCK.c.article_id, SEGMENT.c.locale, SEGMENT.c.plain)
        .join(SEGMENT, SEGMENT.c.block_id == BLOCK.c.id)
        .where(BLOCK.c.article_id.in_(articles))
        .order_by(BLOCK.c.position, BLOCK.c.id)
    )
    bodies = defaultdict[tuple[UUID, str], list[str]](list)
    for article_id, locale, plain in rows:
        bodies[article_id, locale].append(plain)
    return bodies


def _row(connection: sa.Connection, translation: Any, body: list[str]) -> dict[str, Any]:
    found = search_text(title=translation.title, summary=translation.summary, body=body)
    return {
        "translation_id": translation.id,
        "article_id": translation.article_id,
        "document": found.as_codes() if connection.dialect.name == "sqlite" else found.as_tsvector(),
        "runs": found.runs,
    }
