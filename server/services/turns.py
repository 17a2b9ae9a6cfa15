"""Whose turn it is among several processes, for work that one of them does at a time."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession


class Turn(IntEnum):
    """Keys of PostgreSQL's advisory locks: "ga" and a number. The migrator's is 0x67616C6C."""

    SEALING = 0x6761_0001
    TELLING = 0x6761_0002


async def has_turn(session: AsyncSession, turn: Turn) -> bool:
    """True until the transaction ends, unless another process has the turn. On SQLite there is one writer."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(await session.scalar(select(func.pg_try_advisory_xact_lock(int(turn)))))
