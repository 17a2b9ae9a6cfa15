"""Tables under other names, for statements in which one stands several times."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Table

KEPT = 512


def alias_of(model: Any, name: str) -> Any:
    """The model's table as `name`."""
    return _alias(model.__table__, name)


@lru_cache(maxsize=KEPT)
def _alias(table: Table, name: str) -> Any:
    """Kept, because SQLAlchemy makes its columns anew for each alias, a quarter of the time of a new plan, and the
    names (r0t, r1l) are the same in every plan."""
    return table.alias(name)
