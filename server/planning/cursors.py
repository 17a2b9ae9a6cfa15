"""Orders and their cursors: text that sorts as the order does, so first and last are min and max.

A cursor is `tag.key.id`: the order's tag, the order's value in a form that sorts by its bytes (a time of fixed
width, ten digits, or the hex of a text), the id in hex. "." sorts below every hex digit. A cursor of another
order has another tag and is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Tuple, tuple_
from sqlalchemy.types import TypeEngine

from server.errors import BadUserInput
from server.models.types import Id, Instant, Nfc, to_milliseconds
from server.planning.json_text import Concat, Hex, InstantText, Padded, TextHex
from server.planning.request import Request

LARGEST_INTEGER = 2**31 - 1
"""Of an integer column in PostgreSQL."""


class KeyKind(Enum):
    """What an order's value is: its column type, its text in SQL, and how Python reads that text."""

    INSTANT = "instant"
    NUMBER = "number"
    TEXT = "text"

    @property
    def type(self) -> TypeEngine[Any]:
        types: dict[KeyKind, TypeEngine[Any]] = {
            KeyKind.INSTANT: Instant(),
            KeyKind.NUMBER: Integer(),
            KeyKind.TEXT: Nfc(),
        }
        return types[self]

    def text(self, key: ColumnElement[Any]) -> ColumnElement[str]:
        return {KeyKind.INSTANT: InstantText, KeyKind.NUMBER: Padded, KeyKind.TEXT: TextHex}[self](key)

    def read(self, text: str) -> Any:
        """Raises ValueError for a text that this kind never writes."""
        if self is KeyKind.INSTANT:
            return to_milliseconds(datetime.fromisoformat(text))
        if self is KeyKind.TEXT:
            return bytes.fromhex(text).decode()
        if not (text.isascii() and text.isdigit() and len(text) == 10 and int(text) <= LARGEST_INTEGER):
            raise ValueError(text)
        return int(text)


@dataclass(frozen=True, slots=True)
class Scope:
    """A value of the request that belongs to an order, as a parameter and as what reads it."""

    parameter: ColumnElement[Any]
    getter: Callable[[Request], str]


@dataclass(frozen=True, slots=True)
class Order:
    """A total order of rows: by `key`, then by id in the same direction.

    `key` makes the expression from the row's columns; `tag` tells this order from every other, together with
    `scope` where that is a value of the request: the locale whose titles are ordered. `id` is the row's id where the
    key is another table's: from there too, or no index serves the two together.
    """

    tag: str
    kind: KeyKind
    key: Callable[[Any], ColumnElement[Any]]
    is_descending: bool
    scope: Scope | None = None
    id: ColumnElement[Any] | None = None

    def cursor(self, key: ColumnElement[Any], id_: ColumnElement[Any]) -> Concat:
        scope = ("-", self.scope.parameter) if self.scope else ()
        return Concat(self.tag, *scope, ".", self.kind.text(key), ".", Hex(id_))

    def read(self, cursor: str, request: Request) -> tuple[Any, UUID]:
        """The order's value and the id. Raises BadUserInput for a text that is no cursor of this order."""
        # An instant holds a "." of its own, so the id is split off from the right and the tag from the left.
        tag, _, rest = cursor.partition(".")
        key, _, id_hex = rest.rpartition(".")
        try:
            expected = f"{self.tag}-{self.scope.getter(request)}" if self.scope else self.tag
            if tag != expected or len(id_hex) != 32:
                raise ValueError(cursor)
            return self.kind.read(key), UUID(hex=id_hex)
        except (ValueError, OverflowError):
            raise BadUserInput("This cursor is not one of this list in this order.") from None

    def sorted(
        self, key: ColumnElement[Any], id_: ColumnElement[Any], *, is_reversed: bool = False
    ) -> list[ColumnElement[Any]]:
        descending = self.is_descending != is_reversed
        return [key.desc(), id_.desc()] if descending else [key.asc(), id_.asc()]

    def bound(self, key: Any, id_: Any) -> Tuple:
        return tuple_(key, id_, types=(self.kind.type, Id))
