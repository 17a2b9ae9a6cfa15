"""All rows of a database as ORM objects in memory, with look-ups by one column."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.models.base import Base
from server.viewer import Role, Viewer


@dataclass(slots=True)
class Memory:
    """`objects` by model, in no order that means anything."""

    objects: dict[type[Any], list[Any]]
    indexes: dict[tuple[type[Any], str], dict[Any, list[Any]]] = field(default_factory=dict)

    def every(self, model: type[Any]) -> list[Any]:
        return self.objects[model]

    def by(self, model: type[Any], column: str, value: Any) -> list[Any]:
        """The objects whose column has that value; none for None."""
        if (model, column) not in self.indexes:
            index: dict[Any, list[Any]] = defaultdict(list)
            for each in self.objects[model]:
                index[getattr(each, column)].append(each)
            self.indexes[model, column] = index
        return [] if value is None else self.indexes[model, column].get(value, [])

    def one(self, model: type[Any], column: str, value: Any) -> Any:
        """The one object, or None."""
        found = self.by(model, column, value)
        assert len(found) < 2, "the column is unique"
        return found[0] if found else None


async def read_everything(session: AsyncSession) -> Memory:
    models = [mapper.class_ for mapper in Base.registry.mappers]
    return Memory({model: list(await session.scalars(select(model))) for model in models})


@dataclass(frozen=True, slots=True)
class Asking:
    """One request of the oracle's: who asks, when, of what, under which fallback chains (as the site has them)."""

    memory: Memory
    viewer: Viewer
    now: datetime
    default_locale: str
    fallbacks: dict[str, tuple[str, ...]]

    @property
    def me(self) -> UUID | None:
        return self.viewer.id

    @property
    def moderates(self) -> bool:
        return bool({Role.MODERATOR, Role.ADMIN} & self.viewer.roles)

    @property
    def edits(self) -> bool:
        return bool({Role.EDITOR, Role.ADMIN} & self.viewer.roles)
