"""Column types as the migrations write them, apart from the models, which go on changing."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


def instant() -> sa.types.TypeEngine[str]:
    """A moment to the millisecond: timestamptz(3) on PostgreSQL, 24 characters of text on SQLite."""
    return sa.String(24).with_variant(postgresql.TIMESTAMP(timezone=True, precision=3), "postgresql")


def nfc_text() -> sa.types.TypeEngine[str]:
    """Text that is compared by its bytes."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def search_document() -> sa.types.TypeEngine[str]:
    """What a search looks through: tsvector on PostgreSQL, text that FTS5 reads on SQLite."""
    return sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")
