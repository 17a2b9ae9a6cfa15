"""Column types that store the same value in the same form on both databases."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from enum import StrEnum
from threading import Lock
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Dialect, String, Text, Uuid
from sqlalchemy.dialects.postgresql import TIMESTAMP, TSVECTOR
from sqlalchemy.types import TypeDecorator, TypeEngine

from server.text.normal import nfc
from server.text.search import SearchText


class _Clock:
    """Milliseconds and a 12-bit sequence within them, as one number that only rises."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = Lock()

    def next(self) -> tuple[int, int]:
        with self._lock:
            self._last = max(self._last + 1, time.time_ns() // 1_000_000 << 12)
            return self._last >> 12, self._last & 0xFFF


_clock = _Clock()


def uuid7() -> UUID:
    """A time-ordered UUID (RFC 9562, version 7), rising within this process.

    48 bits of milliseconds, 12 bits of a sequence within the millisecond, 62 random bits.
    """
    stamp, sequence = _clock.next()
    random_bits = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=stamp << 80 | 7 << 76 | sequence << 64 | 2 << 62 | random_bits)


def utc_now() -> datetime:
    """The time in UTC to the millisecond, the precision that is stored and answered. Every request asks for it."""
    return datetime.fromtimestamp(time.time_ns() // 1_000_000 / 1000, UTC)


def to_milliseconds(moment: datetime) -> datetime:
    """The moment in UTC, cut to milliseconds. Raises ValueError for one without an offset."""
    if moment.tzinfo is None:
        raise ValueError("a time needs an offset")
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def format_instant(moment: datetime) -> str:
    """2022-02-24T15:04:05.000Z: fixed width, so that text sorts as time does."""
    return to_milliseconds(moment).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3].zfill(23) + "Z"


class Instant(TypeDecorator[datetime]):
    """A moment in UTC to the millisecond: timestamptz(3) on PostgreSQL, fixed-width text on SQLite."""

    impl = String(24)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True, precision=3))
        return dialect.type_descriptor(String(24))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return to_milliseconds(value) if dialect.name == "postgresql" else format_instant(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value.astimezone(UTC) if value else None
        return datetime.fromisoformat(value)


class Nfc(TypeDecorator[str]):
    """Text, normalised to NFC on its way in; compared by its bytes on both databases."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(Text(collation=collation))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else nfc(value)


class JsonText(TypeDecorator[Any]):
    """A value kept as compact JSON text, so that the planner can pass it on as it is."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)


class SearchDocument(TypeDecorator[SearchText]):
    """What a search looks through: tsvector on PostgreSQL, the codes as text (for FTS5) on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: SearchText | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.as_tsvector() if dialect.name == "postgresql" else value.as_codes()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """The database's own form: nothing but the database reads it."""
        return value


class Choice(TypeDecorator[StrEnum]):
    """A member of one enumeration, stored by its name and guarded by a named CHECK in the table."""

    impl = String(24)
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.choices(value)


Id = Uuid(as_uuid=True)
