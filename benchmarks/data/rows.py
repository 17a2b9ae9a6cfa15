"""Rows on their way to the database, by table."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from server.models import Base


class Rows:
    """All rows of one table must name the same columns. Columns that are left out get the database's default."""

    def __init__(self) -> None:
        self._rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self.count = 0

    def add(self, model: type[Base], **values: Any) -> UUID:
        """Returns the id, where there is one."""
        self._rows[model.__tablename__].append(values)
        self.count += 1
        found: UUID = values.get("id", UUID(int=0))
        return found

    def take(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """What was added since the last time, in an order in which foreign keys hold."""
        taken = [(name, self._rows.pop(name)) for name in _IN_ORDER if name in self._rows]
        self.count = 0
        assert not self._rows, f"unknown tables: {', '.join(self._rows)}"
        return taken


_IN_ORDER = [table.name for table in Base.metadata.sorted_tables]
