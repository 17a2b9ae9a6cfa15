"""Reading the outbox from where one was: every event once, whatever the order in which transactions committed."""

from __future__ import annotations

import orjson

from server.database import Database
from server.events.event import Event

MOST_AT_ONCE = 5_000
"""Events of one look. Whoever was away for longer has to read the state anew, which is cheaper than its history."""

# Rows of transactions that a snapshot did not show and this statement's does. Transaction numbers are given when a
# transaction first writes, and transactions end in any order: so a highest number seen would be no position.
_POSTGRESQL_START = "SELECT pg_current_snapshot()::text"
_POSTGRESQL_NEWS = """SELECT pg_current_snapshot()::text, (
  SELECT json_agg(json_build_array(kind, payload) ORDER BY id)::text FROM (
    SELECT id, kind, payload FROM outbox
    WHERE position >= pg_snapshot_xmin($1::text::pg_snapshot)::text::bigint
      AND position < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
      AND NOT pg_visible_in_snapshot(position::text::xid8, $1::text::pg_snapshot)
    LIMIT $2::integer) AS news)"""

_SQLITE_START = "SELECT coalesce(max(position), 0) FROM outbox"
_SQLITE_NEWS = """SELECT max(position), json_group_array(json_array(kind, payload)) FROM (
  SELECT position, kind, payload FROM outbox WHERE position > ?1 ORDER BY position LIMIT ?2)"""

_POSTGRESQL_OLDEST = """SELECT extract(epoch FROM clock_timestamp() - min(created_at))::float8 FROM outbox
    WHERE position >= pg_snapshot_xmin($1::text::pg_snapshot)::text::bigint
      AND position < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
      AND NOT pg_visible_in_snapshot(position::text::xid8, $1::text::pg_snapshot)"""
_SQLITE_OLDEST = (
    """SELECT (julianday('now') - julianday(min(created_at))) * 86400 FROM outbox WHERE position > ?1"""
)


class TooMuch(Exception):
    """More has happened than can be told; whoever listens has to begin anew."""


class Outbox:
    """A place in the outbox. `begin` sets it to now, `news` reads on from it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._place: str | int | None = None

    async def begin(self) -> None:
        start = _SQLITE_START if self._database.is_sqlite else _POSTGRESQL_START
        (self._place,) = await self._database.read(start, ())

    async def news(self) -> list[Event]:
        """What has committed since. Raises TooMuch, with the place moved on, and what the driver raises, where
        the place stays."""
        statement = _SQLITE_NEWS if self._database.is_sqlite else _POSTGRESQL_NEWS
        place, rows = await self._database.read(statement, (self._place, MOST_AT_ONCE + 1))
        found = orjson.loads(rows) if rows else []
        self._place = self._place if place is None else place
        if len(found) > MOST_AT_ONCE:
            await self.begin()
            raise TooMuch
        return [Event.stored(kind, orjson.loads(payload)) for kind, payload in found]

    async def lag_seconds(self) -> float:
        """How long the oldest event has waited that has not been read; 0 where none waits."""
        statement = _SQLITE_OLDEST if self._database.is_sqlite else _POSTGRESQL_OLDEST
        (oldest,) = await self._database.read(statement, (self._place,))
        return max(0.0, oldest or 0.0)
