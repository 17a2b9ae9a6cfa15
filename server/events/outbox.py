"""Reading the outbox from where one was: every event once, whatever the order in which transactions committed."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import Any

import orjson

from server.database import Database
from server.events.event import Event

MOST_AT_ONCE = 5_000
"""Events of one look. Whoever was away for longer has to read the state anew, which is cheaper than its history."""

LOOK_BACK_SECONDS = 10.0
"""What PostgreSQL may forget in a crash is younger: commits that do not wait for the disk (services/pace.py) reach it
within three turns of its writer, 0.6 s as it comes. A standby that takes over may be behind by some seconds."""

# Rows of transactions that a snapshot did not show and this statement's does. Transaction numbers are given when a
# transaction first writes, and transactions end in any order: so a highest number seen would be no position.
_POSTGRESQL_START = "SELECT pg_current_snapshot()::text"
_POSTGRESQL_NEWS = """SELECT pg_current_snapshot()::text, (
  SELECT json_agg(json_build_array(id, kind, payload) ORDER BY id)::text FROM (
    SELECT id, kind, payload FROM outbox
    WHERE position >= pg_snapshot_xmin($1::text::pg_snapshot)::text::bigint
      AND position < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
      AND NOT pg_visible_in_snapshot(position::text::xid8, $1::text::pg_snapshot)
    LIMIT $2::integer) AS news)"""

_SQLITE_START = "SELECT coalesce(max(position), 0) FROM outbox"
_SQLITE_NEWS = """SELECT max(position), json_group_array(json_array(position, kind, payload)) FROM (
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


@dataclass(frozen=True, slots=True)
class _Look:
    """One that found something: when, from which place, and the rows that it told."""

    at: float
    place: str | int | None
    told: frozenset[str | int]


class Outbox:
    """A place in the outbox. `begin` sets it to now, `news` reads on from it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._place: str | int | None = None
        self._looks: deque[_Look] = deque()
        self._losses = 0

    async def begin(self) -> None:
        start = _SQLITE_START if self._database.is_sqlite else _POSTGRESQL_START
        self._losses = self._database.losses
        (self._place,) = await self._database.read(start, ())
        self._looks.clear()

    async def news(self) -> list[Event]:
        """What has committed since. Raises TooMuch, with the place moved on, and what the driver raises, where
        the place stays.

        After a crash the database gives numbers of transactions a second time, and the place takes the new ones for
        old. Where there may have been one, the look is from some seconds earlier, and tells nothing twice."""
        began = time.monotonic()
        reached, found = await self._since(self._place)
        losses = self._database.losses
        if losses != self._losses:
            reached, found = await self._since(self._looks[0].place if self._looks else self._place)
            told = frozenset[str | int]().union(*(look.told for look in self._looks))
            found = [row for row in found if row[0] not in told]
            self._losses = losses
        self._remember(began, reached, frozenset(row[0] for row in found))
        return [Event.stored(kind, orjson.loads(payload)) for _row, kind, payload in found]

    async def _since(self, place: str | int | None) -> tuple[str | int | None, list[list[Any]]]:
        statement = _SQLITE_NEWS if self._database.is_sqlite else _POSTGRESQL_NEWS
        reached, rows = await self._database.read(statement, (place, MOST_AT_ONCE + 1))
        found = orjson.loads(rows) if rows else []
        if len(found) > MOST_AT_ONCE:
            await self.begin()
            raise TooMuch
        return reached, found

    def _remember(self, began: float, reached: str | int | None, told: frozenset[str | int]) -> None:
        """The first of the looks that are kept is the last that is old enough to begin from."""
        if reached is None or reached == self._place:
            return
        self._looks.append(_Look(began, self._place, told))
        self._place = reached
        while len(self._looks) > 1 and self._looks[1].at < began - LOOK_BACK_SECONDS:
            self._looks.popleft()

    async def lag_seconds(self) -> float:
        """How long the oldest event has waited that has not been read; 0 where none waits."""
        statement = _SQLITE_OLDEST if self._database.is_sqlite else _POSTGRESQL_OLDEST
        (oldest,) = await self._database.read(statement, (self._place,))
        return max(0.0, oldest or 0.0)
