"""Every statement of an engine, as it comes by SQLAlchemy or, on PostgreSQL, by asyncpg alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import asyncpg
from sqlalchemy import Engine, event

Told = Callable[[str], None]


def _untold(_sql: str) -> None: ...


@contextmanager
def told(engine: Engine, *, before: Told = _untold, after: Told = _untold) -> Iterator[None]:
    """Calls `before` and `after` with the SQL of each; what they raise, the statement has raised."""
    fetch = asyncpg.Connection.fetch

    async def fetched(connection: Any, sql: str, *arguments: Any, **options: Any) -> Any:
        before(sql)
        found = await fetch(connection, sql, *arguments, **options)
        after(sql)
        return found

    def begun(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        before(sql)

    def done(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        after(sql)

    event.listen(engine, "before_cursor_execute", begun)
    event.listen(engine, "after_cursor_execute", done)
    try:
        with patch.object(asyncpg.Connection, "fetch", fetched):
            yield
    finally:
        event.remove(engine, "before_cursor_execute", begun)
        event.remove(engine, "after_cursor_execute", done)
