"""The static cost of an operation: fields times list sizes, known before any SQL.

An object costs 1, a scalar nothing; what has to be counted or put together costs more. A list is as long as its
page, or as what stands in SIZES.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from server.planning.selection import Argument, Selected, Variables

COUNTS = {"totalCount": 10, "replyCount": 10, "commentCount": 10}
"""A count reads rows."""

BODY = 20
"""A translation's body is put together from its segments; a comment's is a column."""

SIZES = {
    "segments": 40,
    "parallelText": 40,
    "translations": 5,
    "tags": 10,
    "authors": 10,
    "translators": 10,
    "categories": 20,
    "decisions": 20,
    "revisions": 20,
    "flags": 20,
    "queueCounts": 4,
    "counts": 4,
    "findings": 3,
    "spans": 2,
}
"""How long a list is where nothing in the operation bounds it; OTHER for the rest (locales, word lists)."""

OTHER = 5
PAGE = 20
"""A connection's default page."""

LONGEST = 100
"""Of a page, and of a list of ids. What is longer is a bad argument, not a dear one, and is told as that."""


def cost_of(fields: tuple[Selected, ...], variables: Variables) -> int:
    """The cost of root fields with these variables."""
    return sum(_cost(field, "Query", 1, PAGE, variables) for field in fields)


SIZED_BY = ("first", "last", "ids", "locales", "input")
"""The arguments that bound a list."""

COSTS_KEPT = 64


class OperationCost:
    """The cost of root fields, worked out once for each set of sizes that variables give to lists."""

    def __init__(self, fields: tuple[Selected, ...]) -> None:
        self._fields = fields
        self._sizes = tuple(_sizes_by_variable(fields))
        self._known: dict[tuple[int | None, ...], int] = {}

    def of(self, variables: Variables) -> int:
        sizes = tuple(_size(argument.read(variables)) for argument in self._sizes)
        cost = self._known.get(sizes)
        if cost is None:
            if len(self._known) >= COSTS_KEPT:
                self._known.clear()
            cost = self._known[sizes] = cost_of(self._fields, variables)
        return cost


def _sizes_by_variable(fields: Iterable[Selected]) -> Iterator[Argument]:
    for field in fields:
        for name in SIZED_BY:
            argument = field.arguments.get(name)
            if argument is not None and argument.source is not None:
                yield argument
        for children in field.children.values():
            yield from _sizes_by_variable(children)


def _size(value: object) -> int | None:
    """What of an argument's value counts: a number as it is, a list by its length, an input by that of what it
    names."""
    if isinstance(value, Mapping):
        return _about(value)
    return len(value) if isinstance(value, list) else value if isinstance(value, int) else None


def _cost(field: Selected, of: str, parents: int, page: int, variables: Variables) -> int:
    """`of` is the type that the field stands in, `page` the size that this type's lists get from above: a
    connection's edges and nodes, a parallel block's segments."""
    if not field.children:
        return COUNTS.get(field.name, 0) * parents
    if any(name.endswith("Connection") for name in field.children):
        return parents + _below(field, parents, _page(field, variables), variables)
    rows = parents * (_length(field, of, page, variables) if field.is_list else 1)
    if (named := _named(field, variables)) is not None:
        page = named
    if field.name == "parallelText":
        page = _asked_length(field, "locales", variables)
    return rows + _below(field, rows, page, variables)


def _below(field: Selected, parents: int, page: int, variables: Variables) -> int:
    """The dearest of the types that the field may be."""
    costs = [0]
    for name, children in field.children.items():
        bodies = sum(child.name == "body" for child in children) if name == "ArticleTranslation" else 0
        below = sum(_cost(child, name, parents, page, variables) for child in children)
        costs.append(below + parents * BODY * bodies)
    return max(costs)


def _page(field: Selected, variables: Variables) -> int:
    given = field.argument("first") or field.argument("last")
    size = given.read(variables) if given else None
    return min(max(0, size), LONGEST) if isinstance(size, int) else PAGE


def _named(field: Selected, variables: Variables) -> int | None:
    """How many comments a mutation is about, and so has results; None where it is about one alone."""
    given = field.argument("input")
    if given is None or not any("ModerationResult" in each.children for each in _every(field)):
        return None
    return _about(given.read(variables))


def _about(given: Mapping[str, Any]) -> int:
    """How many comments a mutation's input names."""
    listed = given.get("items", given.get("ids"))
    if listed is not None:
        return min(len(listed), LONGEST)
    return LONGEST if given.get("batchId") else 1


def _every(field: Selected) -> tuple[Selected, ...]:
    return tuple(child for children in field.children.values() for child in children)


def _length(field: Selected, of: str, page: int, variables: Variables) -> int:
    if of == "ParallelBlock" or of.endswith("Connection") or "ModerationResult" in field.children:
        return page
    if field.argument("ids"):
        return _asked_length(field, "ids", variables)
    if field.name == "translations" and field.argument("locales"):
        return _asked_length(field, "locales", variables)
    return SIZES.get(field.name, OTHER)


def _asked_length(field: Selected, name: str, variables: Variables) -> int:
    """How many ids or locales are asked for."""
    return min(len(field.arguments[name].read(variables)), LONGEST)
