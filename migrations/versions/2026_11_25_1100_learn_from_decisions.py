"""learn from decisions, and find texts that are alike"""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BANDS = ("band_0", "band_1", "band_2", "band_3")


def upgrade() -> None:
    """Comments that are there already get no keys: these are of use for a day."""
    op.create_table(
        "comment_likeness",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        *(sa.Column(band, sa.BigInteger(), nullable=False) for band in BANDS),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_likeness_comment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_likeness")),
    )
    for band in BANDS:
        op.create_index(
            op.f(f"ix_comment_likeness_{band}_created_at"), "comment_likeness", [band, "created_at"]
        )
    op.create_table(
        "risk_model",
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("position", sa.Uuid(), nullable=True),
        sa.Column("refused_count", sa.Integer(), nullable=False),
        sa.Column("approved_count", sa.Integer(), nullable=False),
        sa.Column("updated_at", instant(), nullable=False),
        sa.Column("weights", sa.LargeBinary(), nullable=True),
        sa.Column("learner", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_risk_model")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("expires_at", instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )


def downgrade() -> None:
    op.drop_table("lease")
    op.drop_table("risk_model")
    op.drop_table("comment_likeness")
