"""the outbox no longer says what was sent: everybody who reads it keeps their own place"""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_outbox_unsent", table_name="outbox")
    op.drop_column("outbox", "sent_at")


def downgrade() -> None:
    op.add_column("outbox", sa.Column("sent_at", instant(), nullable=True))
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["id"],
        postgresql_where=sa.text("sent_at IS NULL"),
        sqlite_where=sa.text("sent_at IS NULL"),
    )
