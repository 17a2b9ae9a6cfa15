"""trust documents

Documents that clients name instead of sending them.
"""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trusted_document",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_at", instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_trusted_document")),
    )
    op.create_index(op.f("ix_trusted_document_added_at"), "trusted_document", ["added_at"])


def downgrade() -> None:
    op.drop_table("trusted_document")
