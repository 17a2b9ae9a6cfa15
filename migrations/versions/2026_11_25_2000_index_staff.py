"""index staff

Each comment's name is compared with those of the staff, a few among all persons.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_person_staff",
        "person",
        ["id"],
        postgresql_where=sa.text("is_staff"),
        sqlite_where=sa.text("is_staff = 1"),
    )


def downgrade() -> None:
    op.drop_index("ix_person_staff", table_name="person")
