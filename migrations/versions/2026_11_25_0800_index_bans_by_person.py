"""index bans by person

The index over standing bans alone does not find the lifted ones, for a person's history or when the person goes.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ban") as table:
        table.create_index(op.f("ix_ban_person_id_created_at"), ["person_id", "created_at"])


def downgrade() -> None:
    with op.batch_alter_table("ban") as table:
        table.drop_index(op.f("ix_ban_person_id_created_at"))
