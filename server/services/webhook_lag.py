"""How far the webhook is behind: since when a message waits for its receiver to take it."""

from __future__ import annotations

from server.database import Database

_POSTGRESQL = """SELECT extract(epoch FROM clock_timestamp() - min(created_at))::float8
FROM webhook_delivery WHERE outcome = 'OPEN'"""
_SQLITE = """SELECT (julianday('now') - julianday(min(created_at))) * 86400
FROM webhook_delivery WHERE outcome = 'OPEN'"""


async def webhook_lag_seconds(database: Database) -> float:
    """0 where nothing waits."""
    (oldest,) = await database.read(_SQLITE if database.is_sqlite else _POSTGRESQL, ())
    return max(0.0, oldest or 0.0)
