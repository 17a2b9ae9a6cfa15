"""find a reporter's last reports by an index"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_flag_reporter_key_created_at"), "flag", ["reporter_key", "created_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_flag_reporter_key_created_at"), table_name="flag")
