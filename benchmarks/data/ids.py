"""Ids as Galley makes them, UUIDv7, but of a moment and a seed rather than of now."""

from __future__ import annotations

from datetime import datetime
from random import Random
from uuid import UUID


def id_at(random: Random, moment: datetime) -> UUID:
    """Rises with the millisecond; within one it is random."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(
        int=milliseconds << 80 | 7 << 76 | random.getrandbits(12) << 64 | 2 << 62 | random.getrandbits(62)
    )
