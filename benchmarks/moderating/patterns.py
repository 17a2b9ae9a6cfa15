"""The rows of one act of Galley's, read back from its database, and written again under other ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

Row = Mapping[str, Any]
Statement = tuple[str, tuple[Any, ...]]

BY_COMMENT = {
    "comment": "SELECT * FROM comment WHERE id = {id}",
    "finding": "SELECT * FROM finding WHERE comment_id = {id}",
    "comment_likeness": "SELECT * FROM comment_likeness WHERE comment_id = {id}",
    "decision": "SELECT * FROM decision WHERE comment_id = {id}",
    "audit_entry": "SELECT * FROM audit_entry WHERE subject_id = {id}",
    "outbox": "SELECT * FROM outbox WHERE payload LIKE '%{hex}%'",
}
"""By table, in the order in which they are written: the rows that a submission makes."""

OF_A_DECISION = {
    "decision": BY_COMMENT["decision"] + " AND actor_kind = 'PERSON'",
    "audit_entry": BY_COMMENT["audit_entry"] + " AND actor_kind = 'PERSON' AND action <> 'comment.submit'",
    "outbox": BY_COMMENT["outbox"] + " AND kind <> 'comment.submitted'",
}
"""What a decision makes; beside it, it changes the comment and the counts."""

_GIVEN_BY_THE_DATABASE = ("position",)
_OWN_ID = "id"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Rows by table, in the order in which they are written. `ids` are those that another act has others of."""

    rows: Sequence[tuple[str, Row]]
    ids: Sequence[UUID]
    is_sqlite: bool

    def statements(self, ids: Sequence[UUID], new_id: Any) -> list[Statement]:
        """One INSERT a row, with `ids` in place of the pattern's and an id of its own for whatever else has one."""
        names = dict(zip(self.ids, ids, strict=True))
        return [self._insert(table, row, names, new_id) for table, row in self.rows]

    def _insert(self, table: str, row: Row, names: Mapping[UUID, UUID], new_id: Any) -> Statement:
        columns = [name for name in row if name not in _GIVEN_BY_THE_DATABASE]
        values = [self._value(row[name], names) for name in columns]
        if table != "comment" and _OWN_ID in columns:
            own = new_id()
            values[columns.index(_OWN_ID)] = own.hex if self.is_sqlite else own
        return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({self.marks(len(columns))})", tuple(
            values
        )

    def _value(self, value: Any, names: Mapping[UUID, UUID]) -> Any:
        """Ids stand alone, and on SQLite and in paths and payloads as hex."""
        if isinstance(value, UUID):
            return names.get(value, value)
        if isinstance(value, str) and len(value) >= 32:
            for old, new in names.items():
                value = value.replace(old.hex, new.hex)
        return value

    def marks(self, count: int) -> str:
        return ", ".join("?" if self.is_sqlite else f"${number}" for number in range(1, count + 1))
