"""Opaque ids: the type's name, an underscore, the UUID in hex."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from server.planning.request import Request
from server.planning.selection import Argument

_ID = re.compile(r"([a-z]+)_([0-9a-f]{32})(?:_([A-Za-z0-9-]{2,64}))?", re.ASCII)


def read_id(text: str) -> tuple[str, UUID, str | None] | None:
    """(type, UUID, locale) of an id; None for an ill-formed one. Only a translation's id may end in a locale."""
    found = _ID.fullmatch(text)
    if found is None or (found[3] and found[1] != "translation"):
        return None
    return found[1], UUID(hex=found[2]), found[3]


def uuid_of(text: str, prefix: str) -> UUID | None:
    """The UUID of an id of one type; None for any other text."""
    parts = read_id(text)
    return parts[1] if parts and parts[0] == prefix else None


def id_getter(argument: Argument, prefix: str) -> Callable[[Request], UUID | None]:
    """Reads an id argument; NULL, which equals nothing, for one that is not of the type."""
    return lambda request: uuid_of(argument.read(request.variables), prefix)
