"""Alembic's way into the database: asynchronous drivers, one transaction, one migrator at a time."""

from __future__ import annotations

import asyncio
import os
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Text, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from server.models import Base
from server.models.types import Choice, Instant, JsonText, Nfc, SearchDocument
from server.settings import load_settings

MIGRATION_LOCK = 0x67616C6C
"""The key of the advisory lock that keeps two migrators apart on PostgreSQL ("gall")."""

SEARCH_INDEX = "article_search_index"
"""The FTS5 table on SQLite, which no model describes; the tables it keeps for itself begin with its name."""

_NAMES = {
    Instant: "instant()",
    Nfc: "nfc_text()",
    JsonText: "sa.Text()",
    SearchDocument: "search_document()",
}


def render_item(kind: str, item: Any, _autogen: object) -> str | Literal[False]:
    """Writes column types as migrations/column_types.py spells them, so that history needs no models."""
    if kind == "type" and type(item) in _NAMES:
        return _NAMES[type(item)]
    if kind == "type" and isinstance(item, Choice):
        return "sa.String(length=24)"
    return False


def compare_type(
    _context: object, _inspected_column: object, _column: object, inspected_type: Any, model_type: Any
) -> bool | None:
    """Nfc is text under the collation C on PostgreSQL, which Alembic does not see behind the decorator."""
    if isinstance(model_type, Nfc) and isinstance(inspected_type, Text):
        return inspected_type.collation not in (None, "C")
    return None


def include_object(item: Any, name: str | None, kind: str, *_rest: object) -> bool:
    """Leaves out FTS5's tables, and what a model has on the other database alone."""
    if kind == "table" and (name or "").startswith(SEARCH_INDEX):
        return False
    dialect = context.get_context().dialect.name
    return bool(item.info.get("only_on", dialect) == dialect)


def migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        compare_type=compare_type,
        include_object=include_object,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    url = context.config.attributes.get("url") or load_settings(os.environ).database_url
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


asyncio.run(main())
