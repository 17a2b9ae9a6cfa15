"""What of a request's variables can change the SQL: the key under which a plan is kept."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from enum import Enum
from typing import Any

from server.planning.ids import read_id

_PRESENT = "*"


def shape_of(value: Any) -> Hashable:
    """Enumerations and booleans whole, ids by their type's prefix, other scalars by being there or not."""
    if value is None or isinstance(value, bool | Enum):
        return value
    if isinstance(value, dict):
        return tuple((name, shape_of(item)) for name, item in sorted(value.items()))
    if isinstance(value, list | tuple):
        return _shape_of_list(value)
    if isinstance(value, str) and not isinstance(value, datetime):
        return _shape_of_text(value)
    return _PRESENT


def _shape_of_list(values: list[Any] | tuple[Any, ...]) -> Hashable:
    return ("list", frozenset(shape_of(value) for value in values))


def _shape_of_text(value: str) -> Hashable:
    """An id by its type, and by whether it ends in a locale, as a translation's may. Ill-formed ones are text."""
    parts = read_id(value)
    return _PRESENT if parts is None else (parts[0], parts[2] is not None)
