"""Every statement of an engine, as it comes by SQLAlchemy or by the driver alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import aiosqlite
import asyncpg
from sqlalchemy import Engine, event

Told = Callable[[str], None]


def _untold(_sql: str) -> None: ...


@contextmanager
def told(engine: Engine, *, before: Told = _untold, after: Told = _untold) -> Iterator[None]:
    """Calls `before` and `after` with the SQL of each; what they raise, the statement has raised."""

    def telling(fetch: Any) -> Any:
        async def fetched(connection: Any, sql: str, *arguments: Any) -> Any:
            before(sql)
            found = await fetch(connection, sql, *arguments)
            after(sql)
            return found

        return fetched

    def begun(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        before(sql)

    def done(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        after(sql)

    event.listen(engine, "before_cursor_execute", begun)
    event.listen(engine, "after_cursor_execute", done)
    try:
        with (
            patch.object(asyncpg.Connection, "fetch", telling(asyncpg.Connection.fetch)),
            patch.object(
                aiosqlite.Connection, "execute_fetchall", telling(aiosqlite.Connection.execute_fetchall)
            ),
        ):
            yield
    finally:
        event.remove(engine, "before_cursor_execute", begun)
        event.remove(engine, "after_cursor_execute", done)
