"""give every event of the outbox its place"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# The number of the writing transaction: whoever keeps a snapshot of what had committed can tell what has since.
POSTGRESQL_POSITION = "(pg_current_xact_id()::text)::bigint"

# One writer at a time, so a number that rises is the order of the commits. It is the time in microseconds, and one more
# than the last where the clock has not moved on: so it also rises after every row has been tidied away.
SQLITE_POSITION = """CREATE TRIGGER outbox_positioned AFTER INSERT ON outbox BEGIN
    UPDATE outbox SET position = max(
        coalesce((SELECT max(position) FROM outbox), 0) + 1,
        CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)
    ) WHERE id = new.id;
    END"""


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    op.add_column("outbox", sa.Column("position", sa.BigInteger(), server_default="0", nullable=False))
    op.create_index("ix_outbox_position", "outbox", ["position"])
    if is_postgresql:
        op.execute(f"ALTER TABLE outbox ALTER COLUMN position SET DEFAULT {POSTGRESQL_POSITION}")
    else:
        op.execute(SQLITE_POSITION)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER outbox_positioned")
    op.drop_index("ix_outbox_position", table_name="outbox")
    op.drop_column("outbox", "position")
