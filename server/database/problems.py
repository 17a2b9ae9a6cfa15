"""A failure of the database -> what the client is told: that it took too long, or that there is no room now.

Everything else of the drivers is a fault of Galley and stays what it is.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from server.errors import Overloaded, RequestError, Timeout

TOO_SLOW = "The operation took too long and was broken off. Ask for less, or try again later."
NO_ROOM = "The server has too much to do at the moment. Try again later."
AWAY = "The database cannot be reached at the moment. Try again later."

BY_STATE: dict[str, tuple[type[RequestError], str]] = {
    "57014": (Timeout, TOO_SLOW),  # query_canceled: statement_timeout, or the request's time
    "55P03": (Timeout, TOO_SLOW),  # lock_not_available: lock_timeout
    "25P03": (Timeout, TOO_SLOW),  # idle_in_transaction_session_timeout
    "25P04": (Timeout, TOO_SLOW),  # transaction_timeout
    "40P01": (Overloaded, NO_ROOM),  # deadlock_detected: the other one goes on
    "40001": (Overloaded, NO_ROOM),  # serialization_failure
    "57P01": (Overloaded, AWAY),  # admin_shutdown
    "57P02": (Overloaded, AWAY),  # crash_shutdown
    "57P03": (Overloaded, AWAY),  # cannot_connect_now
    "57P05": (Overloaded, AWAY),  # idle_session_timeout
    "25006": (Overloaded, AWAY),  # read_only_sql_transaction: a standby after a failover, for writes
}
"""By SQLSTATE: PostgreSQL's manual, appendix A."""

BY_STATE_CLASS: dict[str, tuple[type[RequestError], str]] = {
    "08": (Overloaded, AWAY),  # connection exceptions
    "53": (Overloaded, NO_ROOM),  # insufficient resources: connections, memory, disk
}

BY_SQLITE_CODE: dict[int, tuple[type[RequestError], str]] = {
    sqlite3.SQLITE_BUSY: (Timeout, TOO_SLOW),
    sqlite3.SQLITE_LOCKED: (Timeout, TOO_SLOW),
    sqlite3.SQLITE_INTERRUPT: (Timeout, TOO_SLOW),
    sqlite3.SQLITE_NOMEM: (Overloaded, NO_ROOM),
    sqlite3.SQLITE_FULL: (Overloaded, NO_ROOM),
    sqlite3.SQLITE_IOERR: (Overloaded, AWAY),
    sqlite3.SQLITE_CANTOPEN: (Overloaded, AWAY),
}
"""https://www.sqlite.org/rescode.html, without the extended codes' upper bits."""


def problem_of(error: BaseException) -> RequestError | None:
    """None for what is no lack of time, room or connection."""
    for cause in _causes(error):
        found = _known(cause)
        if found is not None:
            kind, message = found
            return kind(message)
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what SQLAlchemy has wrapped, outermost first."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.orig if isinstance(seen, DBAPIError) else seen.__cause__


def _known(error: BaseException) -> tuple[type[RequestError], str] | None:
    if isinstance(error, RequestError):
        return type(error), error.message
    if isinstance(error, PoolTimeout):
        return Overloaded, NO_ROOM
    if isinstance(error, sqlite3.Error):
        return BY_SQLITE_CODE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, asyncio.TimeoutError):
        return Timeout, TOO_SLOW
    if isinstance(error, OSError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return Overloaded, AWAY
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return BY_STATE.get(state) or BY_STATE_CLASS.get(state[:2])
    # The connection is closed or is being closed; the last is told between its farewell and the end of the stream.
    if isinstance(error, asyncpg.InterfaceError | asyncpg.InternalClientError):
        return Overloaded, AWAY
    return None
