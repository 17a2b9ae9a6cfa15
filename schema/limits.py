"""What one operation may ask for, checked before any SQL."""

from collections.abc import Sequence

from schema.cost import cost_of
from server.errors import CostLimit
from server.planning.selection import Path, Selected, Variables
from server.settings import Limits

MAX_FIELDS = 1_000
"""Of an operation, its fragments spread: fragments in fragments could make millions of a short document. A front page
with everything on it has two hundred; walking a field takes 7 microseconds."""

MAX_SELECTIONS = 5_000
"""Looked at for these fields: fragments that hold nothing but fragments make no fields, and take time."""

DEFAULTS = Limits()

MAX_LEVELS = 7
"""Relations within relations: a comment with replies to the default policy's depth of six. SQLite before 3.46 parses
no more; where the inner ones have many filters it parses fewer, and server.planning.sqlite_parser refuses those."""

MAX_PAYLOAD_LEVELS = 4
"""In a mutation's payload, which is read when all is done: as many as every SQLite parses in their costliest form
(tests/database/test_list_depth.py)."""

MAX_KEYS = 50
"""Response keys of one object."""

IN_THE_ROW = frozenset({"Actor", "CommentModeration", "Completeness", "InputError", "QueueEvent", "Viewer"})
"""Objects that are made of the row they stand in, and so are no level."""


def check_cost(fields: tuple[Selected, ...], variables: Variables, limits: Limits) -> None:
    """Raises CostLimit with the cost and the limit."""
    refuse_over_limit(cost_of(fields, variables), limits)


def refuse_over_limit(cost: int, limits: Limits) -> None:
    """Raises CostLimit with the cost and the limit."""
    if cost > limits.cost:
        raise CostLimit(f"The operation costs {cost}; {limits.cost} is the limit. Ask for smaller pages.")


def check_selection(fields: Sequence[Selected], limits: Limits, *, is_mutation: bool = False) -> None:
    """Raises CostLimit for too many root fields, relations nested too deeply or objects with too many keys."""
    if len(fields) > limits.root_fields:
        raise CostLimit(f"The operation has {len(fields)} root fields; {limits.root_fields} is the limit.")
    levels = _deepest(fields, "Mutation" if is_mutation else "Query")
    limit = MAX_PAYLOAD_LEVELS if is_mutation else MAX_LEVELS
    if levels > limit:
        raise CostLimit(f"Relations are nested {levels} deep; {limit} is the limit here.")


def _deepest(fields: Sequence[Selected], type_name: str) -> int:
    if len(fields) > MAX_KEYS:
        raise CostLimit(f"An object has {len(fields)} response keys; {MAX_KEYS} is the limit.")
    return max((_levels(field, type_name) for field in fields), default=0)


def _levels(field: Selected, parent: str) -> int:
    """A level is what has to be looked up: a list, a connection with all its parts, an object of another row."""
    is_level = bool(field.children) and not (
        parent.endswith(("Connection", "Edge")) or any(_is_in_the_row(name) for name in field.children)
    )
    below = (_deepest(children, type_name) for type_name, children in field.children.items())
    return is_level + max(below, default=0)


def _is_in_the_row(type_name: str) -> bool:
    return type_name in IN_THE_ROW or type_name.endswith("Payload")


# ── while the selection is walked ───────────────────────────────────────────────────────────────


class TooDeep(CostLimit):
    """Of fields within fields."""


class Walk:
    """Counts the fields of one walk over an operation, so that a short document cannot make a long one. `depth`
    is how many response keys may stand above each other: fragments in fragments nest, too."""

    def __init__(self, depth: int = DEFAULTS.selection_depth) -> None:
        self._left = MAX_FIELDS
        self._selections_left = MAX_SELECTIONS
        self._depth = depth

    def enter(self, path: Path) -> None:
        """One more field. Raises CostLimit."""
        self._left -= 1
        if self._left < 0:
            raise CostLimit(f"The operation has more than {MAX_FIELDS} fields, its fragments spread.")
        if len(path) > self._depth:
            raise TooDeep(f"The operation is nested more than {self._depth} fields deep.")

    def look_at(self, selections: int) -> None:
        """So many fields and fragments more, one after another. Raises CostLimit."""
        self._selections_left -= selections
        if self._selections_left < 0:
            raise CostLimit(f"The operation has more than {MAX_SELECTIONS} selections, its fragments spread.")
