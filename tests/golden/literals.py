"""A driver's argument as an SQL literal of PostgreSQL's, as EXPLAIN EXECUTE takes no parameters."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID


def literal(value: Any) -> str:
    match value:
        case None:
            return "NULL"
        case bool() | int():
            return str(value)
        case datetime():
            return f"'{value.isoformat()}'"
        case list():
            return f"ARRAY[{', '.join(map(literal, value))}]::text[]"
        case str() | UUID():
            return "'" + str(value).replace("'", "''") + "'"
    raise TypeError(f"{type(value)} has no literal here")
