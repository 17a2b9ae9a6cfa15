"""seal the audit log, tell a webhook, revoke tokens"""

import sqlalchemy as sa
from alembic import op

from migrations.column_types import instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_entry", "audit_seal", "audit_seal_entry")
"""Tables that the database refuses to change or empty."""

# A change of one of these tables that makes it anew, as Alembic's batch mode does on SQLite, has to make its
# triggers anew too; `galley doctor --audit` says so where one is missing.
REFUSAL = "the audit log is append-only"


def upgrade() -> None:
    _create_seals()
    _create_deliveries()
    op.create_table(
        "token_revocation",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("revoked_at", instant(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_token_revocation")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in sqlite_triggers():
            op.execute(statement)
    else:
        for statement in postgresql_triggers():
            op.execute(statement)
    op.execute("INSERT INTO audit_unsealed (entry_id) SELECT id FROM audit_entry")


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        for act in ("update", "delete", "replace") if is_sqlite else ("update", "delete", "truncate"):
            op.execute(f"DROP TRIGGER {table}_refuses_{act}" + ("" if is_sqlite else f" ON {table}"))
    op.execute("DROP TRIGGER audit_entry_waits" + ("" if is_sqlite else " ON audit_entry"))
    if not is_sqlite:
        op.execute("DROP FUNCTION audit_refuse()")
        op.execute("DROP FUNCTION audit_wait()")
    for table in ("token_revocation", "webhook_event", "webhook_attempt", "webhook_delivery"):
        op.drop_table(table)
    for table in ("audit_unsealed", "audit_seal_entry", "audit_seal"):
        op.drop_table(table)


def sqlite_triggers() -> list[str]:
    """REPLACE removes a row without asking the triggers of a deletion, so it is refused as an insertion."""
    keys = {"audit_entry": "id", "audit_seal": "position", "audit_seal_entry": "entry_id"}
    made = []
    for table, key in keys.items():
        is_there = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        made += [
            f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} {is_there} {refuse}",
        ]
    waits = "BEGIN INSERT INTO audit_unsealed (entry_id) VALUES (NEW.id); END"
    return [*made, f"CREATE TRIGGER audit_entry_waits AFTER INSERT ON audit_entry {waits}"]


def postgresql_triggers() -> list[str]:
    made = [
        f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$""",
        """CREATE FUNCTION audit_wait() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO audit_unsealed (entry_id) VALUES (NEW.id); RETURN NULL; END $$""",
    ]
    for table in APPEND_ONLY:
        made += [
            f"CREATE TRIGGER {table}_refuses_{act} BEFORE {act} ON {table} "
            f"FOR EACH {'STATEMENT' if act == 'truncate' else 'ROW'} EXECUTE FUNCTION audit_refuse()"
            for act in ("update", "delete", "truncate")
        ]
    waits = "AFTER INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_wait()"
    return [*made, f"CREATE TRIGGER audit_entry_waits {waits}"]


def _create_seals() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("entry_count", sa.SmallInteger(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("vouches", sa.Boolean(), nullable=False),
        sa.Column("sealed_at", instant(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_seal")),
    )
    op.create_table(
        "audit_seal_entry",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("seal_position", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["seal_position"],
            ["audit_seal.position"],
            name=op.f("fk_audit_seal_entry_seal_position"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_seal_entry")),
        sa.UniqueConstraint("seal_position", "number", name=op.f("uq_audit_seal_entry_seal_position_number")),
    )
    op.create_table(
        "audit_unsealed",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_unsealed")),
    )


def _create_deliveries() -> None:
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("next_attempt_at", instant(), nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("finished_at", instant(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('OPEN', 'DELIVERED', 'GIVEN_UP')", name=op.f("ck_webhook_delivery_outcome")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
    )
    is_open = sa.text("outcome = 'OPEN'")
    op.create_index(
        "uq_webhook_delivery_open",
        "webhook_delivery",
        ["outcome"],
        unique=True,
        postgresql_where=is_open,
        sqlite_where=is_open,
    )
    op.create_index(op.f("ix_webhook_delivery_created_at"), "webhook_delivery", ["created_at"])
    op.create_table(
        "webhook_attempt",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("started_at", instant(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("status_code", sa.SmallInteger(), nullable=True),
        sa.Column("error", sa.String(length=24), nullable=True),
        sa.CheckConstraint(
            "error IN ('TIMEOUT', 'CONNECTION', 'TLS', 'NOT_HTTP', 'REDIRECT', 'REFUSED', 'SERVER')",
            name=op.f("ck_webhook_attempt_error"),
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["webhook_delivery.id"],
            name=op.f("fk_webhook_attempt_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("delivery_id", "number", name=op.f("pk_webhook_attempt")),
    )
    op.create_table(
        "webhook_event",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", instant(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_webhook_event")),
    )
