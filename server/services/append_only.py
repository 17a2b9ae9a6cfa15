"""The triggers that keep the audit log append-only, and whether the database has them all."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

TABLES = ("audit_entry", "audit_seal", "audit_seal_entry")
QUEUEING = "audit_entry_waits"

_LAST_ACT = {"sqlite": "replace", "postgresql": "truncate"}
_PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


async def missing_triggers(session: AsyncSession) -> list[str]:
    """Names of triggers that are gone, or switched off."""
    dialect = session.get_bind().dialect.name
    acts = ("update", "delete", _LAST_ACT[dialect])
    wanted = [f"{table}_refuses_{act}" for table in TABLES for act in acts] + [QUEUEING]
    present = set(await session.scalars(text(_PRESENT[dialect])))
    return [name for name in wanted if name not in present]
