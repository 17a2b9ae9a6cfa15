"""What one operation may ask for, checked before any SQL."""

from collections.abc import Sequence

from schema.cost import COST_LIMIT, cost_of
from server.errors import CostLimit
from server.planning.selection import Selected, Variables

MAX_TOKENS = 4_000
"""Of a document. The introspection query has about 300, a large page's query a few hundred."""

MAX_LIST_DEPTH = 5
"""Lists within lists. SQLite before 3.46 has a parser stack of 100 entries, which the costliest shape (edges with
page info at every level) uses up at the sixth; tests/database/test_list_depth.py nests it to this limit."""

MAX_KEYS = 50
"""Response keys of one object."""


def check_cost(fields: tuple[Selected, ...], variables: Variables) -> None:
    """Raises CostLimit with the cost and the limit."""
    cost = cost_of(fields, variables)
    if cost > COST_LIMIT:
        raise CostLimit(f"The operation costs {cost}; {COST_LIMIT} is the limit. Ask for smaller pages.")


def check_selection(fields: Sequence[Selected]) -> None:
    """Raises CostLimit for lists nested too deeply or objects with too many keys."""
    depth = _list_depth(fields)
    if depth > MAX_LIST_DEPTH:
        raise CostLimit(f"Lists are nested {depth} deep; {MAX_LIST_DEPTH} is the limit.")


def _list_depth(fields: Sequence[Selected]) -> int:
    if len(fields) > MAX_KEYS:
        raise CostLimit(f"An object has {len(fields)} response keys; {MAX_KEYS} is the limit.")
    depths = (
        field.is_list + max((_list_depth(children) for children in field.children.values()), default=0)
        for field in fields
    )
    return max(depths, default=0)
