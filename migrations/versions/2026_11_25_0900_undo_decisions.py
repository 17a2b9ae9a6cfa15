"""undo decisions, and queues by an index of their own"""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NOT_BELOW_HIDDEN = "audience <> '00000000000000000000000000000000' AND deleted_at IS NULL"
UNDOES = "undoes_id IS NOT NULL"
UNSEEN = "coalesce(reviewed_version, 0) <> version"
QUEUES = {
    "pending": f"status = 'PENDING' AND {NOT_BELOW_HIDDEN}",
    "unreviewed": f"status = 'APPROVED' AND audience IS NULL AND deleted_at IS NULL AND {UNSEEN}",
    "spam": f"status = 'SPAM' AND {NOT_BELOW_HIDDEN} AND {UNSEEN}",
}
ORDERS = {
    "risk": ["status", "risk", "id", "article_id"],
    "created_at": ["status", "created_at", "id", "article_id", "text_version"],
}

# Decisions of before tell by their order what was there when they were taken.
EARLIER_REASONS = """
UPDATE decision SET previous_reason = (
    SELECT earlier.reason FROM decision AS earlier
    WHERE earlier.comment_id = decision.comment_id AND earlier.id < decision.id
    ORDER BY earlier.id DESC LIMIT 1
) WHERE previous_status = 'REJECTED'
"""
EARLIER_REVIEWS = """
UPDATE decision SET previous_reviewed_version = (
    SELECT max(earlier.version) + 1 FROM decision AS earlier
    WHERE earlier.comment_id = decision.comment_id AND earlier.actor_kind = 'PERSON'
    AND earlier.version < decision.version
) WHERE actor_kind = 'PERSON'
"""


def upgrade() -> None:
    with op.batch_alter_table("decision") as table:
        table.add_column(sa.Column("undoes_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("previous_reason", sa.String(length=24), nullable=True))
        table.add_column(sa.Column("previous_reviewed_version", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_decision_undoes_id"), "decision", ["undoes_id"], ["id"], ondelete="CASCADE"
        )
    op.create_index(
        op.f("ix_decision_undoes_id"),
        "decision",
        ["undoes_id"],
        unique=True,
        sqlite_where=sa.text(UNDOES),
        postgresql_where=sa.text(UNDOES),
    )
    op.execute(EARLIER_REASONS)
    op.execute(EARLIER_REVIEWS)
    op.execute("DELETE FROM claim")  # they last minutes, and nothing has made one so far
    with op.batch_alter_table("claim") as table:
        table.add_column(sa.Column("claimed_at", instant(), nullable=False))
    op.drop_index("ix_comment_status_risk", table_name="comment")
    for queue, condition in QUEUES.items():
        for order, columns in ORDERS.items():
            op.create_index(
                f"ix_comment_{queue}_{order}",
                "comment",
                columns,
                sqlite_where=sa.text(condition),
                postgresql_where=sa.text(condition),
            )


def downgrade() -> None:
    for queue in QUEUES:
        for order in ORDERS:
            op.drop_index(f"ix_comment_{queue}_{order}", table_name="comment")
    op.create_index("ix_comment_status_risk", "comment", ["status", "risk", "id"])
    with op.batch_alter_table("claim") as table:
        table.drop_column("claimed_at")
    op.drop_index(op.f("ix_decision_undoes_id"), table_name="decision")
    with op.batch_alter_table("decision") as table:
        table.drop_constraint(op.f("fk_decision_undoes_id"), type_="foreignkey")
        table.drop_column("previous_reviewed_version")
        table.drop_column("previous_reason")
        table.drop_column("undoes_id")
