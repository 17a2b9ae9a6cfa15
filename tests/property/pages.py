"""Pages of a list that lies in memory: the whole of it is sorted, and a cursor is looked for in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphql import GraphQLError

from server.models.types import format_instant

Key = datetime | int | str


def refuse(code: str, message: str = "") -> GraphQLError:
    return GraphQLError(message or code, extensions={"code": code})


@dataclass(frozen=True, slots=True)
class Order:
    """`tag` stands in the cursors of this order and of no other."""

    tag: str
    key: Callable[[Any], Key]
    is_descending: bool

    def cursor(self, item: Any) -> str:
        """Sorts as the order does: the value in a fixed width or in hex, then the id."""
        key = self.key(item)
        if isinstance(key, datetime):
            text = format_instant(key)
        else:
            text = f"{key:010}" if isinstance(key, int) else key.encode().hex()
        return f"{self.tag}.{text}.{item.id.hex}"


def connection(items: Iterable[Any], order: Order, arguments: dict[str, Any]) -> dict[str, Any]:
    given = {
        name: arguments[name]
        for name in ("first", "last", "after", "before")
        if arguments.get(name) is not None
    }
    _check(given, order)
    placed = sorted(
        ((order.cursor(item), item) for item in items), reverse=order.is_descending, key=lambda p: p[0]
    )

    def precedes(one: str, other: str) -> bool:
        return one > other if order.is_descending else one < other

    after, before = given.get("after"), given.get("before")
    earlier = [pair for pair in placed if after is not None and not precedes(after, pair[0])]
    later = [pair for pair in placed if before is not None and not precedes(pair[0], before)]
    within = placed[len(earlier) : len(placed) - len(later)]
    is_backward = "last" in given or ("before" in given and "first" not in given)
    size = given.get("last" if is_backward else "first", 20)
    page = within[-size:] if is_backward else within[:size]
    has_more = len(within) > len(page)
    return {
        "edges": [{"cursor": cursor, "node": item} for cursor, item in page],
        "nodes": [item for _, item in page],
        "page_info": {
            "has_next_page": bool(later) or (has_more and not is_backward),
            "has_previous_page": bool(earlier) or (has_more and is_backward),
            "start_cursor": page[0][0] if page else None,
            "end_cursor": page[-1][0] if page else None,
        },
        "total_count": len(placed),
    }


def _check(given: dict[str, Any], order: Order) -> None:
    if {"first", "last"} <= given.keys() or {"after", "before"} <= given.keys():
        raise refuse("BAD_USER_INPUT")
    for side in ("first", "last"):
        if side in given and not 1 <= given[side] <= 100:
            raise refuse("BAD_USER_INPUT")
    for side in ("after", "before"):
        if side in given and given[side].split(".")[0] != order.tag:
            raise refuse("BAD_USER_INPUT")
