"""What SQLAlchemy has compiled is kept by all engines of a run, as it is by all sessions of a server.

A server has one engine and compiles each statement once. Tests open thousands, one after the other, and would spend a
third of their time on compiling the same statements for each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

Create = Callable[..., AsyncEngine]


def compiling_once(create: Create) -> Create:
    """The same, but that engines of one kind share the dialect and the statements of the first that has connected."""
    known: dict[str, Any] = {}

    def create_engine(*arguments: Any, **options: Any) -> AsyncEngine:
        engine = create(*arguments, **options)
        sync: Any = engine.sync_engine
        first = known.get(sync.name)
        if first is None or not _has_connected(first):
            known[sync.name] = sync
        else:
            sync.dialect, sync._compiled_cache = first.dialect, first._compiled_cache
        return engine

    return create_engine


def _has_connected(engine: Any) -> bool:
    """A dialect looks at its database by the first connection, and knows then which version it speaks with."""
    return getattr(engine.dialect, "server_version_info", None) is not None
