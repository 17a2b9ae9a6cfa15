"""Work that one of several processes does at a time: it takes a lease, renews it, and loses it when it dies."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import Lease
from server.services.inserting import insert_new

LEARNING = "learning"
SCORING = "scoring"


def new_holder() -> str:
    """A name for this process, of at most 64 characters, that no other has."""
    return f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid4().hex}"


async def hold(session: AsyncSession, name: str, *, holder: str, now: datetime, lasting: timedelta) -> bool:
    """Takes the lease, or takes it for longer; False while another holder has it. One compare-and-set.

    A holder whose clock is wrong by less than `lasting` takes it too early at worst: what the lease guards must be
    safe, if slower, when two do it.
    """
    until = now + lasting
    if await insert_new(session, Lease, name=name, holder=holder, expires_at=until):
        return True
    taken: Any = await session.execute(
        update(Lease)
        .where(Lease.name == name, or_(Lease.holder == holder, Lease.expires_at <= now))
        .values(holder=holder, expires_at=until)
    )
    return bool(taken.rowcount)
