"""Whether SQLite can read a statement: asked of SQLite itself, before the statement is kept.

Its parser has a stack of 100 entries before version 3.46, and takes expressions of 1,000 levels. How much of
either a selection uses depends on all its filters and page infos, so no rule about selections could be exact.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

from server.errors import CostLimit

_TOO_MUCH = ("parser stack overflow", "Expression tree is too large", "string or blob too big", "too many")


def check_parses(sql: str) -> None:
    """Raises CostLimit for a statement that is nested too deeply. Parsing ends before tables are looked for, so
    an empty database answers as well as the real one."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute(f"EXPLAIN {sql}")
        except sqlite3.Error as error:
            if any(reason in str(error) for reason in _TOO_MUCH):
                raise CostLimit(
                    "The operation is nested too deeply for SQLite. Ask for it in two operations, or with fewer "
                    "filters and page infos on its inner lists."
                ) from None
