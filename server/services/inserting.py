"""Inserts that leave a row alone which is there already: the database decides a race, not a look before."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from server.models.base import Base


def inserting(session: AsyncSession, model: type[Base]) -> Any:
    """The database's own INSERT, which knows ON CONFLICT."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(model) if is_sqlite else postgresql.insert(model)


async def insert_new(session: AsyncSession, model: type[Base], **values: Any) -> bool:
    """True when the row is new; False when one with such a key was there. Other constraints still raise."""
    result: Any = await session.execute(inserting(session, model).values(**values).on_conflict_do_nothing())
    return bool(result.rowcount)
