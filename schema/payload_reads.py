"""What a mutation's payload will be asked for, tried before anything is changed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from schema.context import Context
from server.planning.builder import Placed
from server.planning.reading import bad_arguments
from server.planning.selection import Argument, Selected

NOBODY = Argument("")
"""An id that names nothing: nothing is read."""

READ_AS = {
    "comment": ("comment", {"id": NOBODY}),
    "commenter": ("commenter", {"id": NOBODY}),
    "policy": ("commentPolicy", {}),
}
"""The fields of payloads that the planner reads and that may have arguments below them, and the root fields as which
it does."""

INSIDE = ("results",)
"""Lists of a payload whose objects have such fields."""


def bad_payload_arguments(
    mutations: Sequence[Selected], context: Context, variables: dict[str, Any]
) -> list[Placed]:
    """Every bad argument of a payload, with its path. Where no field below has one, this costs a look."""
    found: list[Placed] = []
    for field in _read_fields(mutations):
        if _has_arguments(field):
            name, arguments = READ_AS[field.name]
            found += bad_arguments(
                [replace(field, name=name, arguments=arguments)],
                dialect=context.database.dialect,
                request=context.request(variables),
            )
    return found


def _read_fields(fields: Sequence[Selected]) -> Iterator[Selected]:
    for field in fields:
        for child in (each for children in field.children.values() for each in children):
            if child.name in READ_AS:
                yield child
            elif child.name in INSIDE:
                yield from _read_fields([child])


def _has_arguments(field: Selected) -> bool:
    return any(
        child.arguments or _has_arguments(child) for children in field.children.values() for child in children
    )
